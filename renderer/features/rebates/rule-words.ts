import { z } from 'zod';

const Tier = z.object({ fromFen: z.int(), ratePpm: z.int() });
const Tiered = z.object({ tiers: z.array(Tier).min(1), edge: z.enum(['>=', '>']).optional() });
const OneRate = z.object({ ratePpm: z.int() });

/** A rule as far as this screen can put it into words; `unknown` is shown as it was stored, never guessed at. */
export type RuleWords =
  | { readonly kind: 'rate'; readonly ratePpm: number }
  | {
      readonly kind: 'tiers';
      /** From `fromFen` on (`>=`), or above it (`>`), to the next tier. */
      readonly edge: '>=' | '>';
      readonly tiers: readonly { readonly fromFen: number; readonly toFen: number | null; readonly ratePpm: number }[];
    }
  | { readonly kind: 'unknown'; readonly text: string };

export function ruleWords(rule: unknown): RuleWords {
  const tiered = Tiered.safeParse(rule);
  if (tiered.success) {
    const { tiers, edge = '>=' } = tiered.data;
    const withEnds = tiers.map((tier, at) => ({ ...tier, toFen: tiers[at + 1]?.fromFen ?? null }));
    return { kind: 'tiers', edge, tiers: withEnds };
  }
  const rate = OneRate.safeParse(rule);
  if (rate.success) return { kind: 'rate', ratePpm: rate.data.ratePpm };
  return { kind: 'unknown', text: JSON.stringify(rule) };
}
