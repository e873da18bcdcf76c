/** Child programs of the launcher: secrets and news go over the IPC pipe, never through arguments. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

const STOP_GRACE_MS = 10_000;

/**
 * Starts a program under `node`. `secrets` is its first message. `onMessage` hears what it tells; `exited` resolves when
 * it has ended. Losing the launcher ends it too: the pipe closes, whatever happened to the launcher.
 */
export function startChild({ node, args, cwd, logFile, secrets, onMessage }) {
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(node, args, { cwd, stdio: ['ignore', log, log, 'ipc'], detached: process.platform !== 'win32' });
  closeSync(log);
  child.on('message', onMessage);
  const exited = new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  child.send(secrets ?? {}, () => undefined);
  return {
    exited,
    /** Asks the child to end; after a while it is ended. */
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
      if (child.connected) child.send('stop', () => undefined);
      else child.kill('SIGTERM');
      await exited;
      clearTimeout(force);
    },
  };
}

const RESTARTS_MAX = 5;
const WINDOW_MS = 60_000;
const PAUSE_FIRST_MS = 250;

/**
 * Keeps a program running: starts it again when it ends unasked, with growing pauses, at most five times a minute.
 * `start` is called for each start and gives what {@link startChild} gives.
 */
export function keepRunning({ start, onGaveUp }) {
  let stopping = false;
  let child = start();
  const starts = [];
  const watch = async () => {
    while (!stopping) {
      await child.exited;
      if (stopping) return;
      const now = Date.now();
      starts.push(now);
      while (starts.length > 0 && now - starts[0] > WINDOW_MS) starts.shift();
      if (starts.length > RESTARTS_MAX) return onGaveUp();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_FIRST_MS * 2 ** (starts.length - 1)));
      if (!stopping) child = start();
    }
  };
  void watch();
  return {
    async stop() {
      stopping = true;
      await child.stop();
    },
  };
}
