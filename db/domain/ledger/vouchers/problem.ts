/** Why a bookkeeping program would not take the vouchers. Each code has a sentence in `resources/locales`. */
export const VOUCHER_PROBLEMS = [
  'nothing_to_export',
  'account_unmapped',
  'account_unknown',
  'account_name_differs',
  'account_not_leaf',
  'account_shared',
  'customer_missing',
  'customer_malformed',
  'currency_foreign',
  'amount_not_one_sided',
  'amount_too_large',
  'entry_unbalanced',
  'period_closed',
  'number_too_large',
  'text_not_writable',
] as const;
export type VoucherProblemCode = (typeof VOUCHER_PROBLEMS)[number];

export interface VoucherProblem {
  readonly code: VoucherProblemCode;
  /** `#12` for an entry of the ledger, the code of a ledger account, `记-3` for a voucher; empty for the whole. */
  readonly place: string;
  /** What the sentence names besides the place. */
  readonly params: Readonly<Record<string, string>>;
}

/** The place of an entry. */
export const entryPlace = (seq: number): string => `#${seq}`;
