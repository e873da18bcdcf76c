import type { z } from 'zod';
import { fromPpm, multiply, parseDecimal, type Rational } from '../../../money/rational.ts';
import type { PlainRule } from '../../schema/rule.ts';
import type { Lines } from '../entries.ts';
import { type Earning, type Part, sharesOf, sumsOf } from './earning.ts';
import { reaches } from './tiers.ts';

/** percent, per_unit, lump_sum: no table. */
export function earnPlain(rule: z.infer<typeof PlainRule>, lines: Lines, scale: Rational): Earning {
  const { totals } = lines;
  const parts = partsOf(rule, totals.q, totals.m, totals.u, scale);
  return {
    ...sumsOf(totals),
    tier: parts.length > 0 ? 0 : null,
    ...(rule.kind === 'lump_sum' ? { thresholds: [thresholdOf(rule, scale)] } : {}),
    parts,
    shares: sharesOf(parts, lines),
  };
}

type LumpSum = Extract<z.infer<typeof PlainRule>, { readonly kind: 'lump_sum' }>;

const thresholdOf = ({ target }: LumpSum, scale: Rational): Rational | null =>
  target === undefined ? null : multiply(parseDecimal(target), scale);

function partsOf(rule: z.infer<typeof PlainRule>, q: Rational, m: Rational, u: Rational, scale: Rational): Part[] {
  if (rule.kind === 'percent') {
    const rate = fromPpm(rule.ratePpm);
    return [{ kind: 'rate', tier: 0, base: m, rate, amount: multiply(m, rate) }];
  }
  if (rule.kind === 'per_unit') {
    const rate = parseDecimal(rule.perUnit);
    return [{ kind: 'per_unit', tier: 0, base: u, rate, amount: multiply(u, rate) }];
  }
  if (!reaches(q, thresholdOf(rule, scale), rule.edge)) return [];
  return [{ kind: 'lump', tier: 0, base: null, rate: null, amount: multiply(parseDecimal(rule.lump), scale) }];
}
