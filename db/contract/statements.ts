import { z } from 'zod';
import { AsOf, Currency, DateRange, Fen, Id, Instant, LocalDate, listOf } from './primitives.ts';
import { query } from './procedure.ts';

/** opening + earned + deducted − settled = closing, for each row and for their sum. */
const Movements = {
  /** Owed to the dealer before the first day. */
  openingFen: Fen,
  /** Accruals, true-ups, claw-backs and adjustments. */
  earnedFen: Fen,
  /** For diversion; zero or negative. */
  deductedFen: Fen,
  settledFen: Fen,
  /** Owed at the end of the last day. */
  closingFen: Fen,
};

export const StatementAgreement = z.object({
  /** Null for entries that name no agreement. */
  agreementId: Id.nullable(),
  agreementCode: z.string(),
  agreementName: z.string(),
  ...Movements,
  /** Of what is owed at the end: confirmed, and so due. */
  confirmedFen: Fen,
});

export const StatementEntry = z.object({
  entryId: Id,
  seq: z.int(),
  postingDate: LocalDate,
  kind: z.string(),
  periodCode: z.string(),
  agreementCode: z.string(),
  earnedFen: Fen,
  /** Moved from accrued to payable: changes nothing that is owed. */
  confirmedFen: Fen,
  deductedFen: Fen,
  settledFen: Fen,
});

export const statements = {
  /** Dealers with anything owed or posted in a range of posting dates, most owed first; at most 5,000. */
  list: query(
    z.object({ range: DateRange, regionId: Id.nullable() }),
    z.object({
      asOf: AsOf,
      dealers: listOf(
        z.object({ dealerId: Id, dealerCode: z.string(), dealerName: z.string(), currency: Currency, closingFen: Fen }),
      ),
    }),
  ),
  /**
   * What is to be agreed with a dealer (对账单): by agreement, and every entry of the range in ledger order, at most 2,000.
   * @throws AppError not_found, currencies_mixed
   */
  get: query(
    z.object({ range: DateRange, dealerId: Id }),
    z.object({
      asOf: AsOf,
      generatedAt: Instant,
      /** Who made it. */
      preparedBy: z.string(),
      dealer: z.object({ id: Id, code: z.string(), name: z.string() }),
      currency: Currency,
      agreements: z.array(StatementAgreement),
      totals: z.object({ ...Movements, confirmedFen: Fen }),
      entries: listOf(StatementEntry),
    }),
  ),
};
