/** Runs `npm start`'s program as a user would, with an environment of the test's own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const running = new Set<ChildProcess>();

export interface Launcher {
  readonly pid: number;
  /** Lines that it said, from both streams. */
  readonly said: readonly string[];
  readonly ended: Promise<number | null>;
  /** The next line, or one said before, that matches; rejects when it ends without. */
  line(pattern: RegExp): Promise<string>;
  /** Ctrl-C; gives the exit status. */
  interrupt(): Promise<number | null>;
}

export interface LaunchOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Numeric user to run as; needs root. */
  readonly user?: number;
}

export function launch(args: readonly string[], { env = {}, user }: LaunchOptions = {}): Launcher {
  const child = spawn(process.execPath, ['electron/launcher/start.mjs', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', ...env },
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  running.add(child);
  const said: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line);
      for (const look of [...waiting]) look();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', (status) => resolve(status)));
  void ended.then(() => running.delete(child));
  return {
    pid: child.pid ?? 0,
    said,
    ended,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = said.find((line) => pattern.test(line));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without ${pattern}:\n${said.join('\n')}`)));
      }),
    interrupt() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** Ends what a failed test left running. */
export function endLaunchers(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** The processes that a process started whose command line matches; Linux only. */
export function childrenOf(pid: number, pattern: RegExp): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return children.filter((child) => {
    const file = `/proc/${child}/cmdline`;
    return existsSync(file) && pattern.test(readFileSync(file, 'utf8').replaceAll('\0', ' '));
  });
}
