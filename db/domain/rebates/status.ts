export type LedgerStatus = 'accruing' | 'awaiting_confirmation' | 'awaiting_settlement' | 'settled' | 'none';

/** What a period began with and what was posted in it, in 分. */
export interface LedgerSums {
  /** What was owed when the period began, and which part of it was confirmed. */
  readonly openingFen: number;
  readonly openingConfirmedFen: number;
  readonly accruedFen: number;
  readonly confirmedFen: number;
  readonly settledFen: number;
  readonly deductedFen: number;
}

/**
 * What is owed at the end of the period, as an account is closed: opening + accrued + deducted − settled, in 分. Negative
 * when more was paid out than was earned.
 */
export function balanceOf(sums: LedgerSums): number {
  return sums.openingFen + sums.accruedFen + sums.deductedFen - sums.settledFen;
}

/**
 * Where the money stands at the end of a period; the first that holds:
 * 1. nothing owed before and nothing posted: `none`;
 * 2. confirmed and not paid out: `awaiting_settlement`, somebody has to pay;
 * 3. accrued and not confirmed: `accruing` while the period runs, afterwards `awaiting_confirmation`;
 * 4. otherwise `settled`.
 */
export function ledgerStatus(sums: LedgerSums, periodRuns: boolean): LedgerStatus {
  const { openingFen, openingConfirmedFen, accruedFen, confirmedFen, settledFen, deductedFen } = sums;
  const amounts = [openingFen, openingConfirmedFen, accruedFen, confirmedFen, settledFen, deductedFen];
  if (amounts.every((fen) => fen === 0)) return 'none';
  const payableFen = openingConfirmedFen + confirmedFen + deductedFen - settledFen;
  if (payableFen > 0) return 'awaiting_settlement';
  if (balanceOf(sums) > payableFen) return periodRuns ? 'accruing' : 'awaiting_confirmation';
  return 'settled';
}
