import { type ChildProcess, spawn } from 'node:child_process';

export interface CliOutcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Interrupts, as Ctrl-C does, once this is seen on stderr, or when the promise resolves. */
  readonly interruptAt?: RegExp | Promise<unknown>;
}

/** Starts `npm run cli -- …` as a process group of its own, as a shell does. */
export function startCli(args: readonly string[], options: CliOptions = {}) {
  const child = spawn(process.execPath, ['electron/launcher/cli.mjs', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, RSW_DATABASE_URL: undefined, RSW_ENROLMENT_CODE: undefined, ...options.env },
  });
  let stdout = '';
  let stderr = '';
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted || child.pid === undefined || child.exitCode !== null) return;
    interrupted = true;
    process.kill(-child.pid, 'SIGINT');
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (options.interruptAt instanceof RegExp && options.interruptAt.test(stderr)) interrupt();
  });
  if (options.interruptAt instanceof Promise) void options.interruptAt.then(interrupt);
  child.stdin.end(options.input ?? '');
  const ended = new Promise<CliOutcome>((resolve) => {
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
  return { child: child as ChildProcess, ended, interrupt, firstLine: () => firstLine(child) };
}

/** The first line on stdout; fails when the program ends without one. */
function firstLine(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (part: string) => {
      text += part;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    child.once('close', () => reject(new Error('ended without a line')));
  });
}

export const runCli = (args: readonly string[], options?: CliOptions): Promise<CliOutcome> =>
  startCli(args, options).ended;
