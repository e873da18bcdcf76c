import type { z } from 'zod';
import { add, compare, divide, isZero, multiply, type Rational, ZERO } from '../../../money/rational.ts';
import type { TieredRule } from '../../schema/rule.ts';
import type { Counted, Lines } from '../entries.ts';
import { lazy } from '../lazy.ts';
import { type Earning, type Part, sharesOf, spreadLump, sumsOf } from './earning.ts';
import { applyTiers, type Step, stepsOf, tierOf, widthIn } from './tiers.ts';

/** Tier tables on a plain sum: whole_volume, marginal, rolling, total, blended_per_unit, interpolated. */
export function earnTiered(rule: z.infer<typeof TieredRule>, lines: Lines, scale: Rational): Earning {
  const steps = stepsOf(rule.tiers, scale);
  const { totals } = lines;
  const top = tierOf(totals.q, steps, rule.edge);
  const common = {
    ...sumsOf(totals),
    tier: top < 0 ? null : top,
    thresholds: steps.map(({ from }) => from),
  };
  if (rule.kind === 'marginal' && rule.attribution === 'in_order') {
    return { ...common, ...inOrder(steps, rule.edge, lines.counted, top) };
  }
  const parts = applyTiers(rule.kind, steps, rule.edge, totals);
  return { ...common, parts, shares: sharesOf(parts, lines) };
}

/**
 * Lines fill the slices one after the other, by date and id: each is priced where it lies. A return runs backwards through
 * the slices that it empties.
 */
function inOrder(
  steps: readonly Step[],
  edge: '>=' | '>',
  counted: readonly Counted[],
  top: number,
): Pick<Earning, 'parts' | 'shares' | 'lineTiers'> {
  const order = counted
    .map((one, at) => ({ one, at }))
    .sort((a, b) => a.one.entry.day - b.one.entry.day || (a.one.entry.line.id < b.one.entry.line.id ? -1 : 1));
  const shares = counted.map(() => ZERO);
  const lineTiers: (number | null)[] = counted.map(() => null);
  const bases = steps.map(() => ({ m: ZERO, u: ZERO }));
  let reached = ZERO;
  for (const { one, at } of order) {
    const end = add(reached, one.q);
    steps.forEach((step, tier) => {
      const width = widthIn(steps, tier, reached, end);
      const here = isZero(one.q) ? tier === tierOf(reached, steps, edge) : !isZero(width);
      const base = bases[tier];
      if (!here || base === undefined) return;
      const part = (value: Rational): Rational => (isZero(one.q) ? value : divide(multiply(value, width), one.q));
      const m = part(one.m);
      const u = part(one.u);
      base.m = add(base.m, m);
      base.u = add(base.u, u);
      shares[at] = add(shares[at] ?? ZERO, add(multiply(m, step.rate), multiply(u, step.perUnit)));
      if (compare(one.q, ZERO) >= 0 || lineTiers[at] == null) lineTiers[at] = tier;
    });
    reached = end;
  }
  const parts = steps.flatMap((step, tier): Part[] => {
    const { m, u } = bases[tier] ?? { m: ZERO, u: ZERO };
    const some: Part[] = [
      { kind: 'rate', tier, base: m, rate: step.rate, amount: multiply(m, step.rate) },
      { kind: 'per_unit', tier, base: u, rate: step.perUnit, amount: multiply(u, step.perUnit) },
    ];
    if (tier <= top) some.push({ kind: 'lump', tier, base: null, rate: null, amount: step.lump });
    return some.filter(({ amount }) => !isZero(amount));
  });
  const lumps = parts.filter(({ kind }) => kind === 'lump').reduce((sum, { amount }) => add(sum, amount), ZERO);
  const whole = lazy(() => {
    const lumpShares = spreadLump(lumps, counted);
    return shares.map((share, at) => add(share, lumpShares[at] ?? ZERO));
  });
  return { parts, shares: whole, lineTiers: () => lineTiers };
}
