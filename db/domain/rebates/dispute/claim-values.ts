import { negate, ofUnits, parseDecimal, type Rational, roundTo } from '../../money/rational.ts';
import { fromDay, toDay } from '../../time/days.ts';

/** Text as people type it, in plain characters: full width becomes half width, blanks go. */
const plain = (text: string): string => text.normalize('NFKC').replace(/[\s\u00a0]/g, '');

const GROUPED = /^\d{1,3}(,\d{3})+(\.\d+)?$/;
const PLAIN = /^\d+(\.\d+)?$/;

/**
 * An amount of money or a quantity as text: `1,234.50`, `¥1,234.50`, `1234.5元`, `（1,234.50）` and `-1,234.50` for a negative
 * one, in full width too. Null when it could mean something else: `1.234,50`, `1,23`, `1.2万`, `12%`.
 */
export function readAmount(text: string): Rational | null {
  let rest = plain(text);
  let isNegative = false;
  const bracketed = /^\((.*)\)$/.exec(rest)?.[1];
  if (bracketed !== undefined) {
    isNegative = true;
    rest = bracketed;
  }
  rest = rest.replace(/^(CNY|RMB|人民币)/i, '').replace(/(元|圆)整?$/, '');
  const signed = /^[¥￥]?([-−–]?)[¥￥]?(.*)$/.exec(rest);
  if (signed === null) return null;
  const [, sign = '', digits = ''] = signed;
  if (sign !== '' && isNegative) return null;
  if (!GROUPED.test(digits) && !PLAIN.test(digits)) return null;
  const value = parseDecimal(digits.replaceAll(',', ''));
  return isNegative || sign !== '' ? negate(value) : value;
}

/**
 * A number out of a spreadsheet. It may have been calculated in floating point: what lies within a millionth of 0.01 beside
 * whole 分 is meant as those 分; a real fraction of a 分 is null.
 */
export function readMoneyNumber(text: string): Rational | null {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return null;
  const value = parseDecimal(text);
  const fen = roundTo(value, 2, 'HALF_UP');
  const near = roundTo(value, 8, 'HALF_UP');
  return near === fen * 1_000_000n ? ofUnits(fen, 2) : null;
}

const DATE = /^(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;

/** A local date as text: `2026-01-05`, `2026/1/5`, `2026.1.5`, `2026年1月5日`, `20260105`, with a time or without. Null otherwise. */
export function readDate(text: string): string | null {
  const day = text.normalize('NFKC').trim().replace(/[T\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$/, '').replace(/\s/g, '');
  const [, year = '', month = '', date = ''] = DATE.exec(day) ?? COMPACT.exec(day) ?? [];
  if (year === '') return null;
  const iso = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  // 2026-02-30 is no day, though it looks like one.
  return !Number.isNaN(toDay(iso)) && fromDay(toDay(iso)) === iso ? iso : null;
} // biome-ignore format: one replacement after another

/** Serial numbers of 2000-01-01 and 2100-01-01 in the system that counts from 1900. */
const SERIAL = { from: 36_526, to: 73_051, of1970: 25_569, between1900And1904: 1462 } as const;

/** The date of a serial day number of a spreadsheet, between 2000 and 2100; null for any other number. */
export function readSerialDate(text: string, from1904: boolean): string | null {
  const serial = Number(text) + (from1904 ? SERIAL.between1900And1904 : 0);
  if (!Number.isFinite(serial) || serial < SERIAL.from || serial >= SERIAL.to) return null;
  return fromDay(Math.floor(serial) - SERIAL.of1970);
}
