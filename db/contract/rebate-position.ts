import { z } from 'zod';
import { RULE_KINDS } from '../domain/rebates/kinds.ts';
import { AsOf, Fen, Id, LocalDate } from './primitives.ts';

/** An exact value as text: a decimal, or a fraction such as `1/3` where none ends. */
export const Exact = z.string().regex(/^-?\d+(\.\d+|\/\d+)?$/);

/** Half-open; the key is what the agreement calls it, such as `2026Q3`, `2026` or `term`. */
const AgreementPeriod = z.object({ key: z.string(), from: LocalDate, to: LocalDate });

export const PeriodPosition = z.object({
  version: z.int().positive(),
  kind: z.enum(RULE_KINDS),
  /** The dealer whose tiers these are, or the id of a group that shares them. */
  account: z.string(),
  period: AgreementPeriod,
  /** The period is over: minimum guarantees are in the amount. */
  isFinal: z.boolean(),
  pays: z.enum(['money', 'goods', 'nothing']),
  /** What the qualifier sums: `amount` (in the agreement's tax basis), `quantity`, or an own measure. */
  qualifierOf: z.string(),
  qualifier: Exact,
  measure: Exact,
  /** Tier reached, from 1; null below all tiers, and for rules without a table. */
  tier: z.int().positive().nullable(),
  /** The tier above it, and what of the qualifier is lacking; null at the top, and where no amount can be named. */
  next: z.object({ tier: z.int().positive(), from: Exact, edge: z.enum(['>=', '>']), distance: Exact }).nullable(),
  payableFen: Fen,
  /** Why nothing was earned, where the numbers do not say it. */
  note: z.enum(['missing_baseline']).nullable(),
});

export const Due = z.object({
  /** Period of the ledger; null when the ledger has none for these days yet. */
  periodCode: z.string().nullable(),
  payableFen: Fen,
  postedFen: Fen,
  /** payable − posted: what a run would post; negative takes back. */
  openFen: Fen,
});

const Common = {
  asOf: AsOf,
  dealerId: Id,
  /** The day as of which it was calculated; null when there are no documents at all. */
  calculatedAsOf: LocalDate.nullable(),
};

/** Where a dealer stands under each of his agreements, or why that cannot be said. */
export const RebatePosition = z.discriminatedUnion('state', [
  z.object({
    ...Common,
    state: z.literal('calculated'),
    /** Hash of agreements, lines and postings that the figures follow from; null without agreements. */
    snapshot: z.string().nullable(),
    agreements: z.array(
      z.object({
        agreementId: Id,
        agreementCode: z.string(),
        agreementName: z.string(),
        periods: z.array(PeriodPosition),
        dues: z.array(Due),
      }),
    ),
  }),
  /** For some time the dealer belonged to a region that this person may not see. */
  z.object({ ...Common, state: z.literal('partly_visible') }),
  /** An agreement cannot be calculated; `problems` name the places. */
  z.object({
    ...Common,
    state: z.literal('refused'),
    problems: z.array(z.object({ code: z.string(), path: z.string(), message: z.string() })),
  }),
]);
export type RebatePosition = z.infer<typeof RebatePosition>;
