import { z } from 'zod';

/** A number as it is written in a document: exact, never through floating point. */
export const Decimal = z
  .union(
    [
      z
        .string()
        .regex(/^-?\d+(\.\d+)?$/)
        .max(60),
      z.int(),
    ],
    {
      error: 'Write an exact decimal number as a string, such as "1234.50" (no exponent, no separators, not NaN)',
    },
  )
  .meta({
    id: 'Decimal',
    description: 'Exact decimal number as a string, such as "1234.50". A whole number may be written without quotes.',
    examples: ['1234.50', '-0.3', 5000],
  });
export type Decimal = z.infer<typeof Decimal>;

export const NonNegativeDecimal = Decimal.refine((value) => !String(value).startsWith('-'), 'Must not be negative');
export const PositiveDecimal = Decimal.refine(
  (value) => !String(value).startsWith('-') && /[1-9]/.test(String(value)),
  'Must be greater than zero',
);

export const RatePpm = Decimal.meta({
  id: 'RatePpm',
  description: 'Rate in parts per million: 20000 is 2 %, 1000000 is 100 %, "12.5" is 0.00125 %.',
  examples: [20000, '12.5'],
});

export const SharePpm = RatePpm.refine((value) => {
  const text = String(value);
  return !text.startsWith('-') && (Number(text) < 1_000_000 || /^0*1000000(\.0*)?$/.test(text));
}, 'Must lie between 0 and 1000000 (100 %)');

export const LocalDate = z.iso.date().meta({
  id: 'LocalDate',
  description: 'Local date YYYY-MM-DD (Asia/Shanghai).',
  examples: ['2026-01-01'],
});

export const Code = z.string().min(1).max(200);

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
    from: LocalDate.optional().describe('Only lines dated on or after this day.'),
    to: LocalDate.optional().describe('Only lines dated before this day.'),
  })
  .meta({
    id: 'LineMatch',
    description:
      'Which lines are meant. All given fields must hold; of a list, any value does. {} means every line. ' +
      'Example: {"brand": ["海天", "李锦记"], "category": ["酱油"]}.',
  });
export type LineMatch = z.infer<typeof LineMatch>;
