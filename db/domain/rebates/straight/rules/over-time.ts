import type { z } from 'zod';
import { divide, multiply, parseDecimal, ratio } from '../../../money/rational.ts';
import type { OverTimeRule } from '../../schema/rule.ts';
import { monthsBetween } from '../calendar.ts';
import type { Lines } from '../entries.ts';
import { type Earning, type Part, sharesOf, sumsOf } from './earning.ts';
import type { Situation } from './situation.ts';

/** A fixed amount earned with time, cumulatively: amount · elapsed / all. */
export function earnOverTime(
  rule: z.infer<typeof OverTimeRule>,
  lines: Lines,
  { span, day, scale }: Situation,
): Earning {
  const { totals } = lines;
  const elapsed =
    rule.by === 'days'
      ? ratio(day + 1 - span.from, span.to - span.from)
      : divide(ratio(monthsBetween(span.from, day + 1)), ratio(Math.max(1, monthsBetween(span.from, span.to))));
  const amount = multiply(multiply(parseDecimal(rule.amount), scale), elapsed);
  const parts: Part[] = [{ kind: 'time', tier: null, base: null, rate: elapsed, amount }];
  return {
    ...sumsOf(totals),
    tier: null,
    parts,
    shares: sharesOf(parts, lines),
  };
}
