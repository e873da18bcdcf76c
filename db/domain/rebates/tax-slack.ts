/**
 * What the software that prints VAT invoices lets the tax of a line (单行误差) and of a whole invoice (总误差) be off by, in
 * 分. A wrong rate is mostly off by more.
 */
export const LINE_TAX_SLACK_FEN = 6;
export const INVOICE_TAX_SLACK_FEN = 127;
