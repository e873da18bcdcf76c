import type { Judge, Judged } from '../judge-reading.ts';
import { OPEN_REASONS, type OpenReason } from '../schema/scan-row.ts';
import type { Readings } from './readings.ts';

const VERDICTS = ['inside', 'border', 'outside', 'uncertain', 'exempt', 'unjudged'] as const satisfies readonly Judged['verdict'][]; // biome-ignore format: one line
const NO_REASON = OPEN_REASONS.length;

/** What was judged of readings, as columns by position in the document. */
export interface Judgements {
  verdict(index: number): Judged['verdict'];
  reason(index: number): OpenReason | null;
  /** Index of the division the reading lies in, -1 for none. */
  readonly division: Int32Array;
}

/** Judges all readings in the order of the document, in which they lie in memory. */
export function judgeAll(readings: Readings, judge: Judge): Judgements {
  const size = readings.longitude.length;
  const verdicts = new Uint8Array(size);
  const reasons = new Uint8Array(size);
  const division = new Int32Array(size);
  const isReading = new Uint8Array(size);
  for (const index of readings.order) isReading[index] = 1;
  for (let index = 0; index < size; index += 1) {
    if (isReading[index] === 0) continue;
    const judged = judge(readings.placed(index));
    verdicts[index] = VERDICTS.indexOf(judged.verdict);
    reasons[index] = judged.reason === null ? NO_REASON : OPEN_REASONS.indexOf(judged.reason);
    division[index] = judged.division;
  }
  return {
    verdict: (index) => VERDICTS[verdicts[index] as number] as Judged['verdict'],
    reason: (index) => OPEN_REASONS[reasons[index] as number] ?? null,
    division,
  };
}
