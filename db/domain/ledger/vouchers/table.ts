/** A sheet of vouchers before it is a file. Amounts stay whole 分 until they are written. */
export type VoucherCell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'count'; readonly value: number }
  | { readonly kind: 'amount'; readonly fen: number }
  | null;

export interface VoucherTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly VoucherCell[])[];
}

/** What a spreadsheet program takes for a formula at the beginning of a cell, the full-width signs of Chinese ones too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠']/;

/** A text that no spreadsheet program takes for a formula, by a leading apostrophe where it could. */
export const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

/** The text before {@link guarded}. */
export const unguarded = (text: string): string => (text.startsWith("'") ? text.slice(1) : text);

const two = (value: number): string => String(value).padStart(2, '0');

/** `-1234.50` of 分: a decimal of exactly two places. */
export function amountText(fen: number): string {
  const whole = Math.abs(fen);
  return `${fen < 0 ? '-' : ''}${Math.trunc(whole / 100)}.${two(whole % 100)}`;
}

/** 分 of an amount with at most two decimals, as a text or as the number of a cell; null for anything else. */
export function amountOf(value: string | number): number | null {
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/.exec(String(value).trim());
  if (match === null) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const fen = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  return fen === 0 ? 0 : sign === '-' ? -fen : fen;
}
