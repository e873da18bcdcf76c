import type { EntryLeg } from '../rebates/effects.ts';
import { keyText } from './bodies.ts';

/** An entry as it is added up. */
export interface PostedEntry {
  readonly seq: number;
  readonly kind: string;
  /** Kind of the entry that a reversal takes back; null for all others. */
  readonly correctsKind: string | null;
  readonly agreementId: string | null;
  readonly dealerId: string;
  readonly periodCode: string;
  readonly baseFen: number;
  readonly legs: readonly EntryLeg[];
}

/** What entries say about one agreement, dealer and period, in 分. Signed: what lapsed or was deducted is negative. */
export interface Balance {
  /** Base of what was posted from calculations. */
  readonly baseFen: number;
  /** Posted from calculations (and taken over at the beginning): what R(now) is compared with. */
  readonly postedFen: number;
  readonly overriddenFen: number;
  readonly expiredFen: number;
  readonly deductedFen: number;
  /** Moved from 预提返利 to 应付返利, less what was taken back. */
  readonly confirmedFen: number;
  /** Left 应付返利: paid out, less what was charged back. */
  readonly settledFen: number;
  /** What stands in 预提返利: earned and not confirmed. */
  readonly accruedOpenFen: number;
  /** What stands in 应付返利: confirmed, and neither settled nor deducted. What is left to use (余额). */
  readonly payableOpenFen: number;
  /** Last ledger number that changed what is posted from calculations; null when nothing was. */
  readonly postedSeq: number | null;
}

export const NO_BALANCE: Balance = {
  baseFen: 0,
  postedFen: 0,
  overriddenFen: 0,
  expiredFen: 0,
  deductedFen: 0,
  confirmedFen: 0,
  settledFen: 0,
  accruedOpenFen: 0,
  payableOpenFen: 0,
  postedSeq: null,
};

/** posted + overridden + expired: what the dealer has earned, deductions aside. */
export const earnedOf = (balance: Balance): number => balance.postedFen + balance.overriddenFen + balance.expiredFen;

/** What the house still owes: open in 预提 and in 应付. */
export const openOf = (balance: Balance): number => balance.accruedOpenFen + balance.payableOpenFen;

const COLUMN: Readonly<Record<string, 'overriddenFen' | 'expiredFen' | 'deductedFen'>> = {
  override: 'overriddenFen',
  expire: 'expiredFen',
  diversion: 'deductedFen',
};

/** The balance after one more entry. Told from the accounts, so that a reversal undoes exactly what it takes back. */
export function addEntry(
  balance: Balance,
  entry: Pick<PostedEntry, 'seq' | 'kind' | 'correctsKind' | 'baseFen' | 'legs'>,
): Balance {
  let spent = 0;
  let accrued = 0;
  let payable = 0;
  let elsewhere = 0;
  for (const { account, debitFen, creditFen } of entry.legs) {
    if (account === 'rebate_expense' || account === 'opening_balance') spent += debitFen - creditFen;
    else if (account === 'rebate_accrued') accrued += creditFen - debitFen;
    else if (account === 'rebate_payable') payable += creditFen - debitFen;
    else elsewhere += creditFen - debitFen;
  }
  const meant = entry.kind === 'reverse' ? (entry.correctsKind ?? entry.kind) : entry.kind;
  const column = COLUMN[meant] ?? 'postedFen';
  return {
    ...balance,
    [column]: balance[column] + spent,
    baseFen: balance.baseFen + (column === 'postedFen' && spent !== 0 ? entry.baseFen : 0),
    confirmedFen: balance.confirmedFen + (column === 'deductedFen' ? 0 : spent - accrued),
    settledFen: balance.settledFen + elsewhere,
    accruedOpenFen: balance.accruedOpenFen + accrued,
    payableOpenFen: balance.payableOpenFen + payable,
    postedSeq: column === 'postedFen' && spent !== 0 ? entry.seq : balance.postedSeq,
  };
}

/** All balances, by {@link keyText}. Nothing else is ever the truth about what is owed. */
export function foldEntries(entries: Iterable<PostedEntry>): Map<string, Balance> {
  const balances = new Map<string, Balance>();
  for (const entry of entries) {
    const key = keyText(entry);
    balances.set(key, addEntry(balances.get(key) ?? NO_BALANCE, entry));
  }
  return balances;
}
