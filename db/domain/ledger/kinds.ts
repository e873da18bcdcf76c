/** Words of the ledger: what may be proposed, what is posted, and the accounts that postings move. */

/** Every decision about money, and about where dealers may earn it, is a proposal: one person makes it, another decides. */
export const PROPOSAL_KINDS = [
  'accrue',
  'claw_back',
  'confirm',
  'settle',
  'reverse',
  'diversion',
  'expire',
  'override',
  'opening',
  'close_period',
  'agreement_version',
  'territory',
] as const;
export type ProposalKind = (typeof PROPOSAL_KINDS)[number];

export const PROPOSAL_STATES = ['open', 'approved', 'rejected', 'withdrawn'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** Kinds of entries. An `accrue` proposal posts `accrue` and, where the amount fell, `true_up`. */
export type EntryKind =
  | 'accrue'
  | 'true_up'
  | 'claw_back'
  | 'confirm'
  | 'settle'
  | 'reverse'
  | 'diversion'
  | 'expire'
  | 'override'
  | 'opening';

/** How a confirmed rebate is paid out: 红字发票, 抵货款, 现金, 货返. */
export const SETTLEMENT_FORMS = ['credit_note', 'order_offset', 'cash', 'goods'] as const;
export type SettlementForm = (typeof SETTLEMENT_FORMS)[number];

/**
 * Accounts of `ho.ledger_account`. What the house spends on rebates stands in `rebate_expense`, or, when it was spent
 * before this ledger began, in `opening_balance`; what it owes in `rebate_accrued` (预提) and `rebate_payable` (应付). All
 * others are where money, goods or tax go.
 */
export type Account =
  | 'rebate_expense'
  | 'opening_balance'
  | 'rebate_accrued'
  | 'rebate_payable'
  | 'dealer_receivable'
  | 'bank'
  | 'output_vat'
  | 'rebate_tax'
  | 'sales_revenue'
  | 'penalty_income'
  | 'opening_settled';
