import type { DrillAnswer, DrillQuestion } from '../contract/diversion-drill.ts';
import type { DrillOutput } from '../domain/diversion/schema/drill.ts';
import type { AlertsTask } from './alerts-source.ts';
import { follow } from './follow.ts';
import { asOfOf, type ServiceParts } from './parts.ts';
import { answerInThread, type ThreadMessage } from './thread.ts';

type Working = Extract<DrillAnswer, { state: 'working' }>;
type Progress = Omit<Working, 'state'>;

/** What the drilling thread is started with. */
export interface DrillTask extends AlertsTask {
  readonly drill: DrillQuestion;
}
export type DrillMessage = ThreadMessage<Progress, DrillOutput>;
const WORKER = new URL('./drill-worker.ts', import.meta.url);

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
  const steps = follow<Progress, DrillOutput>((tell, stop) => answerInThread(WORKER, task, tell, stop), signal);
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
