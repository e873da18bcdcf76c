import { Worker } from 'node:worker_threads';
import { AppError } from '../contract/errors.ts';
import type { FileKey } from './connection.ts';
import type { ReplicaContent } from './replica-content.ts';
import { asAppError, type FileRole } from './sqlite-failure.ts';

export interface FileCheck {
  readonly file: string;
  readonly role: FileRole;
  readonly key: FileKey;
}

function askThread<T>(worker: URL, check: FileCheck, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(worker, { workerData: check });
    thread.once('message', (answer: T) => resolve(answer));
    thread.once('error', (error) => reject(asAppError(error, check.role)));
    const stop = (): void => {
      reject(new AppError('cancelled'));
      void thread.terminate();
    };
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop);
    thread.once('exit', () => signal?.removeEventListener('abort', stop));
    thread.once('exit', () => reject(new Error('The thread that checks a file ended without an answer')));
  });
}

/**
 * Whether every page of a file can be read and its tables and indexes agree.
 * @throws AppError replica_corrupt, local_corrupt when the file cannot even be opened
 */
export const checkFile = (check: FileCheck): Promise<boolean> =>
  askThread(new URL('./check-worker.ts', import.meta.url), check);

/**
 * What the replica holds; null while it is behind what was downloaded.
 * @throws AppError replica_corrupt, cancelled
 */
export const checkReplicaContent = (file: string, key: FileKey, signal: AbortSignal): Promise<ReplicaContent | null> =>
  askThread(new URL('./content-worker.ts', import.meta.url), { file, role: 'replica', key }, signal);
