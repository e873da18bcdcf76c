import { fromDay, toDay } from '../../time/days.ts';
import { firstDayOfMonth, monthOf } from '../../time/periods.ts';
import type { Period } from '../schema/agreement.ts';

/** A period of an agreement, by day numbers, half-open. `full` is what it would be had the agreement not cut it. */
export interface Span {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly full: { readonly from: number; readonly to: number };
}

/** Day number of an end that never comes. */
export const NEVER = toDay('9999-12-31');

const MONTHS = { month: 1, two_months: 2, quarter: 3, half_year: 6, year: 12 } as const;

/** Months that calendar periods of this kind have; null for those that follow no calendar. */
export const monthsOf = ({ unit }: Period): number | null =>
  unit === 'term' || unit === 'custom' ? null : MONTHS[unit];

/** The short key when the period is one of the calendar, by its last day; otherwise from/to. */
function keyOf({ unit, firstMonth, firstDay }: Period, from: number, to: number): string {
  const last = fromDay(to - 1);
  const year = last.slice(0, 4);
  const month = Number(last.slice(5, 7));
  if (unit === 'month') return last.slice(0, 7);
  if (firstMonth === 1 && firstDay === 1) {
    if (unit === 'quarter') return `${year}Q${month / 3}`;
    if (unit === 'half_year') return `${year}H${month / 6}`;
    if (unit === 'year') return year;
  }
  return `${fromDay(from)}/${fromDay(to)}`;
}

/** The calendar period that holds a day. */
function holding(period: Period, day: number): Span {
  const { unit, firstMonth, firstDay } = period;
  const length = MONTHS[unit as keyof typeof MONTHS];
  const month = monthOf(day - (firstDay - 1));
  // Cycles such as 26–25 begin in the month before the one that names them.
  const offset = firstMonth - 1 - (firstDay > 1 ? 1 : 0);
  const first = month - ((((month - offset) % length) + length) % length);
  const from = firstDayOfMonth(first) + firstDay - 1;
  const to = firstDayOfMonth(first + length) + firstDay - 1;
  return { key: keyOf(period, from, to), from, to, full: { from, to } };
}

function clip(span: Span, from: number, to: number): Span | null {
  const cut = { ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) };
  return cut.from < cut.to ? cut : null;
}

/** Periods that lie in [from, to) and begin on or before `horizon`, in order. */
export function spansOf(period: Period, from: number, to: number, horizon: number): Span[] {
  const spans: Span[] = [];
  const push = (span: Span): void => {
    const cut = clip(span, from, to);
    if (cut !== null && cut.from <= horizon) spans.push(cut);
  };
  if (period.unit === 'term') push({ key: 'term', from, to, full: { from, to } });
  else if (period.unit === 'custom') {
    for (const { key, from: first, to: end } of period.custom ?? []) {
      const own = { from: toDay(first), to: toDay(end) };
      push({ key, ...own, full: own });
    }
  } else {
    for (let day = from; day < to && day <= horizon; ) {
      const span = holding(period, day);
      push(span);
      day = span.to;
    }
  }
  return spans;
}

/** Whole months that lie between two days of which the first begins the count: from 15 January to 15 March are two. */
export function monthsBetween(from: number, to: number): number {
  const dayOfMonth = (day: number): number => day - firstDayOfMonth(monthOf(day));
  const months = monthOf(to) - monthOf(from);
  return Math.max(0, dayOfMonth(to) < dayOfMonth(from) ? months - 1 : months);
}
