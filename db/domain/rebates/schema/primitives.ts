import { z } from 'zod';

const EXACT =
  'Write an exact decimal number as a string, such as "1234.50" (at most 60 characters; no exponent, no separators, no spaces, not NaN)';

/** A number as it is written in a document: exact, never through floating point. */
export const Decimal = z
  .union([z.string().regex(/^-?\d+(\.\d+)?$/, EXACT).max(60, EXACT), z.int(EXACT)], { error: EXACT }) // biome-ignore format: one union
  .meta({
    id: 'Decimal',
    description: 'Exact decimal number as a string, such as "1234.50". A whole number may be written without quotes.',
    examples: ['1234.50', '-0.3', 5000],
  });
export type Decimal = z.infer<typeof Decimal>;

const isNotNegative = (value: Decimal): boolean => !String(value).startsWith('-');
const NEGATIVE = 'Must not be negative';

export const NonNegativeDecimal = Decimal.refine(isNotNegative, NEGATIVE);
/** 保底: whether returns take back more than was earned is said elsewhere. */
export const Guarantee = Decimal.refine(
  isNotNegative,
  `${NEGATIVE}: a guarantee pays; \`negative\` says what becomes of a negative result`,
);
export const PositiveDecimal = Decimal.refine(
  (value) => isNotNegative(value) && /[1-9]/.test(String(value)),
  'Must be greater than zero',
);

export const RatePpm = NonNegativeDecimal.meta({
  id: 'RatePpm',
  description: 'Rate in parts per million, not negative: 20000 is 2 %, 1000000 is 100 %, "12.5" is 0.00125 %.',
  examples: [20000, '12.5'],
});

export const SharePpm = Decimal.refine((value) => {
  const text = String(value);
  return isNotNegative(value) && (Number(text) < 1_000_000 || /^0*1000000(\.0*)?$/.test(text));
}, 'Must lie between 0 and 1000000 (100 %)');

export const LocalDate = z.iso.date().meta({
  id: 'LocalDate',
  description: 'Local date YYYY-MM-DD (Asia/Shanghai).',
  examples: ['2026-01-01'],
});

export const Code = z.string().min(1).max(200);

/** Id of a dealer or of a group: what is told apart by eye must not be two because of a space. */
export const DealerId = Code.refine(
  (value) => value.trim() === value && value.isWellFormed() && !value.includes('\uFFFD'),
  'Must not begin or end with a space, and must not hold characters that a wrong conversion left (U+FFFD)',
);

/** The name of a sum over the counted lines. */
export const MeasureName = Code.refine((name) => name !== '__proto__', 'Cannot be the name of a measure');

/** Dealers, or ids of groups. */
export const DealerIds = z.array(DealerId).min(1);

export const Texts = z.array(z.string().min(1)).min(1);

/** What lines are told apart by, in scopes, mixes and groups. Everything named must hold; any of the listed values does. */
export const LineMatch = z
  .strictObject({
    sku: Texts.optional(),
    brand: Texts.optional(),
    category: Texts.optional(),
    productLine: Texts.optional(),
    kind: z
      .array(z.enum(['sale', 'return', 'price_adjustment', 'receipt']))
      .min(1)
      .optional(),
    document: Texts.optional().describe('Document numbers.'),
    attributes: z.record(z.string(), Texts).optional().describe('Own attributes of lines, by name.'),
    from: LocalDate.optional().describe('Only lines with `date` on or after this day, whatever the date basis.'),
    to: LocalDate.optional().describe('Only lines with `date` before this day, whatever the date basis.'),
  })
  .meta({
    id: 'LineMatch',
    description:
      'Which lines are meant. All given fields must hold; of a list, any value does. {} means every line. ' +
      'Example: {"brand": ["海天", "李锦记"], "category": ["酱油"]}.',
  });
export type LineMatch = z.infer<typeof LineMatch>;
