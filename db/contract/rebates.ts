import { z } from 'zod';
import { AsOf, Currency, Fen, Id, Instant, LocalDate, listOf } from './primitives.ts';
import { query, stream } from './procedure.ts';
import { RebateChange } from './rebate-change.ts';
import { DisputeAnswer, DisputeQuestion, ProofQuestion, ProofSheet } from './rebate-disputes.ts';
import { AgreementToEdit, SimulationEvent, SimulationOrder, Standing, ThoughtOrder } from './rebate-policy.ts';
import { RebatePosition } from './rebate-position.ts';
import { Selection } from './selection.ts';

/**
 * Where the money stands at the end of the period: nothing owed and nothing posted; confirmed and not yet paid out; accrued
 * and not yet confirmed, while the period runs or after it; or nothing left to do. See `db/domain/rebates/status.ts`.
 */
export const RebateStatus = z.enum(['accruing', 'awaiting_confirmation', 'awaiting_settlement', 'settled', 'none']);
export type RebateStatus = z.infer<typeof RebateStatus>;

export const AgreementKind = z.enum(['whole_volume', 'marginal', 'percent', 'growth', 'target', 'payment', 'mix']);

const Amounts = {
  /** What was still owed when the period began. */
  openingFen: Fen,
  /** Sum of the bases (计返基数) of the accruals, in the agreement's own tax basis. */
  baseFen: Fen,
  /** Accrued: what accruals, true-ups, claw-backs and their reversals added to what the dealer has earned. */
  accruedFen: Fen,
  /** Confirmed: moved from 预提返利 to 应付返利. */
  confirmedFen: Fen,
  /** Settled: paid out of 应付返利. */
  settledFen: Fen,
  /** Deducted for diversion (zero or negative). */
  deductedFen: Fen,
  /** opening + accrued + deducted − settled: what is still owed at the end of the period; negative when overpaid. */
  balanceFen: Fen,
};

export const LedgerRow = z.object({
  agreementId: Id,
  agreementCode: z.string(),
  agreementName: z.string(),
  dealerId: Id,
  dealerName: z.string(),
  kind: AgreementKind,
  /** Null for an agreement on every product line. */
  productLineId: Id.nullable(),
  ...Amounts,
  status: RebateStatus,
});
export type LedgerRow = z.infer<typeof LedgerRow>;

export const LedgerTotals = z.object({ agreements: z.int(), dealers: z.int(), ...Amounts });

export const LegRow = z.object({
  entryId: Id,
  seq: z.int(),
  legNo: z.int(),
  kind: z.string(),
  postingDate: LocalDate,
  /** The period the money concerns. */
  periodCode: z.string(),
  accountCode: z.string(),
  debitFen: Fen,
  creditFen: Fen,
  baseFen: Fen,
  /** Of the entry as a whole, told with its first leg: what it takes back, who asked for it and why. */
  correctsId: Id.nullable(),
  correctsKind: z.string().nullable(),
  proposalId: Id.nullable(),
  reason: z.string().nullable(),
});

export const rebates = {
  /**
   * One row an agreement that has an approved version and entries in the period, or something owed when it began; at most
   * 5,000, most accrued first. Entries that name no agreement have no row.
   */
  getLedger: query(
    z.object({ selection: Selection }),
    z.object({
      asOf: AsOf,
      /** Of all amounts. A selection with several is refused: `currencies_mixed`. */
      currency: Currency,
      totals: LedgerTotals,
      ledger: listOf(LedgerRow),
    }),
  ),
  /** Why: the postings behind one row, in ledger order; at most 1,000. They sum to the row exactly. */
  explain: query(
    z.object({ selection: Selection, agreementId: Id }),
    z.object({
      asOf: AsOf,
      currency: Currency,
      row: LedgerRow,
      version: z
        .object({
          version: z.int(),
          effectiveFrom: LocalDate,
          effectiveTo: LocalDate,
          signedOn: LocalDate,
          rule: z.json(),
        })
        .nullable(),
      legs: listOf(LegRow),
      generatedAt: Instant,
    }),
  ),
  /**
   * Where a dealer stands: of each of his agreements the periods with qualifier, tier and distance to the next one, and what
   * is payable, posted and open by period of the ledger. As of a day; null is the last business date. Calculated here.
   */
  getPosition: query(z.object({ dealerId: Id, asOf: LocalDate.nullable() }), RebatePosition),
  /**
   * Why what a dealer's agreements give is not what it was: between two days, by lines, versions, tiers, limits and
   * roundings, summing to the difference exactly.
   */
  explainChange: query(z.object({ dealerId: Id, from: LocalDate, to: LocalDate }), RebateChange),
  /** A dealer's statement as one file that recomputes itself in any browser. */
  makeProof: query(ProofQuestion, ProofSheet),
  /** Explains what a dealer claims for a period of an agreement, by the smallest set of lines and rules. */
  explainDispute: query(DisputeQuestion, DisputeAnswer),
  /**
   * The tiers of a dealer in the periods that run, as if they ended on the last business date: ladder, the least order to
   * the next tier and what it is worth, the return that would lose the tier; and what an order he thinks of would bring.
   */
  getStanding: query(z.object({ dealerId: Id, order: ThoughtOrder.nullable() }), Standing),
  /** An agreement as it is to be changed. @throws AppError not_found */
  getAgreement: query(z.object({ agreementId: Id }), AgreementToEdit),
  /** Tries other terms on what happened since the version in effect began. Cancelled by leaving the stream. */
  simulate: stream(SimulationOrder, SimulationEvent),
};
