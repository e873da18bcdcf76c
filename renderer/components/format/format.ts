import type { Currency } from '../../../db/domain/money/currency.ts';

/** Figures as they stand on the screen. Null is unknown and shows as an em dash, never as zero. */

const NONE = '—';
const whole = new Intl.NumberFormat('zh-CN');

/** Integer 分 in whole units of its currency with two decimals, exact: `1,284,306.52`. */
export function yuan(fen: number): string {
  const cents = Math.abs(fen) % 100;
  const sign = fen < 0 ? '−' : '';
  return `${sign}${whole.format((Math.abs(fen) - cents) / 100)}.${String(cents).padStart(2, '0')}`;
}

const MARKS: Readonly<Record<Currency, string>> = { CNY: '¥', USD: 'US$' };
/** The mark in front of an amount, with the sign before it. */
const marked = (amount: string, currency: Currency): string =>
  amount.replace(/^−?/, (sign) => `${sign}${MARKS[currency]}`);

/** The same with the currency mark, the sign before it: `−¥18,200.00`. */
export const money = (fen: number, currency: Currency): string => marked(yuan(fen), currency);

const tenth = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Integer 分 in ten thousands of its currency (万元), with one decimal, 四舍五入: `482.0`. */
const wan = (fen: number): number => (Math.sign(fen) * Math.round(Math.abs(fen) / 100_000)) / 10;

export const count = (value: number): string => whole.format(value);

/** Integer 分 in thousands of its currency, with one decimal, 四舍五入: English counts no ten thousands. */
const thousands = (fen: number): number => (Math.sign(fen) * Math.round(Math.abs(fen) / 10_000)) / 10;

/** Integer 分 in the large unit of a language: 万 in Chinese, thousands in English. */
export const inLargeUnit = (fen: number, language: string): number => (language === 'en' ? thousands : wan)(fen);

/**
 * A figure of the dashboard in its unit. `days` is the word for them, `currency` that of money, which English shows in
 * thousands and Chinese in 万.
 */
export function figure(
  value: number | null,
  unit: 'fen' | 'ppm' | 'millidays' | 'count',
  days: string,
  currency: Currency,
  language: string,
): string {
  if (value === null) return NONE;
  switch (unit) {
    case 'fen':
      return marked(
        `${value < 0 ? '−' : ''}${tenth.format(Math.abs(inLargeUnit(value, language)))}${language === 'en' ? 'k' : ' 万'}`,
        currency,
      );
    case 'ppm':
      return `${(value / 10_000).toFixed(1).replace('-', '−')}%`;
    case 'millidays':
      return `${(value / 1000).toFixed(1)} ${days}`;
    case 'count':
      return whole.format(value);
  }
}

const clock = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

/** An instant as local time, with the day when it is not today. */
export function moment(instant: string | null, now: Date): string {
  if (instant === null) return NONE;
  const at = new Date(instant);
  return now.getTime() - at.getTime() < 12 * 3_600_000 ? clock.format(at) : dayAndClock.format(at);
}

const thousandth = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 3, maximumFractionDigits: 3 });
const ppmPercent = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 4, maximumFractionDigits: 4 });

/** The same figure to its last stored digit, for an explanation: nothing is rounded away. */
export function exactFigure(
  value: number | null,
  unit: 'fen' | 'ppm' | 'millidays' | 'count',
  days: string,
  currency: Currency,
): string {
  if (value === null) return NONE;
  switch (unit) {
    case 'fen':
      return money(value, currency);
    case 'ppm':
      return `${ppmPercent.format(value / 10_000).replace('-', '−')}%`;
    case 'millidays':
      return `${thousandth.format(value / 1000)} ${days}`;
    case 'count':
      return whole.format(value);
  }
}

/** A share in percent with what its parts per million need, e.g. `1.5%`, `0.85%`. */
export const rate = (ppm: number): string => `${String(ppm / 10_000).replace('-', '−')}%`;

/** A text that may be missing. */
export const orNone = (text: string | null | undefined): string => (text == null || text === '' ? NONE : text);

const stampParts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** An instant as local date and time, `2026-09-25 10:42`, for tables. */
export const stamp = (instant: string): string => stampParts.format(new Date(instant));
