/**
 * Thread that calculates rebates, so that the years of six hundred dealers keep nobody waiting. It lives on between
 * questions and remembers what it found. Questions run beside each other, a group of agreements at a time.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../contract/errors.ts';
import { connect, type FileKey } from './connection.ts';
import { calculateDeduction } from './diversion-deduction.ts';
import { calculateGroups, ResultCache } from './rebate-calculation.ts';
import { calculateSimulation, calculateStanding } from './rebate-policy.ts';
import type { RebateAnswer, RebateFinding, RebateRequest } from './rebate-runs.ts';
import { asAppError } from './sqlite-failure.ts';

const { replicaFile, key } = workerData as { readonly replicaFile: string; readonly key: FileKey };
/** As many groups as the largest company has, as of a few days. */
const cache = new ResultCache(4000);
const cancelled = new Set<number>();

const tell = (answer: RebateAnswer): void => parentPort?.postMessage(answer);

type Asked = Exclude<RebateRequest, { kind: 'cancel' }>;

function find(replica: ReturnType<typeof connect>, request: Asked): Promise<RebateFinding> | RebateFinding {
  const { id } = request;
  const hooks = {
    cache,
    isCancelled: () => cancelled.has(id),
    onProgress: (done: number, total: number) => tell({ id, kind: 'progress', done, total }),
  };
  switch (request.kind) {
    case 'ask':
      return calculateGroups(replica, request.question, hooks);
    case 'standing':
      return calculateStanding(replica, request.question);
    case 'simulate':
      return calculateSimulation(replica, request.question, hooks);
    case 'deduction':
      return calculateDeduction(replica, request.question);
  }
}

async function answer(request: Asked): Promise<void> {
  const { id } = request;
  try {
    const replica = connect(replicaFile, { role: 'replica', key, readonly: true });
    try {
      // One state of the replica, whatever is synced meanwhile.
      replica.exec('begin');
      tell({ id, kind: 'done', found: await find(replica, request) });
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
  else void answer(request);
});
