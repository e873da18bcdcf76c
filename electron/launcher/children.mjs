/** Child programs of the launcher: secrets and news go over the IPC pipe, never through arguments. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Of Node for the programs that stay: a young generation that keeps what it once grew to would be a fifth of their memory.
 */
export const STAYING = ['--max-semi-space-size=8'];

/**
 * Starts a program under `node` and gives the handle that a supervisor takes. `secrets` is its first message;
 * `onMessage` hears what it tells. Losing the launcher ends it too: the pipe closes, whatever happened to the launcher.
 */
export function startChild({ node, args, cwd, logFile, secrets, onMessage }) {
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(node, args, {
    cwd,
    stdio: ['ignore', log, log, 'ipc'],
    detached: process.platform !== 'win32',
    // What was compiled at one start is read at the next. Node throws it away when a source has changed.
    env: { NODE_COMPILE_CACHE: join(cwd, 'out', 'compile-cache'), ...process.env },
  });
  closeSync(log);
  child.on('message', onMessage);
  const exited = new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  child.send(secrets ?? {}, () => undefined);
  return {
    exited,
    requestStop() {
      if (child.connected) child.send('stop', () => undefined);
      else child.kill('SIGTERM');
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}
