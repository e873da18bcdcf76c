import { fromDay, toDay } from './days.ts';

/** Half-open range of day numbers: `from` is in it, `to` is not. Empty when `to <= from`. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

export function dayRange(range: { readonly from: string; readonly to: string }): DayRange {
  return { from: toDay(range.from), to: toDay(range.to) };
}

/** Months since January 1970 of a day number. */
export function monthOf(day: number): number {
  const date = new Date(day * 86_400_000);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

/** Day number of the first day of a month. */
export function firstDayOfMonth(month: number): number {
  return Date.UTC(1970, month, 1) / 86_400_000;
}

/** The calendar quarter that holds a day. */
export function quarterOf(day: number): DayRange {
  const first = Math.floor(monthOf(day) / 3) * 3;
  return { from: firstDayOfMonth(first), to: firstDayOfMonth(first + 3) };
}

/** The months that lie wholly in a range, as a half-open range of month numbers. */
export function wholeMonths(range: DayRange): DayRange {
  const month = monthOf(range.from);
  const from = firstDayOfMonth(month) === range.from ? month : month + 1;
  return { from, to: Math.max(from, monthOf(range.to)) };
}

/** A range as the days before its first whole month, its whole months, and the days after them. */
export interface MonthSplit {
  readonly head: DayRange;
  /** Month numbers. */
  readonly months: DayRange;
  readonly tail: DayRange;
}

export function splitByMonth(range: DayRange): MonthSplit {
  const months = wholeMonths(range);
  if (months.to <= months.from) {
    return { head: range, months: { from: months.from, to: months.from }, tail: { from: range.to, to: range.to } };
  }
  return {
    head: { from: range.from, to: firstDayOfMonth(months.from) },
    months,
    tail: { from: firstDayOfMonth(months.to), to: range.to },
  };
}

/** The part of a range that lies before `end` (a day that is not reached any more). */
export function before(range: DayRange, end: number): DayRange {
  return { from: range.from, to: Math.max(range.from, Math.min(range.to, end)) };
}

/**
 * The same days one year earlier. A bound on 29 February moves to 1 March, so that ranges that follow each other still
 * follow each other, none of their days is compared twice, and 29 February itself is compared with nothing.
 */
export function yearEarlier(range: DayRange): DayRange {
  return { from: dayOneYearEarlier(range.from), to: dayOneYearEarlier(range.to) };
}

function dayOneYearEarlier(day: number): number {
  const date = fromDay(day);
  // Date.UTC carries a day that the month does not have into the next month: 29 February becomes 1 March.
  return Date.UTC(Number(date.slice(0, 4)) - 1, Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / 86_400_000;
}

/** Length of the sprint at the end of a quarter (季末冲刺), in days. */
export const SPRINT_DAYS = 7;

/** Whether a day is one of the last {@link SPRINT_DAYS} of its quarter. */
export function isSprintDay(day: number): boolean {
  return quarterOf(day).to - day <= SPRINT_DAYS;
}

export const SLICE_UNITS = ['week', 'month'] as const;
export type SliceUnit = (typeof SLICE_UNITS)[number];

/** The weeks (from Monday) or months that a range is made of, cut at its ends, first one first. */
export function slicesOf(range: DayRange, unit: SliceUnit): DayRange[] {
  const slices: DayRange[] = [];
  for (let from = range.from; from < range.to; ) {
    // 1970-01-01 was a Thursday.
    const next = unit === 'week' ? from + 7 - ((from + 3) % 7) : firstDayOfMonth(monthOf(from) + 1);
    slices.push({ from, to: Math.min(next, range.to) });
    from = next;
  }
  return slices;
}

/** The range of the same length that ends where this one begins: as many months where it is whole months, else days. */
export function rangeBefore(range: DayRange): DayRange {
  const [first, end] = [monthOf(range.from), monthOf(range.to)];
  const isMonths = firstDayOfMonth(first) === range.from && firstDayOfMonth(end) === range.to;
  return isMonths
    ? { from: firstDayOfMonth(first - (end - first)), to: range.from }
    : { from: range.from - (range.to - range.from), to: range.from };
}
