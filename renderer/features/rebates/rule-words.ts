import { z } from 'zod';

/** `1234.50` yuan as 分; exact, and nothing else. */
const Yuan = z.union([z.string().regex(/^\d+(\.\d{1,2})?$/), z.int().nonnegative()]).transform((value) => {
  const [whole = '0', cents = ''] = String(value).split('.');
  return Number(whole) * 100 + Number(cents.padEnd(2, '0'));
});

const Tier = z.strictObject({ from: Yuan, ratePpm: z.int() });
const Rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percent'), ratePpm: z.int() }),
  z.strictObject({
    kind: z.enum(['whole_volume', 'marginal']),
    tiers: z.array(Tier).min(1),
    edge: z.enum(['>=', '>']).default('>='),
  }),
  z.strictObject({
    kind: z.literal('payment'),
    countFrom: z.literal('invoice'),
    bands: z.array(z.strictObject({ upToDays: z.int(), ratePpm: z.int() })).min(1),
  }),
]);
/** Terms that this screen can say completely: what changes the amount beside the rule makes them unknown. */
const Terms = z.strictObject({
  rule: Rule,
  taxBasis: z.unknown().optional(),
  dateBasis: z.unknown().optional(),
  period: z.unknown().optional(),
  postBy: z.unknown().optional(),
  scope: z.unknown().optional(),
  negative: z.unknown().optional(),
});

/** Terms as far as this screen can put them into words; `unknown` are shown as they were stored, never guessed at. */
export type RuleWords =
  | { readonly kind: 'rate'; readonly ratePpm: number }
  | {
      readonly kind: 'tiers';
      /** From `fromFen` on (`>=`), or above it (`>`), to the next tier. */
      readonly edge: '>=' | '>';
      readonly tiers: readonly { readonly fromFen: number; readonly toFen: number | null; readonly ratePpm: number }[];
    }
  | { readonly kind: 'bands'; readonly bands: readonly { readonly upToDays: number; readonly ratePpm: number }[] }
  | { readonly kind: 'unknown'; readonly text: string };

/** @param terms the rule of an agreement version, as head office keeps it */
export function ruleWords(terms: unknown): RuleWords {
  const known = Terms.safeParse(terms);
  if (!known.success) return { kind: 'unknown', text: JSON.stringify(terms) };
  const { rule } = known.data;
  switch (rule.kind) {
    case 'percent':
      return { kind: 'rate', ratePpm: rule.ratePpm };
    case 'payment':
      return { kind: 'bands', bands: rule.bands };
    default: {
      const tiers = rule.tiers.map(({ from, ratePpm }, at) => ({
        fromFen: from,
        toFen: rule.tiers[at + 1]?.from ?? null,
        ratePpm,
      }));
      return { kind: 'tiers', edge: rule.edge, tiers };
    }
  }
}
