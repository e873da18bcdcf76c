/**
 * Thread that calculates rebates, so that the years of six hundred dealers keep nobody waiting. It lives on between
 * questions and remembers what it found. Questions run beside each other, a group of agreements at a time.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../contract/errors.ts';
import { connect, type FileKey } from './connection.ts';
import { calculateGroups, ResultCache } from './rebate-calculation.ts';
import type { RebateAnswer, RebateRequest } from './rebate-runs.ts';
import { asAppError } from './sqlite-failure.ts';

const { replicaFile, key } = workerData as { readonly replicaFile: string; readonly key: FileKey };
/** As many groups as the largest company has, as of a few days. */
const cache = new ResultCache(4000);
const cancelled = new Set<number>();

const tell = (answer: RebateAnswer): void => parentPort?.postMessage(answer);

async function answer(id: number, question: Extract<RebateRequest, { kind: 'ask' }>['question']): Promise<void> {
  try {
    const replica = connect(replicaFile, { role: 'replica', key, readonly: true });
    try {
      // One state of the replica, whatever is synced meanwhile.
      replica.exec('begin');
      const groups = await calculateGroups(replica, question, {
        cache,
        isCancelled: () => cancelled.has(id),
        onProgress: (done, total) => tell({ id, kind: 'progress', done, total }),
      });
      tell({ id, kind: 'done', groups });
    } finally {
      replica.close();
    }
  } catch (cause) {
    const error = asAppError(cause, 'replica');
    if (error instanceof AppError) {
      tell({ id, kind: 'failed', code: error.code, params: error.params, cause: error.cause });
    } else tell({ id, kind: 'failed', code: 'internal', params: {}, cause });
  } finally {
    cancelled.delete(id);
  }
}

parentPort?.on('message', (request: RebateRequest) => {
  if (request.kind === 'cancel') cancelled.add(request.id);
  else void answer(request.id, request.question);
});
