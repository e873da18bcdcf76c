import { z } from 'zod';

const Amount = z.string().meta({
  id: 'Amount',
  description: 'Decimal such as "6047.38"; a fraction such as "1/3" where an exact value has no decimal that ends.',
});
const Fraction = z.string().describe('The exact value as a fraction in lowest terms, such as "302368/125".');
const TierNo = z
  .int()
  .nullable()
  .describe('Tier of the table, counted from 1; null when none was reached or there is no table.');
const PeriodRange = z.object({ key: z.string(), from: z.string(), to: z.string().describe('First day after it.') });

export const ResultStep = z
  .object({
    kind: z.enum([
      'earned', 'each_limit', 'gate', 'accrual', 'minimum', 'cap', 'better_deal', 'less_paid', 'floor', 'carried_in',
      'carried_on', 'adjustment', 'self_deduction', 'rounding',
    ]), // biome-ignore format: kinds side by side
    of: z.string().optional().describe('The adjustment or agreement it comes from.'),
    exact: Amount,
  })
  .meta({
    id: 'ResultStep',
    description:
      'From what the rule gave (earned) to what is payable, each change as a line of its own. All steps, rounding included, ' +
      'sum to the payable amount.',
  });

const ResultPart = z.object({
  kind: z.enum(['rate', 'per_unit', 'lump', 'goods', 'package', 'excess', 'excess_per_unit', 'time']),
  tier: TierNo,
  base: Amount.nullable(),
  rate: Amount.nullable().describe('As a plain number: "0.02" is 2 %.'),
  exact: Amount,
  allocated: Amount.describe('Parts after rounding their sum, by largest remainder.'),
});

const ResultLine = z.object({
  line: z.string(),
  dealer: z.string().describe('Who is paid for it.'),
  qualifierWeight: Amount,
  measureWeight: Amount,
  qualifier: Amount,
  measure: Amount,
  tier: TierNo,
  exact: Amount.describe('Its exact part of the amount, after limits and policies.'),
  allocated: Amount.describe('Its part of the payable amount.'),
});

export const ResultEntry = z
  .object({
    agreement: z.string(),
    version: z.int(),
    dealer: z.string().describe('The dealer, or the id of a group that shares.'),
    period: PeriodRange,
    final: z.boolean(),
    unit: z.enum(['money', 'goods', 'nothing']),
    qualifier: Amount,
    measure: Amount,
    units: Amount,
    tier: TierNo,
    parts: z.array(ResultPart).describe('What the rule gave; sums to the step "earned".'),
    singles: z
      .array(z.object({ key: z.string(), qualifier: Amount, measure: Amount, tier: TierNo, exact: Amount }))
      .optional()
      .describe('For rules per document, line, SKU …: each of them, after its own floor and cap.'),
    steps: z.array(ResultStep),
    earned: Amount.describe('What the rule gave, exact.'),
    exact: Amount.describe('Payable before rounding, exact.'),
    exactFraction: Fraction,
    payable: Amount,
    payees: z.array(z.object({ dealer: z.string(), payable: Amount })),
    lines: z.array(ResultLine),
    others: z
      .array(z.object({ kind: z.string(), of: z.string().optional(), exact: Amount, allocated: Amount }))
      .describe('What no single line earned; with the lines it sums to the payable amount.'),
    split: z
      .array(z.object({ part: z.string(), payable: Amount }))
      .optional()
      .describe('By effective period (postBy).'),
    note: z.enum(['missing_baseline']).optional(),
  })
  .meta({ id: 'ResultEntry', description: 'What a dealer earned in a period under an agreement, as of the run.' });

export const Posting = z
  .object({
    agreement: z.string(),
    dealer: z.string(),
    period: z.string().describe('The period the money concerns.'),
    part: z.string().optional(),
    unit: z.enum(['money', 'goods']),
    now: Amount,
    before: Amount.describe('Posted until now.'),
    amount: Amount.describe('now − before: what this run posts; negative takes back.'),
    corrects: z.boolean().describe('Whether it changes what was posted for that period before.'),
  })
  .meta({
    id: 'Posting',
    description: 'post = R(now) − already posted. Unchanged amounts post nothing and are not listed.',
  });

export const ResultRun = z.object({
  asOf: z.string().nullable(),
  totals: z.object({ payable: Amount, goods: Amount, posted: Amount.describe('Money this run posts.') }),
  periods: z.array(z.object({ agreement: z.string(), period: z.string(), payable: Amount })),
  results: z.array(ResultEntry),
  postings: z.array(Posting),
  uncounted: z
    .array(
      z.object({
        agreement: z.string(),
        line: z.string(),
        reason: z.enum([
          'not_dated_yet', 'outside_dates', 'between_periods', 'not_in_scope', 'excluded', 'taken_by_priority', 'better_deal',
        ]), // biome-ignore format: reasons side by side
      }),
    )
    .describe('Lines of dealers that an agreement concerns, which it does not count.'),
  retiered: z
    .array(z.object({ agreement: z.string(), line: z.string(), from: TierNo, to: TierNo }))
    .describe('Lines whose tier changed since the run before, through other lines or another version.'),
  groups: z
    .array(z.object({ agreement: z.string(), by: z.record(z.string(), z.string()), payable: Amount }))
    .optional()
    .describe('Allocated amounts of lines, summed by groupBy.'),
});

export const CalculationResult = z
  .object({ schema: z.literal('rebates-result/1'), currency: z.string(), runs: z.array(ResultRun) })
  .meta({ id: 'CalculationResult', title: 'Rebate calculation result' });
export type CalculationResult = z.infer<typeof CalculationResult>;
export type ResultRun = z.infer<typeof ResultRun>;
export type ResultEntry = z.infer<typeof ResultEntry>;
export type Posting = z.infer<typeof Posting>;
