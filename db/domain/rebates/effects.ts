/**
 * What a posting of the rebate ledger does to the five amounts that a ledger row shows. Told from the accounts it moves,
 * so that a reversal undoes exactly what it reverses, whatever it is called.
 *
 * | movement                                    | effect                               |
 * | ------------------------------------------- | ------------------------------------ |
 * | 销售返利 ↔ 预提返利 or 应付返利             | accrued (a 窜货 entry: deducted)     |
 * | 预提返利 → 应付返利, and what is taken back | confirmed                            |
 * | of the latter                               |                                      |
 * | 应付返利 → receivable, bank (and its VAT)   | settled                              |
 *
 * What was earned before the ledger began (期初) counts as 销售返利. So settled ≤ confirmed ≤ accrued, deductions aside.
 */

export interface EntryLeg {
  readonly account: string;
  readonly debitFen: number;
  readonly creditFen: number;
}

export interface LedgerEntry {
  readonly kind: string;
  /** Kind of the entry that a reversal takes back, where it is known. */
  readonly correctsKind?: string | null;
  readonly baseFen: number;
  readonly legs: readonly EntryLeg[];
}

/** Amounts in 分. */
export interface EntryEffect {
  readonly baseFen: number;
  readonly accruedFen: number;
  readonly confirmedFen: number;
  readonly settledFen: number;
  readonly deductedFen: number;
}

/** Effect of one balanced entry. */
export function effectOf(entry: LedgerEntry): EntryEffect {
  let earnedFen = 0;
  let accruedChangeFen = 0;
  let touchesAccrued = false;
  let paidOutFen = 0;
  for (const leg of entry.legs) {
    const netDebit = leg.debitFen - leg.creditFen;
    if (leg.account === 'rebate_expense' || leg.account === 'opening_balance') earnedFen += netDebit;
    else if (leg.account === 'rebate_accrued') {
      accruedChangeFen -= netDebit;
      touchesAccrued = true;
    } else if (leg.account !== 'rebate_payable') paidOutFen -= netDebit;
  }
  const deduction = isDeduction(entry, touchesAccrued);
  return {
    baseFen: earnedFen !== 0 && !deduction ? entry.baseFen : 0,
    accruedFen: deduction ? 0 : noMinusZero(earnedFen),
    confirmedFen: deduction ? 0 : noMinusZero(earnedFen - accruedChangeFen),
    settledFen: noMinusZero(paidOutFen),
    deductedFen: deduction ? noMinusZero(earnedFen) : 0,
  };
}

/**
 * A 窜货 deduction, or the reversal of one. A reversal that does not tell what it takes back is taken for one when it moves
 * money straight between 销售返利 and 应付返利.
 */
function isDeduction({ kind, correctsKind = null }: LedgerEntry, touchesAccrued: boolean): boolean {
  if (kind !== 'reverse') return kind === 'diversion';
  return correctsKind === null ? !touchesAccrued : correctsKind === 'diversion';
}

function noMinusZero(value: number): number {
  return value === 0 ? 0 : value;
}
