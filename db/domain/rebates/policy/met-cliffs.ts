import {
  compare, divide, isZero, multiply, type Rational, ratio, subtract, ZERO,
} from '../../money/rational.ts'; // biome-ignore format: arithmetic in one block
import type { Outcome } from '../straight/outcome.ts';
import { reaches } from '../straight/rules/tiers.ts';
import { changeAt, worthOf } from './cliffs.ts';
import { tableOf } from './curve.ts';

/** A threshold that an account came near, or passed by little. */
export interface MetCliff {
  readonly outcome: Outcome;
  readonly tier: number;
  readonly at: Rational;
  readonly reached: boolean;
  /** What changes for the account at the threshold, at the prices it really paid; before cap and minimum. */
  readonly jump: Rational;
}

/** Thresholds with a jump within `near` (a share of the threshold) of what accounts really reached. */
export function metCliffs(outcomes: readonly Outcome[], near: Rational): MetCliff[] {
  return outcomes.flatMap((outcome) => {
    const { agreement, earned, span } = outcome;
    const table = tableOf(agreement.rule);
    const { thresholds, qualifier, measure, units } = earned;
    if (table === null || thresholds === undefined || compare(qualifier, ZERO) <= 0) return [];
    const size = agreement.proration === 'none' ? ratio(1) : ratio(span.to - span.from, span.full.to - span.full.from);
    return thresholds.flatMap((at, tier): MetCliff[] => {
      if (at === null || compare(at, ZERO) <= 0) return [];
      const away = subtract(qualifier, at);
      const room = multiply(at, near);
      if (compare(away, room) > 0 || compare(away, { n: -room.n, d: room.d }) < 0) return [];
      const along = divide(at, qualifier);
      const change = changeAt(table, tier);
      const jump = worthOf(
        { ...change, lump: multiply(change.lump, size) },
        multiply(measure, along),
        multiply(units, along),
      );
      return isZero(jump) ? [] : [{ outcome, tier, at, reached: reaches(qualifier, at, table.edge), jump }];
    });
  });
}
