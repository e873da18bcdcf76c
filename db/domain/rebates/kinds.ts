import type { RuleKind } from './schema/rule.ts';

/** Every kind of rule, for whoever has to name them all. */
export const RULE_KINDS = [
  'whole_volume',
  'marginal',
  'rolling',
  'total',
  'blended_per_unit',
  'interpolated',
  'percent',
  'per_unit',
  'lump_sum',
  'free_goods',
  'package',
  'growth',
  'target',
  'payment',
  'mix',
  'over_time',
] as const satisfies readonly RuleKind[];
