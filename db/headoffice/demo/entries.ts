import type { EntryLeg } from '../../domain/rebates/effects.ts';

/** What stands in the ledger of an agreement and a period, 分. */
export interface Balance {
  /** Earned and not confirmed yet; may lie below zero while it waits to be set off. */
  readonly accruedFen: number;
  /** Confirmed and not paid out yet. */
  readonly payableFen: number;
  readonly settledFen: number;
  /** Somebody confirmed the period already. */
  readonly isConfirmed: boolean;
}

export const NOTHING: Balance = { accruedFen: 0, payableFen: 0, settledFen: 0, isConfirmed: false };

export interface Posting {
  readonly kind: 'accrue' | 'true_up' | 'claw_back' | 'confirm' | 'settle' | 'diversion';
  readonly legs: readonly EntryLeg[];
  /** What stands afterwards. */
  readonly balance: Balance;
}

/** `fen` from one account to another; the other way round when it is negative. Nothing for nothing. */
function move(from: string, to: string, fen: number): EntryLeg[] {
  if (fen === 0) return [];
  const [debit, credit] = fen > 0 ? [from, to] : [to, from];
  return [
    { account: debit, debitFen: Math.abs(fen), creditFen: 0 },
    { account: credit, debitFen: 0, creditFen: Math.abs(fen) },
  ];
}

/** 红字发票 of an offset: VAT of 13 % on top of the net rebate, 四舍五入. */
const vatOf = (fen: number): number => Math.sign(fen) * Math.floor((Math.abs(fen) * 13 + 50) / 100);

/** Pays out of 应付返利 against what the dealer owes, with the VAT of the red invoice. */
function offset(fen: number): EntryLeg[] {
  const vat = vatOf(fen);
  const side = (account: string, amount: number): EntryLeg[] => {
    if (amount === 0) return [];
    return [{ account, debitFen: Math.max(0, amount), creditFen: Math.max(0, -amount) }];
  };
  return [...side('rebate_payable', fen), ...side('output_vat', vat), ...side('dealer_receivable', -(fen + vat))];
}

/**
 * More or less was earned for a period. What was confirmed, or even paid out, is taken back in the same entry, so that no
 * more than what is earned is ever confirmed.
 */
export function earn(balance: Balance, fen: number): Posting {
  if (fen > 0) {
    const legs = move('rebate_expense', 'rebate_accrued', fen);
    return { kind: 'accrue', legs, balance: { ...balance, accruedFen: balance.accruedFen + fen } };
  }
  const unearned = move('rebate_expense', 'rebate_accrued', fen);
  if (!balance.isConfirmed) {
    return { kind: 'true_up', legs: unearned, balance: { ...balance, accruedFen: balance.accruedFen + fen } };
  }
  const unconfirmed = Math.max(0, -fen - Math.max(0, balance.accruedFen));
  const unsettled = Math.max(0, unconfirmed - Math.max(0, balance.payableFen));
  return {
    kind: unconfirmed > 0 ? 'claw_back' : 'true_up',
    legs: [
      ...(unsettled > 0 ? offset(-unsettled) : []),
      ...move('rebate_accrued', 'rebate_payable', -unconfirmed),
      ...unearned,
    ],
    balance: {
      ...balance,
      accruedFen: balance.accruedFen + fen + unconfirmed,
      payableFen: balance.payableFen - unconfirmed + unsettled,
      settledFen: balance.settledFen - unsettled,
    },
  };
}

/** Confirms what is accrued; less than nothing is set off against what was confirmed. */
export function confirm(balance: Balance): Posting {
  const { accruedFen, payableFen } = balance;
  return {
    kind: 'confirm',
    legs: move('rebate_accrued', 'rebate_payable', accruedFen),
    balance: { ...balance, accruedFen: 0, payableFen: payableFen + accruedFen, isConfirmed: true },
  };
}

/** Pays out what is payable, against the dealer's debts or in cash. */
export function settle(balance: Balance, inCash: boolean): Posting {
  const { payableFen, settledFen } = balance;
  return {
    kind: 'settle',
    legs: inCash ? move('rebate_payable', 'bank', payableFen) : offset(payableFen),
    balance: { ...balance, payableFen: 0, settledFen: settledFen + payableFen },
  };
}

/** Keeps back a part of what is payable, for diverted goods. */
export function deduct(balance: Balance, fen: number): Posting {
  return {
    kind: 'diversion',
    legs: move('rebate_payable', 'rebate_expense', fen),
    balance: { ...balance, payableFen: balance.payableFen - fen },
  };
}
