import type { z } from 'zod';
import {
  ceil, divide, floor, maximum, multiply, parseDecimal, type Rational, ratio, subtract, ZERO,
} from '../../../money/rational.ts'; // biome-ignore format: arithmetic in one block
import type { PackageRule } from '../../schema/rule.ts';
import type { Lines } from '../entries.ts';
import { type Earning, type Part, sharesOf, sumsOf } from './earning.ts';

/** Multiples of a size: complete ones, or started ones too. Net returns make none. */
const multiples = (units: Rational, size: Rational, counting: 'full' | 'started'): bigint => {
  const times = divide(maximum(units, ZERO), size);
  return counting === 'full' ? floor(times) : ceil(times);
};

/** free_goods (买赠) and package. */
export function earnPackages(rule: z.infer<typeof PackageRule>, lines: Lines): Earning {
  const { totals } = lines;
  let part: Part;
  if (rule.kind === 'free_goods') {
    const free = multiply(ratio(multiples(totals.u, parseDecimal(rule.buy), rule.counting)), parseDecimal(rule.free));
    const rate = rule.unitValue === undefined ? ratio(1) : parseDecimal(rule.unitValue);
    part = { kind: 'goods', tier: null, base: free, rate, amount: multiply(free, rate) };
  } else {
    const paid = subtract(totals.u, parseDecimal(rule.freeUnits));
    const base = ratio(multiples(paid, parseDecimal(rule.size), rule.counting));
    const rate = parseDecimal(rule.amount);
    part = { kind: 'package', tier: null, base, rate, amount: multiply(base, rate) };
  }
  const parts = [part];
  return {
    ...sumsOf(totals),
    tier: null,
    parts,
    shares: sharesOf(parts, lines),
  };
}
