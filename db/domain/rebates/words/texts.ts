import { z } from 'zod';

/** Every text that rules are put into words with; `resources/locales/<language>/rules.json` has them all. */
export const RULE_TEXT_KEYS = [
  'join', 'and', 'colon', 'plus', 'stop',
  'money.CNY', 'money.other', 'unit', 'value.count', 'value.distinct_skus', 'value.own',
  'measure.amount', 'measure.quantity', 'measure.count', 'measure.distinct_skus', 'measure.own',
  'per.document', 'per.line', 'per.sku', 'per.brand', 'per.category', 'per.product_line',
  'kind.whole_volume', 'kind.marginal', 'kind.rolling', 'kind.total', 'kind.blended_per_unit', 'kind.interpolated',
  'kind.percent', 'kind.per_unit', 'kind.lump_sum', 'kind.lump_sum_from', 'kind.lump_sum_above',
  'kind.free_goods', 'kind.free_goods_worth', 'kind.package', 'kind.package_after',
  'kind.growth_whole', 'kind.growth_increment', 'kind.target', 'kind.payment', 'kind.payment_coefficient',
  'kind.mix_share', 'kind.mix_distinct_skus', 'kind.mix_groups_reached', 'kind.over_time_days', 'kind.over_time_months',
  'counting.full', 'counting.started', 'attribution.in_order',
  'tier.from_below', 'tier.from', 'tier.below', 'tier.above_to', 'tier.above', 'tier.to', 'tier.any', 'tier.at',
  'pay.rate', 'pay.per_unit', 'pay.lump', 'pay.none',
  'baseline.lines', 'baseline.value', 'baseline.missing_refuse', 'baseline.missing_skip', 'baseline.missing_zero',
  'baseline.shift_targets', 'baseline.scale_baseline',
  'target.value', 'target.everybody', 'target.every_period', 'target.excess',
  'band.first', 'band.between', 'band.after', 'band.order', 'band.shipment', 'band.invoice', 'mix.group',
  'tax.as_given', 'tax.net', 'tax.gross', 'date.order', 'date.shipment', 'date.invoice', 'date.receipt',
  'period.term', 'period.month', 'period.two_months', 'period.quarter', 'period.half_year', 'period.year',
  'period.custom', 'period.one', 'period.first_month', 'period.first_day', 'post_by',
  'scope.all', 'scope.include', 'scope.weight', 'scope.exclude_both', 'scope.exclude_qualifier', 'scope.exclude_measure',
  'scope.ratio', 'match.any', 'match.sku', 'match.brand', 'match.category', 'match.productLine', 'match.document',
  'match.kind', 'match.attribute', 'match.from', 'match.to', 'match.between',
  'line.sale', 'line.return', 'line.price_adjustment', 'line.receipt',
  'gate.from', 'gate.above', 'each.minimum', 'each.maximum', 'minimum.period', 'minimum.term',
  'cap.amount', 'cap.rate', 'cap.both', 'cap.period', 'cap.term',
  'negative.claw_back', 'negative.floor', 'negative.carry', 'proration.days', 'accrual',
  'rounding.HALF_UP', 'rounding.HALF_EVEN', 'rounding.DOWN', 'rounding.NONE', 'pays.goods', 'pays.nothing',
  'stacking.gross', 'stacking.net', 'stacking.rebate', 'stacking.less_paid', 'stacking.best_deal_line',
  'stacking.best_deal_period', 'stacking.priority', 'stacking.independent',
  'example.paid', 'example.minimum', 'example.cap', 'example.gate', 'join.steps',
] as const; // biome-ignore format: grouped as they are used

export const RuleTexts = z.record(z.enum(RULE_TEXT_KEYS), z.string());
export type RuleTexts = z.infer<typeof RuleTexts>;
export type RuleTextKey = (typeof RULE_TEXT_KEYS)[number];

/** A text with its gaps filled. */
export const fill = (text: string, gaps: Readonly<Record<string, string>>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => gaps[name] ?? '');
