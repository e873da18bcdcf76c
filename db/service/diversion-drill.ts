import { Worker } from 'node:worker_threads';
import type { DrillAnswer, DrillQuestion } from '../contract/diversion-drill.ts';
import { AppError } from '../contract/errors.ts';
import type { DrillOutput } from '../domain/diversion/schema/drill.ts';
import { asAppError } from '../store/sqlite-failure.ts';
import type { AlertsTask } from './alerts-source.ts';
import { follow } from './follow.ts';
import { asOfOf, type ServiceParts } from './parts.ts';

type Working = Extract<DrillAnswer, { state: 'working' }>;
type Progress = Omit<Working, 'state'>;

/** What the drilling thread is started with. */
export interface DrillTask extends AlertsTask {
  readonly drill: DrillQuestion;
}
export type DrillMessage = { readonly progress: Progress } | { readonly answer: DrillOutput };

/**
 * Drills on a copy of this laptop's scans: what of planted diversions the detector would catch, when, and at what cost in
 * other cases. Nothing is written anywhere. Whoever leaves the stream ends the thread.
 * @throws AppError cancelled, replica_corrupt
 */
export async function* runDrill(
  parts: ServiceParts,
  drill: DrillQuestion,
  signal: AbortSignal,
): AsyncGenerator<DrillAnswer> {
  const analytics = await parts.analytics.current();
  const task: DrillTask = {
    replicaFile: parts.store.replicaFile,
    key: parts.store.keys.replica,
    mapFolder: parts.mapFolder,
    drill,
  };
  const steps = follow<Progress, DrillOutput>((tell, stop) => drillInThread(task, tell, stop), signal);
  let step = await steps.next();
  for (; step.done !== true; step = await steps.next()) yield { state: 'working', ...step.value };
  const { plants, ...answer } = step.value;
  const { dealers, productLines, divisions } = analytics.dimensions;
  const nameOf = (rows: readonly { readonly id: string; readonly name: string }[], id: string | null) =>
    rows.find((row) => row.id === id)?.name ?? null;
  yield {
    state: 'ready',
    asOf: asOfOf(parts, analytics),
    ...answer,
    plants: plants.map(({ dealer, productLine, ...plant }) => ({
      ...plant,
      dealerId: dealer,
      dealerName: nameOf(dealers, dealer) ?? '',
      productLineName: nameOf(productLines, productLine),
      cityName: divisions.find(({ city }) => city === plant.city)?.cityName ?? plant.city,
    })),
  };
}

async function drillInThread(
  task: DrillTask,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<DrillOutput> {
  if (signal.aborted) throw new AppError('cancelled');
  const worker = new Worker(new URL('./drill-worker.ts', import.meta.url), { workerData: task });
  const { promise, resolve, reject } = Promise.withResolvers<DrillOutput>();
  const cancel = (): void => reject(new AppError('cancelled'));
  signal.addEventListener('abort', cancel);
  worker.on('message', (message: DrillMessage) => {
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
