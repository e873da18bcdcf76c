import type { Kpi, KpiKey } from '../../../db/contract/performance.ts';

/** Figures of which less is better. */
const LESS_IS_BETTER: ReadonlySet<KpiKey> = new Set(['sales_cycle', 'contract_approval']);

export type Change =
  | {
      readonly kind: 'compared';
      /** Points for a share, percent for anything else, to a tenth, as it is shown. */
      readonly by: number;
      readonly inPoints: boolean;
      readonly judgement: 'better' | 'worse' | 'same';
    }
  /** Why there is no comparison: no figure now, none a year ago, or a zero to divide by. */
  | { readonly kind: 'none'; readonly reason: 'noValue' | 'noLastYear' | 'zeroLastYear' };

/** Change against last year: in points for a share, in percent for anything else. */
export function changeOf({ key, unit, value, previousYear }: Kpi): Change {
  if (value === null) return { kind: 'none', reason: 'noValue' };
  if (previousYear === null) return { kind: 'none', reason: 'noLastYear' };
  const inPoints = unit === 'ppm';
  if (previousYear === 0 && !inPoints) return { kind: 'none', reason: 'zeroLastYear' };
  const exact = inPoints ? (value - previousYear) / 10_000 : (100 * (value - previousYear)) / Math.abs(previousYear);
  // As it is shown: what reads 0.0 is neither better nor worse.
  const by = (Math.sign(exact) * Math.round(Math.abs(exact) * 10)) / 10 || 0;
  const isBetter = LESS_IS_BETTER.has(key) ? by < 0 : by > 0;
  return { kind: 'compared', by, inPoints, judgement: by === 0 ? 'same' : isBetter ? 'better' : 'worse' };
}
