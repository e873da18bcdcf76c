/**
 * Manners of a program that the launcher starts: it takes its secrets over the IPC pipe, tells what happens over it,
 * and ends in order on a signal, on `stop`, or when the launcher is gone.
 */

import { AppError } from '../contract/errors.ts';

/** Tells the launcher, when there is one; `told` is called when it is on its way, or at once. */
export function tellLauncher(message: Readonly<Record<string, unknown>>, told: () => void = () => undefined): void {
  if (process.connected && process.send !== undefined) process.send(message, told);
  else told();
}

/** Tells the launcher why this program cannot run; the cause stays here. */
export function tellFailure(error: unknown, told?: () => void): void {
  const { code, params } = error instanceof AppError ? error : new AppError('internal');
  tellLauncher({ kind: 'failed', code, params }, told);
}

/** The launcher's first message: what must not stand in the arguments, where every user of the machine can read it. */
export function receiveSecrets(): Promise<unknown> {
  if (process.send === undefined) return Promise.resolve({});
  return new Promise((resolve) => process.once('message', resolve));
}

/** Calls `stop` once, whoever asks for the end, then exits; a second signal exits at once. */
export function onStop(stop: () => Promise<void>): void {
  let stopping = false;
  const begin = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', begin);
  process.on('SIGTERM', begin);
  process.on('message', (message) => {
    if (message === 'stop' && !stopping) begin();
  });
  // The pipe also closes after a stop that is under way already.
  process.on('disconnect', () => {
    if (!stopping) begin();
  });
}
