import type { z } from 'zod';
import {
  compare, divide, fromPpm, isZero, multiply, parseDecimal, type Rational, ratio, subtract, ZERO,
} from '../../../money/rational.ts'; // biome-ignore format: arithmetic in one block
import { refuse } from '../../problem.ts';
import type { TargetRule } from '../../schema/rule.ts';
import type { Lines } from '../entries.ts';
import { type Earning, type Part, sharesOf, sumsOf } from './earning.ts';
import { periodValue } from './period-value.ts';
import type { Situation } from './situation.ts';
import { applyTiers, stepsOf, tierOf } from './tiers.ts';

/** 任务达成: the tier by attainment of the target, and a bonus on what lies above it. */
export function earnTarget(
  rule: z.infer<typeof TargetRule>,
  lines: Lines,
  { agreement, at, account, span, scale }: Situation,
): Earning {
  const { totals } = lines;
  const given = periodValue(rule.targets, account, span.key);
  if (given === null || compare(given, ZERO) <= 0) {
    throw refuse('missing_target', [...at, 'rule', 'targets'],
      `There is no target above zero for ${agreement.id}, ${account}, ${span.key}: add an entry to targets`); // biome-ignore format: one sentence
  }
  const target = multiply(given, scale);
  const steps = stepsOf(rule.tiers, ratio(1), 'ppm').map((step) => ({ ...step, lump: multiply(step.lump, scale) }));
  const tier = tierOf(divide(totals.q, target), steps, rule.edge);
  const step = steps[tier];
  const parts: Part[] =
    step === undefined
      ? []
      : applyTiers('whole_volume', [{ ...step, from: null }], '>=', totals).map((part) => ({ ...part, tier }));
  const above = subtract(totals.q, target);
  if (rule.excess !== undefined && compare(above, ZERO) > 0) {
    const share = divide(above, totals.q);
    const bonus = (kind: 'excess' | 'excess_per_unit', base: Rational, rate: Rational): void => {
      if (!isZero(rate)) parts.push({ kind, tier: null, base, rate, amount: multiply(base, rate) });
    };
    bonus('excess', multiply(totals.m, share), fromPpm(rule.excess.ratePpm ?? 0));
    bonus('excess_per_unit', multiply(totals.u, share), parseDecimal(rule.excess.perUnit ?? 0));
  }
  return {
    ...sumsOf(totals),
    tier: tier < 0 ? null : tier,
    thresholds: steps.map(({ from }) => (from === null ? null : multiply(target, from))),
    parts,
    shares: sharesOf(parts, lines),
  };
}
