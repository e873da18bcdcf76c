import { type Rational, subtract, ZERO } from '../../money/rational.ts';
import type { Rounding } from '../schema/agreement.ts';
import type { Draft } from './best-deal.ts';
import { spansOf } from './calendar.ts';
import { limitOne, type RunContext } from './limit-accounts.ts';
import type { Outcome } from './outcome.ts';
import { rounded } from './pay.ts';

/**
 * What a period earned, by the effective periods of `postBy`: of each, what is earned by its end less what was earned by
 * its beginning, both rounded, so that the parts sum to the payable amount. The last that has begun takes the rest:
 * minimum, policies and adjustments.
 */
export function splitOutcome(
  context: RunContext,
  { bucket, before }: Draft,
  payable: Rational,
  rounding: Rounding,
): Outcome['split'] {
  const { agreement, span, entries } = bucket;
  if (agreement.postBy === undefined) return null;
  const parts = spansOf(agreement.postBy, span.from, span.to, context.today);
  let earlier = ZERO;
  return parts.map(({ key, to }, at) => {
    let now = payable;
    if (at < parts.length - 1) {
      const until = { ...bucket, entries: entries.filter(({ day }) => day < to) };
      now = rounded(limitOne(context, until, before, to - 1, false).limited.value, rounding);
    }
    const part = { key, payable: subtract(now, earlier) };
    earlier = now;
    return part;
  });
}
