import { z } from 'zod';

/** Every sentence of the linter; `resources/locales/<language>/policy.json` has them all. */
export const POLICY_TEXT_KEYS = [
  'cliff', 'cliff_free', 'cliff_terms', 'drop', 'drop_for_ever', 'drop_terms', 'falling_rate', 'slower_earns_more',
  'gap', 'gap_for_ever', 'period_gap', 'version_gap', 'version_overlap', 'overlap', 'unreachable_tier',
  'unreachable_gate', 'redundant_tier', 'tier_above_cap', 'cap_never_cuts', 'minimum_above_cap', 'missing_baseline',
  'missing_baseline_everybody', 'baseline_refused', 'missing_target', 'missing_target_everybody',
  'new_dealer_top_tier', 'stacking_missing', 'order_dependent', 'order_priority', 'period_convention_missing',
  'uncapped', 'uncapped_rate', 'tiny_share', 'duplicate_lines', 'change.rate', 'change.perUnit', 'change.lump', 'problem.decimal',
  'problem.not_negative', 'problem.positive', 'problem.share', 'problem.schema', 'problem.tiers_out_of_order',
  'problem.tiers_out_of_order.upToDays', 'problem.rule_incomplete', 'problem.rule_incomplete.cap',
  'problem.rule_incomplete.amount', 'problem.rule_incomplete.each', 'problem.rule_incomplete.maximum',
  'problem.rule_incomplete.unitValue', 'problem.rule_incomplete.from', 'problem.rule_incomplete.of',
  'problem.rule_incomplete.groups', 'problem.rule_incomplete.custom', 'problem.rule_incomplete.to',
  'problem.rule_incomplete.postBy', 'problem.rule_incomplete.unit', 'problem.dates', 'problem.duplicate', 'problem.groups', 'problem.unknown_period',
  'problem.unknown_dealer', 'problem.unknown_agreement', 'problem.mixed_currencies', 'problem.stacking_cycle',
  'problem.stacking_edge',
] as const; // biome-ignore format: a list

export const PolicyTexts = z.record(z.enum(POLICY_TEXT_KEYS), z.string());
export type PolicyTexts = z.infer<typeof PolicyTexts>;
