import type { DateRange } from '../../../db/contract/primitives.ts';
import { fromDay, toDay } from '../../../db/domain/time/days.ts';
import { firstDayOfMonth, monthOf } from '../../../db/domain/time/periods.ts';

/** The unit of the calendar that a period is, if it is one. `last` is the last day in it. */
export type PeriodShape =
  | { readonly kind: 'year'; readonly year: number }
  | { readonly kind: 'quarter'; readonly year: number; readonly quarter: number }
  | { readonly kind: 'month'; readonly year: number; readonly month: number }
  | { readonly kind: 'days'; readonly first: string; readonly last: string };

const MONTHS = { year: 12, quarter: 3, month: 1 } as const;

/** The period of `length` months that begins with a month (counted from January 1970). */
function months(first: number, length: number): DateRange {
  return { from: fromDay(firstDayOfMonth(first)), to: fromDay(firstDayOfMonth(first + length)) };
}
const monthNumber = (year: number, month: number): number => (year - 1970) * 12 + month - 1;

export const yearPeriod = (year: number): DateRange => months(monthNumber(year, 1), 12);
export const quarterPeriod = (year: number, quarter: number): DateRange =>
  months(monthNumber(year, quarter * 3 - 2), 3);
export const monthPeriod = (year: number, month: number): DateRange => months(monthNumber(year, month), 1);

/** From the first to the last day, both in it. Null when that is no period. */
export function daysPeriod(first: string, last: string): DateRange | null {
  const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && fromDayOrNull(text) === text;
  if (!isDate(first) || !isDate(last) || first > last) return null;
  return { from: first, to: fromDay(toDay(last) + 1) };
}

/** The date itself, another one when the month has no such day, null when it is none. */
function fromDayOrNull(date: string): string | null {
  const day = toDay(date);
  return Number.isNaN(day) ? null : fromDay(day);
}

/** What a period is called: the unit of the calendar, or its days. */
export function shapeOf(period: DateRange): PeriodShape {
  const from = monthOf(toDay(period.from));
  const length = monthOf(toDay(period.to)) - from;
  const isWhole = period.from.endsWith('-01') && period.to.endsWith('-01');
  const year = 1970 + Math.floor(from / 12);
  const month = (from % 12) + 1;
  if (isWhole && length === 12 && month === 1) return { kind: 'year', year };
  if (isWhole && length === 3 && month % 3 === 1) return { kind: 'quarter', year, quarter: (month + 2) / 3 };
  if (isWhole && length === 1) return { kind: 'month', year, month };
  return { kind: 'days', first: period.from, last: fromDay(toDay(period.to) - 1) };
}

/** The period before (−1) or after (+1) of the same kind; days move by their own number. */
export function neighbourOf(period: DateRange, step: -1 | 1): DateRange {
  const shape = shapeOf(period);
  if (shape.kind !== 'days') {
    const length = MONTHS[shape.kind];
    return months(monthOf(toDay(period.from)) + step * length, length);
  }
  const length = toDay(period.to) - toDay(period.from);
  return { from: fromDay(toDay(period.from) + step * length), to: fromDay(toDay(period.to) + step * length) };
}

/** Whether anything is dated in the period. Both ends of `data` are business dates. */
export const hasData = (period: DateRange, data: { readonly from: string; readonly to: string }): boolean =>
  period.from <= data.to && data.from < period.to;

export const PRESETS = [
  'thisMonth',
  'lastMonth',
  'thisQuarter',
  'lastQuarter',
  'thisYear',
  'lastYear',
  'last30',
  'last90',
] as const;
export type Preset = (typeof PRESETS)[number];

/** A period that is named from the last business date: that is when the figures end, whatever the clock says. */
export function presetPeriod(preset: Preset, lastDate: string): DateRange {
  const day = toDay(lastDate);
  const month = monthOf(day);
  const quarter = Math.floor(month / 3) * 3;
  const year = Math.floor(month / 12) * 12;
  switch (preset) {
    case 'thisMonth':
      return months(month, 1);
    case 'lastMonth':
      return months(month - 1, 1);
    case 'thisQuarter':
      return months(quarter, 3);
    case 'lastQuarter':
      return months(quarter - 3, 3);
    case 'thisYear':
      return months(year, 12);
    case 'lastYear':
      return months(year - 12, 12);
    case 'last30':
      return { from: fromDay(day - 29), to: fromDay(day + 1) };
    case 'last90':
      return { from: fromDay(day - 89), to: fromDay(day + 1) };
  }
}
