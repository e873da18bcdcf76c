import { Worker } from 'node:worker_threads';
import { AppError } from '../contract/errors.ts';
import { asAppError } from '../store/sqlite-failure.ts';

/** What a thread says: how far it is, then its answer. */
export type ThreadMessage<Progress, Answer> = { readonly progress: Progress } | { readonly answer: Answer };

/**
 * Starts a thread with its task, tells how far it is, and gives its answer; the thread is gone when this is over.
 * @throws AppError cancelled, replica_corrupt
 */
export async function answerInThread<Progress, Answer>(
  program: URL,
  task: unknown,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Answer> {
  if (signal.aborted) throw new AppError('cancelled');
  const worker = new Worker(program, { workerData: task });
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const cancel = (): void => reject(new AppError('cancelled'));
  signal.addEventListener('abort', cancel);
  worker.on('message', (message: ThreadMessage<Progress, Answer>) => {
    if ('answer' in message) resolve(message.answer);
    else tell(message.progress);
  });
  worker.once('error', (error) => reject(asAppError(error, 'replica')));
  worker.once('exit', cancel);
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', cancel);
    await worker.terminate();
  }
}
