import type { Currency } from '../../money/currency.ts';

/** A leg of the rebate ledger; exactly one side is positive. Amounts in 分. */
export interface VoucherLeg {
  readonly account: string;
  readonly debitFen: number;
  readonly creditFen: number;
}

/** An entry of the rebate ledger, as vouchers are made of it. */
export interface VoucherEntry {
  /** Position in the ledger; told in the 摘要, so that a re-import finds its entry again. */
  readonly seq: number;
  readonly kind: string;
  readonly postingDate: string;
  readonly periodCode: string;
  /** The dealer as customer of the bookkeeping program. */
  readonly dealerCode: string;
  readonly dealerName: string;
  readonly currency: Currency;
  readonly legs: readonly VoucherLeg[];
}

/** One row (分录) of a voucher, for any target. */
export interface VoucherRow {
  readonly seq: number;
  readonly summary: string;
  readonly code: string;
  readonly name: string;
  /** Signed: negative is red. One of both is zero. */
  readonly debitFen: number;
  readonly creditFen: number;
  /** Null where the account has no auxiliary item. */
  readonly customerCode: string | null;
  readonly customerName: string | null;
}

export interface Voucher {
  readonly date: string;
  /** 凭证字 */
  readonly word: string;
  /** 凭证号, from the first number on in each month. */
  readonly number: number;
  readonly rows: readonly VoucherRow[];
}

/** What a re-import finds: the legs of an entry, in their order. */
export interface ReadLeg extends VoucherLeg {
  readonly seq: number;
  readonly postingDate: string;
}
