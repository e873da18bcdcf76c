import { Worker } from 'node:worker_threads';
import type { FileKey } from './connection.ts';
import { asAppError, type FileRole } from './sqlite-failure.ts';

export interface FileCheck {
  readonly file: string;
  readonly role: FileRole;
  readonly key: FileKey;
}

/**
 * Whether every page of a file can be read and its tables and indexes agree.
 * @throws AppError replica_corrupt, local_corrupt when the file cannot even be opened
 */
export function checkFile(check: FileCheck): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./check-worker.ts', import.meta.url), { workerData: check });
    worker.once('message', (passes: boolean) => resolve(passes));
    worker.once('error', (error) => reject(asAppError(error, check.role)));
    worker.once('exit', () => reject(new Error('The thread that checks a file ended without an answer')));
  });
}
