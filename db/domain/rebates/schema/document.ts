import { z } from 'zod';
import { Agreement } from './agreement.ts';
import { Code, DealerId, Decimal, LocalDate, NonNegativeDecimal } from './primitives.ts';

const VAT = 'Write a whole number of parts per million from 0 to 1000000: 130000 is 13 %';

/** A VAT rate is whole; like other rates it may be written as a string. Below 0.1 % it was meant as something else. */
const VatPpm = z
  .union([z.int().min(0).max(1_000_000), z.string().regex(/^\d{1,6}$|^1000000$/).transform(Number)], { error: VAT })
  .refine((rate) => rate === 0 || rate >= 1000, VAT); // biome-ignore format: one union

export const SourceLine = z
  .strictObject({
    id: Code.describe('Unique in the document.'),
    dealer: DealerId,
    date: LocalDate.describe('Business date: of the order, the return, the adjustment, the receipt.'),
    kind: z
      .enum(['sale', 'return', 'price_adjustment', 'receipt'])
      .default('sale')
      .describe(
        'sale, receipt: quantity and amounts must not be negative. return: they must not be positive. price_adjustment (调价单): ' +
          'amounts of either sign, no quantity; adds to the sums of money, of goods nothing. Returns and price adjustments count ' +
          'in the period of their own date: to correct the period of the order, give them a date in it and `recordedOn`, ' +
          'since when they are known.',
      ),
    amount: Decimal.optional().describe('Money of the line, for agreements with taxBasis as_given.'),
    net: Decimal.optional().describe('不含税 amount.'),
    gross: Decimal.optional().describe('含税 amount.'),
    vatPpm: VatPpm.optional().describe(
      'VAT rate in parts per million: 130000 is 13 %. Where net and gross are both given an agreement takes the one of its ' +
        '`taxBasis` as it stands; one that differs from the other by more than 1.27 is refused.',
    ),
    quantity: Decimal.optional(),
    unit: z.string().optional().describe('Unit of the quantity. One agreement cannot add different units.'),
    measures: z.record(z.string(), Decimal).optional().describe('Own measures by name, such as {"litres": "12.5"}.'),
    document: Code.optional().describe('Number of the order, invoice or return it stands in.'),
    sku: Code.optional(),
    brand: Code.optional(),
    category: Code.optional(),
    productLine: Code.optional(),
    attributes: z.record(z.string(), z.string()).optional(),
    shippedOn: LocalDate.optional(),
    invoicedOn: LocalDate.optional(),
    paidOn: LocalDate.optional(),
    currency: z.string().length(3).optional(),
    recordedOn: LocalDate.optional().describe(
      'Since when the line is known; left out: since its date. Later: back-dated.',
    ),
    cancelledOn: LocalDate.optional().describe(
      'From this day on the line is known not to hold: cancelled, moved to another dealer, corrected (write what holds ' +
        'instead as another line with `recordedOn` of that day). Runs of an earlier asOf still count it; later ones, and one ' +
        'without asOf, calculate as if it had never been, and post the difference.',
    ),
  })
  .meta({
    id: 'SourceLine',
    description: 'One line of an order, invoice, return, price adjustment or receipt.',
    examples: [
      { id: 'SO1-1', dealer: 'D1', date: '2026-01-15', amount: '12000.00', quantity: '40', sku: 'S1' },
      { id: 'R1-1', dealer: 'D1', date: '2026-02-03', kind: 'return', amount: '-600.00', quantity: '-2', sku: 'S1' },
    ],
  });
export type SourceLine = z.infer<typeof SourceLine>;

export const StackingBasis = z
  .enum(['gross', 'net', 'rebate', 'less_paid'])
  .describe(
    'What `to` makes of `from`. gross: both pay in full on the lines as they are (additive, 叠加). net: the measure of `to` is ' +
      'reduced, line by line, by what `from` earned on the line. rebate: what `from` earned on the line is the measure of ' +
      '`to`. less_paid: `to` pays what it earns less what `from` paid for periods that lie within its own (the year less ' +
      'its quarters); while its period runs no more is taken off than it has earned, and at the end everything, so that ' +
      '`negative` of `to` decides whether a missed year takes its quarters back.',
  );

const StackingEdge = z.strictObject({
  from: Code.describe('Id of the agreement that is calculated first.'),
  to: Code.describe('Id of the agreement that is calculated after it.'),
  basis: StackingBasis,
});

export const StackingChoice = z.strictObject({
  kind: z
    .enum(['best_deal', 'priority'])
    .describe(
      'best_deal: only the agreement that gives most pays; by line, a return goes to the one that takes back most, so that ' +
        'goods that came and went leave nothing. priority: a line counts only in the first agreement of the ' +
        'list whose scope it is in.',
    ),
  agreements: z.array(Code).min(2).describe('In order of priority; it also settles equal deals.'),
  per: z
    .enum(['line', 'period'])
    .default('line')
    .describe(
      'For best_deal: chosen line by line, or once for dealer and period (their periods must have the same keys).',
    ),
});

export const Stacking = z
  .strictObject({
    edges: z.array(StackingEdge).default([]),
    choices: z.array(StackingChoice).default([]),
    others: z
      .enum(['refuse', 'independent'])
      .default('refuse')
      .describe(
        'Agreements that can meet on a line and are related neither by an edge (also over several steps) nor by a choice: an ' +
          'error, or both pay in full. Agreements whose periods differ in length (quarter and year) always need an edge: gross ' +
          '(additive) or less_paid (cumulative less paid) must be said.',
      ),
  })
  .meta({
    id: 'Stacking',
    description: 'How agreements on the same lines go together: an order that no run can change.',
  });

export type Stacking = z.infer<typeof Stacking>;

const Run = z
  .strictObject({
    asOf: LocalDate.optional().describe(
      'Day of the run: what is recorded by then is known. Left out: everything is known.',
    ),
    kind: z
      .enum(['by_date', 'partial', 'final'])
      .default('by_date')
      .describe(
        'Whether periods count as over, which the minimum and the release of accruals wait for. by_date: those whose last day ' +
          'has come (all, without asOf). final: all that have begun. partial: none.',
      ),
    forecasts: z
      .array(
        z.strictObject({
          agreement: Code,
          dealer: DealerId.optional(),
          period: Code.optional(),
          qualifier: NonNegativeDecimal,
        }),
      )
      .optional()
      .describe(
        'Expected qualifier of a running period. A partial run then books the rebate of that volume in proportion to what was ' +
          'reached: R(expected) · reached / expected; of an expected zero nothing.',
      ),
  })
  .meta({
    id: 'Run',
    description: 'A calculation as of a day. Each run posts what it finds less what was posted before.',
  });

const Place = { agreement: Code, period: Code.optional().describe('May be left out when there is one.') };

export const CalculationDocument = z
  .strictObject({
    schema: z.literal('rebates/1'),
    currency: z.string().length(3).default('CNY'),
    rounding: Agreement.shape.rounding.describe('Default: HALF_UP to 2 places.'),
    agreements: z.array(Agreement).min(1),
    stacking: Stacking.optional(),
    lines: z.array(SourceLine),
    adjustments: z
      .array(
        z.strictObject({
          id: Code,
          ...Place,
          dealer: DealerId.describe(
            'Whose result it changes: of dealers who share, the id of their group; of merged ones, the successor.',
          ),
          kind: z
            .enum(['adjustment', 'self_deduction'])
            .describe(
              'adjustment (调整金额): signed, added. self_deduction (自扣): what the dealer took off a payment by himself, written ' +
                'positive, subtracted. Both after cap, minimum and the policy for negatives.',
            ),
          amount: Decimal,
          recordedOn: LocalDate.optional(),
          reason: z.string().optional(),
        }),
      )
      .default([]),
    posted: z
      .array(
        z.strictObject({
          ...Place,
          dealer: DealerId.describe('Who was paid: of dealers who share, the member, never the group.'),
          part: Code.optional().describe('Key of `postBy`.'),
          amount: Decimal,
        }),
      )
      .default([])
      .describe('What was posted before the first run.'),
    runs: z.array(Run).min(1).optional().describe('In order of time. Left out: one run that knows everything.'),
    groupBy: z
      .array(z.string())
      .optional()
      .describe(
        'Attributes of lines (or sku, brand, category, productLine, document) by which the allocated amounts are summed as well.',
      ),
    outsideLines: z
      .enum(['refuse', 'ignore'])
      .default('refuse')
      .describe(
        'Lines dated outside every agreement, and needed by none as a baseline: an error, or not counted. Lines before an ' +
          'agreement that compares with lines a year earlier are history, and no error.',
      ),
  })
  .meta({ id: 'CalculationDocument', title: 'Rebate calculation document' });
export type CalculationDocument = z.infer<typeof CalculationDocument>;
export type Run = z.infer<typeof Run>;
