export type LedgerStatus = 'accruing' | 'awaiting_confirmation' | 'awaiting_settlement' | 'settled' | 'none';

export interface LedgerSums {
  readonly accruedFen: number;
  readonly confirmedFen: number;
  readonly settledFen: number;
  readonly deductedFen: number;
}

/** accrued + deducted − settled: what the dealer still has to receive of what he has earned, in 分. */
export function balanceOf(sums: LedgerSums): number {
  return sums.accruedFen + sums.deductedFen - sums.settledFen;
}

/**
 * Where the money of a period stands, told from its sums; the first that holds:
 * 1. nothing posted: `none`;
 * 2. confirmed and not paid out: `awaiting_settlement`, somebody has to pay;
 * 3. accrued and not confirmed: `accruing` while the period runs, afterwards `awaiting_confirmation`;
 * 4. otherwise `settled`.
 */
export function ledgerStatus(sums: LedgerSums, periodRuns: boolean): LedgerStatus {
  if (sums.accruedFen === 0 && sums.confirmedFen === 0 && sums.settledFen === 0 && sums.deductedFen === 0)
    return 'none';
  if (sums.confirmedFen + sums.deductedFen > sums.settledFen) return 'awaiting_settlement';
  if (sums.accruedFen > sums.confirmedFen) return periodRuns ? 'accruing' : 'awaiting_confirmation';
  return 'settled';
}
