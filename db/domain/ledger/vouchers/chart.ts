import { z } from 'zod';

/** Bookkeeping programs that vouchers are written for. */
export const VOUCHER_TARGETS = ['u8', 'yonyou', 'kis'] as const;
export type VoucherTarget = (typeof VOUCHER_TARGETS)[number];

/** An account of the bookkeeping program, as it stands there. */
const ChartAccount = z.object({
  /** 科目编码: digits, at most fifteen. */
  code: z.string().regex(/^\d{1,15}$/),
  name: z.string().trim().min(1).max(60),
  /** 辅助核算: whether each row of the account must name the customer. */
  auxiliary: z.enum(['none', 'customer']),
});

/** Where an account of the rebate ledger goes. */
const Mapping = z.object({
  code: z.string(),
  /** As the person who made the mapping knows the account; refused when the chart calls it otherwise. */
  name: z.string(),
  /**
   * The side all amounts stand on, the opposite ones in red (红字, negative); `either` writes debits as debits and
   * credits as credits.
   */
  side: z.enum(['either', 'debit', 'credit']),
});

/** How vouchers are written for one company: its chart of accounts and what goes where. Data, not code. */
export const VoucherBook = z.object({
  /** 凭证字 */
  word: z.string().regex(/^[\u4e00-\u9fff]{1,2}$/),
  /** Number of the first voucher of each month. */
  firstNumber: z.int().min(1).max(32_767),
  /** One voucher for each entry, or for all entries of one kind on one day. */
  grouping: z.enum(['entry', 'day']),
  /** Last day of the last period that is closed in the bookkeeping program. */
  closedThrough: z.iso.date().nullable(),
  chart: z.array(ChartAccount),
  /** By the code of the rebate ledger's account. */
  mapping: z.record(z.string(), Mapping),
});
export type VoucherBook = z.infer<typeof VoucherBook>;

/**
 * What a company starts with: codes of 企业会计准则 with the sub-accounts that rebates need. To be changed to one's own
 * chart before the first export.
 */
export const DEFAULT_BOOK: VoucherBook = {
  word: '记',
  firstNumber: 1,
  grouping: 'day',
  closedThrough: null,
  chart: [
    { code: '1002', name: '银行存款', auxiliary: 'none' },
    { code: '100201', name: '基本户', auxiliary: 'none' },
    { code: '1122', name: '应收账款', auxiliary: 'customer' },
    { code: '2221', name: '应交税费', auxiliary: 'none' },
    { code: '222101', name: '应交增值税', auxiliary: 'none' },
    { code: '22210102', name: '销项税额', auxiliary: 'none' },
    { code: '2241', name: '其他应付款', auxiliary: 'none' },
    { code: '224101', name: '预提返利', auxiliary: 'customer' },
    { code: '224102', name: '应付返利', auxiliary: 'customer' },
    { code: '6001', name: '主营业务收入', auxiliary: 'none' },
    { code: '600101', name: '商品销售', auxiliary: 'none' },
    { code: '600102', name: '销售返利', auxiliary: 'customer' },
    { code: '600103', name: '销售返利税额', auxiliary: 'customer' },
    { code: '6301', name: '营业外收入', auxiliary: 'none' },
  ],
  mapping: {
    // Revenue and output VAT are reported by their credits: what lowers them is a credit in red.
    rebate_expense: { code: '600102', name: '销售返利', side: 'credit' },
    rebate_accrued: { code: '224101', name: '预提返利', side: 'either' },
    rebate_payable: { code: '224102', name: '应付返利', side: 'either' },
    dealer_receivable: { code: '1122', name: '应收账款', side: 'either' },
    bank: { code: '100201', name: '基本户', side: 'either' },
    output_vat: { code: '22210102', name: '销项税额', side: 'credit' },
    rebate_tax: { code: '600103', name: '销售返利税额', side: 'credit' },
    sales_revenue: { code: '600101', name: '商品销售', side: 'credit' },
    penalty_income: { code: '6301', name: '营业外收入', side: 'credit' },
  },
};

/** 末级科目: no other account of the chart is below it. */
export const isLeaf = (chart: VoucherBook['chart'], code: string): boolean =>
  !chart.some((other) => other.code !== code && other.code.startsWith(code));
