import { z } from 'zod';
import { DiversionBody } from '../domain/ledger/bodies.ts';
import { PROPOSAL_STATES } from '../domain/ledger/kinds.ts';
import { Currency, Fen, Id, LocalDate, listOf } from './primitives.ts';

/** What an agreement pays for a period with the diverted goods and without them. */
export const DeductionFigure = z.object({
  agreementId: Id,
  agreementCode: z.string(),
  agreementName: z.string(),
  dealerId: Id,
  dealerName: z.string(),
  /** Null where the ledger has no period for the days yet. */
  periodCode: z.string().nullable(),
  withFen: Fen,
  withoutFen: Fen,
  differenceFen: Fen,
  /** What of the difference is proposed to be taken back: none of another dealer's, none where the ledger has no period. */
  amountFen: Fen,
});

/** The part of an order line that was diverted; quantities in thousandths of the base unit. */
export const DivertedLine = z.object({
  lineId: Id,
  date: LocalDate,
  skuName: z.string(),
  baseUnit: z.string(),
  quantityMilli: z.int(),
  lineQuantityMilli: z.int(),
  netFen: Fen,
  taxFen: Fen,
});

/** Why a deduction is not sent to the ledger yet, or that it may be. */
export const DEDUCTION_STANDINGS = ['undecided', 'appeal_open', 'dismissed', 'final'] as const;

export const CaseDeduction = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('calculated'),
    /** The day of the decision, or today while there is none: documents and agreements known by then count. */
    asOf: LocalDate,
    standing: z.enum(DEDUCTION_STANDINGS),
    currency: Currency,
    figures: z.array(DeductionFigure),
    /** Sum of what is proposed. */
    amountFen: Fen,
    lines: listOf(DivertedLine),
    /** Distinct diverted goods by their codes, those without an order line, and what came back since. */
    codes: z.int(),
    codesWithoutLine: z.int(),
    cameBackMilli: z.int(),
    /** What would be sent; null while there is nothing to deduct. The region is the case's. */
    proposal: z.object({ regionId: Id, body: DiversionBody }).nullable(),
    /** Whether this laptop's person may send it now. */
    maySend: z.boolean(),
    /** The newest proposal of this case. */
    sent: z
      .object({
        id: Id,
        amountFen: Fen,
        state: z.enum(PROPOSAL_STATES),
        delivery: z.enum(['waiting', 'refused', 'synced']),
        makerName: z.string(),
        checkerName: z.string().nullable(),
      })
      .nullable(),
  }),
  /** About prices, or nothing of the goods is known: nothing is calculated. */
  z.object({ state: z.literal('no_goods') }),
  z.object({ state: z.literal('partly_visible') }),
  z.object({
    state: z.literal('refused'),
    problems: z.array(z.object({ code: z.string(), path: z.string(), message: z.string() })),
  }),
]);
export type CaseDeduction = z.infer<typeof CaseDeduction>;
