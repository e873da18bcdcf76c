import type { z } from 'zod';
import { add, compare, divide, isZero, parseDecimal, type Rational, ratio, ZERO } from '../../../money/rational.ts';
import type { MixRule } from '../../schema/rule.ts';
import type { Lines } from '../entries.ts';
import { matches } from '../scope.ts';
import { type Earning, sharesOf } from './earning.ts';
import type { Situation } from './situation.ts';
import { applyTiers, stepsOf } from './tiers.ts';

/** 产品组合: the tier by variety, paid on everything. */
export function earnMix(rule: z.infer<typeof MixRule>, lines: Lines, { scale }: Situation): Earning {
  const { totals } = lines;
  const variety = varietyOf(rule, lines, scale);
  const steps = stepsOf(rule.tiers, ratio(1), rule.by === 'share' ? 'ppm' : 'value');
  const parts = applyTiers('whole_volume', steps, rule.edge, { ...totals, q: variety });
  return {
    qualifier: variety,
    measure: totals.m,
    units: totals.u,
    tier: parts[0]?.tier ?? null,
    parts,
    shares: sharesOf(parts, lines),
  };
}

function varietyOf(rule: z.infer<typeof MixRule>, lines: Lines, scale: Rational): Rational {
  if (rule.by === 'share') {
    const all = lines.totals.q;
    const own = lines.only(({ line }) => matches(rule.of ?? {}, line)).totals.q;
    return isZero(all) ? ZERO : divide(own, all);
  }
  if (rule.by === 'distinct_skus') {
    const sums = new Map<string, Rational>();
    for (const { entry, q } of lines.counted) {
      if (entry.line.sku !== undefined) sums.set(entry.line.sku, add(sums.get(entry.line.sku) ?? ZERO, q));
    }
    return ratio([...sums.values()].filter((sum) => compare(sum, ZERO) > 0).length);
  }
  const reached = (rule.groups ?? []).filter(({ match, minimum }) => {
    const own = lines.only(({ line }) => matches(match, line)).totals.q;
    const least = parseDecimal(minimum);
    return compare(own, { n: least.n * scale.n, d: least.d * scale.d }) >= 0;
  });
  return ratio(reached.length);
}
