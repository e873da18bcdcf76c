import { z } from 'zod';
import {
  Code,
  DealerId,
  Decimal,
  LineMatch,
  MeasureName,
  NonNegativeDecimal,
  PositiveDecimal,
  RatePpm,
} from './primitives.ts';

const Measure = MeasureName.meta({
  id: 'Measure',
  description:
    'What is summed over the counted lines: "amount" (money, in the tax basis of the agreement), "quantity", "count" ' +
    '(1 a line), "distinct_skus" (as a qualifier only), or the name of an own measure kept in `measures` of the lines, ' +
    'such as "litres" or "prorated".',
  examples: ['amount', 'quantity', 'litres'],
});

const Edge = z
  .enum(['>=', '>'])
  .default('>=')
  .describe(
    'How a tier is reached. ">=" (达到, default): from the threshold on. ">" (超过): only beyond it. Tiers whose source ' +
      'gives inclusive upper bounds (previous.to < q <= to) are written with ">" and each `from` = the previous `to`.',
  );

/** Fields shared by every rule that sums something. */
const Sums = {
  qualifier: Measure.optional().describe('Which sum selects the tier (qualifier). Default "amount".'),
  measure: Measure.optional().describe(
    'Which sum `ratePpm` multiplies (measure). Default "amount". May differ from the qualifier: select by litres, pay on ' +
      'money. With an own measure a proration is expressed: tier on the full quantity, price on the prorated one.',
  ),
  units: Measure.optional().describe('Which sum `perUnit` multiplies. Default "quantity".'),
  per: z
    .enum(['period', 'document', 'line', 'sku', 'brand', 'category', 'product_line'])
    .default('period')
    .describe(
      'Over what the qualifier is summed before the tiers are applied: the whole period (default), or separately for each ' +
        'document, line, SKU, … of the period; the results are added.',
    ),
};

const Tier = z
  .strictObject({
    from: Decimal.optional().describe(
      'Lower threshold in the unit of the qualifier; upper bounds are derived from the next tier. Only the first tier may ' +
        'leave it out: it then has no lower bound and is reached by everything, zero and net returns included. With ' +
        '"from": "0" and edge ">=" it needs at least 0, with ">" more than 0. In growth, target and mix (by share) the ' +
        'unit is parts per million: 150000 = 15 %.',
    ),
    ratePpm: RatePpm.optional().describe('Rate on the measure, parts per million.'),
    perUnit: NonNegativeDecimal.optional().describe('Money for each unit.'),
    lump: NonNegativeDecimal.optional().describe('Fixed amount of the tier.'),
  })
  .meta({
    id: 'Tier',
    description:
      'One step of a tier table. Rate, per-unit and lump parts may stand together and are added; a tier without any pays 0.',
    examples: [
      { from: '100000', ratePpm: 20000 },
      { from: '5', perUnit: '10', lump: '100' },
    ],
  });
export type Tier = z.infer<typeof Tier>;

const Tiers = z.array(Tier).min(1).describe('In ascending order of `from`.');

/** Tier tables on a plain sum. */
export const TieredRule = z.strictObject({
  kind: z
    .enum(['whole_volume', 'marginal', 'rolling', 'total', 'blended_per_unit', 'interpolated'])
    .describe(
      'whole_volume (全额阶梯, all units, cumulative): the tier reached applies to everything: measure·rate + units·perUnit ' +
        '+ lump. marginal (超额累进, graduated, stepped): each slice of the qualifier is paid at its own tier, lumps of all ' +
        'reached tiers are added. rolling: each reached tier pays, lower ones on the volume up to their upper threshold ' +
        '(the next `from`), the top one on everything. total: each reached tier pays on everything. blended_per_unit: one ' +
        'per-unit price, the average of the tiers weighted by how much of the qualifier lies in each, times all units. ' +
        'interpolated: rate, per-unit and lump parts run in a straight line from one threshold to the next, flat beyond the ' +
        'last, nothing before the first. A lump-sum table (完成奖励表) is whole_volume with lumps.',
    ),
  ...Sums,
  edge: Edge,
  attribution: z
    .enum(['pro_rata', 'in_order'])
    .default('pro_rata')
    .describe(
      'Only for marginal. pro_rata (default): every line has its part in every slice. in_order: lines fill the slices in ' +
        'order of date, then id; a return takes from the slice it falls back into. Totals differ only when measure or ' +
        'units are not the qualifier.',
    ),
  tiers: Tiers,
});

/** One rate, one price, one sum: no table. */
export const PlainRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent'), ratePpm: RatePpm, measure: Sums.measure, per: Sums.per }),
  z.strictObject({ kind: z.literal('per_unit'), perUnit: NonNegativeDecimal, units: Sums.units, per: Sums.per }),
  z.strictObject({
    kind: z.literal('lump_sum').describe('A fixed amount, when the qualifier reaches `target` (always without one).'),
    lump: NonNegativeDecimal,
    target: Decimal.optional(),
    qualifier: Sums.qualifier,
    edge: Edge,
    per: Sums.per,
  }),
]);

const Counting = z
  .enum(['full', 'started'])
  .describe(
    'full: only complete multiples count (floor). started: a started one counts (ceil). free_goods: full unless said; package: must be said.',
  );

/** The units that packages are counted in: no price multiplies them. */
const Counted = Measure.optional().describe(
  'Which sum is counted in packages. Default "quantity"; "amount" counts money.',
);

export const PackageRule = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('free_goods').describe('买 N 送 k: for every `buy` units `free` units are given.'),
    buy: PositiveDecimal,
    free: PositiveDecimal,
    counting: Counting.default('full'),
    unitValue: NonNegativeDecimal.optional().describe(
      'Money a free unit is worth. Without it the result is a quantity of goods: then say "pays": "goods".',
    ),
    units: Counted,
    per: Sums.per,
  }),
  z.strictObject({
    kind: z.literal('package').describe('A fixed amount for every package of `size` units.'),
    size: PositiveDecimal,
    amount: NonNegativeDecimal,
    counting: Counting,
    freeUnits: NonNegativeDecimal.default('0').describe('Units at the beginning that do not count.'),
    units: Counted,
    per: Sums.per,
  }),
]);

const PeriodValue = z.strictObject({
  dealer: DealerId.optional().describe('Dealer, or id of the group that shares the value; left out: every dealer.'),
  period: Code.optional().describe('Key of the period, such as "2026Q1"; left out: every period.'),
  value: Decimal,
});

export const GrowthRule = z.strictObject({
  kind: z
    .literal('growth')
    .describe(
      '同比增长: growth = (Q − B) / B with B the sum of the baseline. The tier reached (`from` in ppm of growth) pays on ' +
        'everything or on the increment Q − B.',
    ),
  ...Sums,
  per: z.literal('period').default('period'),
  edge: Edge,
  tiers: Tiers,
  payOn: z
    .enum(['whole', 'increment'])
    .describe(
      'whole: on all of the measure. increment: on the share (Q − B) / Q of it, nothing when Q is not above B.',
    ),
  baseline: z
    .union([z.literal('lines_a_year_earlier'), z.array(PeriodValue)])
    .default('lines_a_year_earlier')
    .describe(
      'lines_a_year_earlier: the same days a year earlier, summed from the lines of the document with the same scope, dealers ' +
        'and tax basis. Otherwise given values. Either is of the whole period, also while it runs: growth is there when the ' +
        'running sum passes it.',
    ),
  missingBaseline: z
    .enum(['refuse', 'skip', 'zero'])
    .default('refuse')
    .describe(
      'When there is no baseline, or it is zero or negative. refuse: an error. skip: the period earns nothing. zero: all is ' +
        'growth: the top tier, and all of the measure is increment.',
    ),
  priceIncreasePpm: Decimal.optional().describe(
    'Price rise since the baseline in parts per million (a fall is negative), taken out of growth as `normalise` says.',
  ),
  normalise: z
    .enum(['shift_targets', 'scale_baseline'])
    .default('scale_baseline')
    .describe(
      'shift_targets: the thresholds rise by it (8 %: 15 % becomes 23 %). scale_baseline: B is multiplied by 1 + it.',
    ),
});

export const TargetRule = z.strictObject({
  kind: z
    .literal('target')
    .describe(
      '任务达成: attainment = qualifier / target. The tier reached (`from` in ppm of attainment; 900000 = a gate of 90 %) ' +
        'pays on the measure; `excess` pays in addition on what lies above the target.',
    ),
  ...Sums,
  per: z.literal('period').default('period'),
  edge: Edge,
  tiers: Tiers,
  targets: z
    .array(PeriodValue)
    .min(1)
    .describe('The most specific entry decides: dealer and period, dealer, period, all.'),
  excess: z
    .strictObject({ ratePpm: RatePpm.optional(), perUnit: NonNegativeDecimal.optional() })
    .optional()
    .describe(
      'Over-achievement bonus on the part (Q − target) / Q of measure and units, when Q exceeds the target; also when no ' +
        'tier is reached.',
    ),
});

export const PaymentRule = z.strictObject({
  kind: z
    .literal('payment')
    .describe(
      '回款返利, line by line, by days from `countFrom` to `paidOn` of the line. On an own basis it is a rate by days; with ' +
        'an edge of basis "rebate" from another agreement it is a coefficient on what that one earned (let that one say ' +
        '"pays": "nothing" when the coefficient replaces it). Unpaid lines earn nothing yet.',
    ),
  countFrom: z.enum(['order', 'shipment', 'invoice']).default('invoice'),
  bands: z
    .array(
      z.strictObject({
        upToDays: z.int().nonnegative().describe('Inclusive.'),
        ratePpm: RatePpm.optional().describe('Of the measure of a line paid in time.'),
        perUnit: NonNegativeDecimal.optional().describe('For each of its units; added to the rate.'),
      }),
    )
    .min(1)
    .describe('In ascending order; slower payment than the last band earns nothing.'),
  measure: Sums.measure,
  units: Sums.units,
});

export const MixRule = z.strictObject({
  kind: z
    .literal('mix')
    .describe(
      '产品组合. The qualifier is about variety: the share of certain lines in everything (`from` in ppm), the number of ' +
        'different SKUs with a positive sum, or the number of groups that reached their minimum. The tier pays on all.',
    ),
  by: z.enum(['share', 'distinct_skus', 'groups_reached']),
  of: LineMatch.optional().describe('by share: the lines whose share is meant.'),
  groups: z
    .array(z.strictObject({ name: Code, match: LineMatch, minimum: Decimal }))
    .min(1)
    .optional()
    .describe('by groups_reached.'),
  ...Sums,
  per: z.literal('period').default('period'),
  edge: Edge,
  tiers: Tiers,
});

export const OverTimeRule = z.strictObject({
  kind: z
    .literal('over_time')
    .describe(
      'A fixed amount for the period, earned with time whether there are sales or not: amount · elapsed / all, cumulatively, ' +
        'so that the last step ends on the amount exactly (50000 over 12 months: 4166.67, 4166.66, …).',
    ),
  amount: NonNegativeDecimal,
  by: z
    .enum(['days', 'months'])
    .describe('months: months that are over; days: days that are over, the day of the run included.'),
});

export const Rule = z
  .discriminatedUnion('kind', [
    TieredRule,
    PlainRule,
    PackageRule,
    GrowthRule,
    TargetRule,
    PaymentRule,
    MixRule,
    OverTimeRule,
  ])
  .meta({ id: 'Rule', description: 'How the rebate of a dealer and a period is calculated.' });
export type Rule = z.infer<typeof Rule>;
export type RuleKind = Rule['kind'];
export type PeriodValue = z.infer<typeof PeriodValue>;
