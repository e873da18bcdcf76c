import { z } from 'zod';
import {
  Code,
  DealerId,
  DealerIds,
  Decimal,
  Guarantee,
  LineMatch,
  LocalDate,
  MeasureName,
  NonNegativeDecimal,
  RatePpm,
  SharePpm,
} from './primitives.ts';
import { Rule } from './rule.ts';

export const Period = z
  .strictObject({
    unit: z
      .enum(['term', 'month', 'two_months', 'quarter', 'half_year', 'year', 'custom'])
      .describe(
        'term: the whole life of the agreement version as one period. A calendar period that the agreement begins or ends in ' +
          'the middle of is cut there.',
      ),
    firstMonth: z
      .int()
      .min(1)
      .max(12)
      .default(1)
      .describe('First month of a year, for periods that do not follow January.'),
    firstDay: z
      .int()
      .min(1)
      .max(28)
      .default(1)
      .describe('26: cycles from the 26th to the 25th, named by their last day.'),
    custom: z
      .array(z.strictObject({ key: Code, from: LocalDate, to: LocalDate.describe('First day after it.') }))
      .min(1)
      .optional()
      .describe('For unit custom: periods in order, without overlap; gaps are allowed, lines in them do not count.'),
  })
  .meta({
    id: 'Period',
    description:
      'Over what the qualifier accumulates. Keys of periods: "2026-01", "2026Q1", "2026H1", "2026" for calendar periods, ' +
      '"term", the given key, otherwise "from/to".',
    examples: [{ unit: 'quarter' }, { unit: 'month', firstDay: 26 }],
  });
export type Period = z.infer<typeof Period>;

const Scope = z
  .strictObject({
    include: z
      .array(
        z.strictObject({
          match: LineMatch,
          weightPpm: RatePpm.default(1_000_000).describe('How much of such a line counts; 2000000 counts it double.'),
        }),
      )
      .min(1)
      .optional()
      .describe('Lines that count. Left out: all. Of several entries that match, the last decides the weight.'),
    exclude: z
      .array(
        z.strictObject({
          match: LineMatch,
          ratioPpm: SharePpm.default(1_000_000).describe(
            '不计入比例: 700000 leaves 70 % out. Of several the largest holds.',
          ),
          appliesTo: z
            .enum(['both', 'qualifier', 'measure'])
            .default('both')
            .describe(
              'qualifier: earns, but does not count towards the tier. measure: counts towards the tier, but earns nothing.',
            ),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Scope', description: 'Which lines count, and with which share.' });

const Gate = z
  .strictObject({
    measure: MeasureName.default('amount').describe('Sum of the period that is looked at.'),
    from: Decimal,
    edge: z.enum(['>=', '>']).default('>='),
  })
  .meta({
    id: 'Gate',
    description: 'A condition: without it the rule earns nothing in the period; a `minimum` is still paid.',
  });

const Rounding = z
  .strictObject({
    mode: z
      .enum(['HALF_UP', 'HALF_EVEN', 'DOWN', 'NONE'])
      .describe(
        'HALF_UP is 四舍五入, halves away from zero. NONE: the exact value is the answer, as a decimal or a fraction.',
      ),
    scale: z.int().min(0).max(12).default(2).describe('Decimal places; 2 is 分.'),
  })
  .meta({ id: 'Rounding', description: 'The one rounding, at the payable amount.' });
export type Rounding = z.infer<typeof Rounding>;

export const Group = z
  .strictObject({
    id: DealerId,
    members: DealerIds,
    kind: z
      .enum(['shared', 'merged', 'continued'])
      .describe(
        'shared: members reach tiers, caps and minimum together, each is paid for his own lines. merged: lines of all members ' +
          'count as those of the successor, who is paid. continued (续接): lines of the other members count towards the tier of ' +
          'the successor, who is paid for his own lines only.',
      ),
    successor: DealerId.optional().describe('For merged and continued; one of the members.'),
    from: LocalDate.optional().describe(
      'For merged: lines dated before this day stay with their own dealer. Left out: all lines of the group move.',
    ),
  })
  .meta({ id: 'Group', description: 'Dealers that are calculated together.' });
export type Group = z.infer<typeof Group>;

const Limit = z.strictObject({
  amount: NonNegativeDecimal.optional(),
  ratePpm: RatePpm.optional().describe('As a share of the measure of the period. Of amount and rate the lower holds.'),
});

/** Everything an agreement says about money; what head office keeps as the rule of an agreement version. */
export const AgreementTerms = z
  .strictObject({
    taxBasis: z
      .enum(['as_given', 'net', 'gross'])
      .default('as_given')
      .describe(
        '不含税 net or 含税 gross: which amount of a line counts; computed exactly from the other with the VAT rate of the line. ' +
          'as_given: `amount` of the line as it stands.',
      ),
    dateBasis: z
      .enum(['order', 'shipment', 'invoice', 'receipt'])
      .default('order')
      .describe(
        'Which date of a line puts it into a period: `date`, `shippedOn`, `invoicedOn` or `paidOn`. A line without that date ' +
          'does not count yet.',
      ),
    period: Period.default({ unit: 'term', firstMonth: 1, firstDay: 1 }),
    postBy: Period.optional().describe(
      'Splits what a longer period earns into effective periods by difference: of each part, what is earned by its end less ' +
        'what was earned by its beginning. Corrections of old orders then name the part they concern. Tiers, cap and minimum ' +
        'still belong to the longer period.',
    ),
    scope: Scope.optional(),
    rule: Rule,
    gate: z.array(Gate).optional(),
    each: z
      .strictObject({ minimum: Decimal.optional(), maximum: NonNegativeDecimal.optional() })
      .optional()
      .describe(
        'Floor and cap of every single document, line, … when the rule says `per`. The floor also lifts what is negative: with ' +
          '"minimum": "0" a single return takes nothing back.',
      ),
    minimum: z
      .strictObject({
        amount: Guarantee,
        across: z
          .enum(['period', 'term'])
          .default('period')
          .describe(
            'period: each period is topped up by itself. term: the guarantee adds up over the periods; what an earlier period ' +
              'earned above it lowers the top-up of a later one.',
          ),
      })
      .optional()
      .describe('保底: topped up to it, on the final run of a period only, as a line of its own.'),
    cap: Limit.extend({ across: z.enum(['period', 'term']).default('period') })
      .optional()
      .describe(
        '封顶, a line of its own. period: each period by itself. term: the lower of the limit and what was earned since the ' +
          'term began, less what its earlier periods were paid; the amount is of the whole term and never prorated. What a cap ' +
          'cut is not taken back by returns, so its line may then be positive.',
      ),
    negative: z
      .enum(['claw_back', 'floor', 'carry'])
      .default('claw_back')
      .describe(
        'When returns make the calculated amount negative, after gate, minimum, cap, best deal and less_paid, in this order. ' +
          'claw_back: it is owed back. floor: zero. carry: zero now, taken off the following periods (应扣回).',
      ),
    proration: z
      .enum(['none', 'days'])
      .default('none')
      .describe(
        'days: in a calendar period that the agreement covers in part, thresholds, targets, lumps, minimum and cap are taken ' +
          'times days covered / days of the period.',
      ),
    accrual: z
      .strictObject({
        ratePpm: RatePpm.optional(),
        perUnit: NonNegativeDecimal.optional(),
        measure: MeasureName.default('amount').describe('What `ratePpm` multiplies.'),
        units: MeasureName.default('quantity').describe('What `perUnit` multiplies.'),
      })
      .optional()
      .describe(
        'Books this rate on measure and units while a period runs, whatever is earned; its final run books what was earned, ' +
          'which releases the difference.',
      ),
    rounding: Rounding.optional().describe('Overrides that of the document.'),
    pays: z
      .enum(['money', 'goods', 'nothing'])
      .default('money')
      .describe('goods: the result is a quantity. nothing: only a basis for other agreements; never posted.'),
  })
  .meta({ id: 'AgreementTerms', description: 'The terms of a rebate agreement.' });
export type AgreementTerms = z.infer<typeof AgreementTerms>;

export const Agreement = z
  .strictObject({
    id: Code,
    name: z.string().optional(),
    version: z
      .int()
      .positive()
      .default(1)
      .describe(
        'Of several versions with one id the highest that is known on the day of a run governs the dates it covers; earlier ' +
          'ones keep the dates that are left. A version `from` the past recorded today is a retroactive change.',
      ),
    recordedOn: LocalDate.optional().describe('Since when it is known (approved). Left out: always.'),
    from: LocalDate.describe('First day.'),
    to: LocalDate.optional().describe('First day after it. Left out: no end.'),
    currency: z.string().length(3).optional(),
    dealers: DealerIds.optional().describe(
      'Whose lines count: dealers, or ids of groups, which stand for their members; left out: everybody who has lines. Who is ' +
        'named here has a result even without lines.',
    ),
    groups: z.array(Group).optional(),
    ...AgreementTerms.shape,
  })
  .meta({ id: 'Agreement', description: 'A version of a rebate agreement (返利政策).' });
export type Agreement = z.infer<typeof Agreement>;
