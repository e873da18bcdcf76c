import { fromDay, toDay } from '../time/days.ts';
import { firstDayOfMonth, monthOf, quarterOf } from '../time/periods.ts';
import type { EntryKind } from './kinds.ts';

/** A period of the ledger; `startsOn` is in it, `endsOn` is not. */
export interface LedgerPeriod {
  readonly code: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly state: 'open' | 'closing' | 'closed';
}

/** Entries that say what a period earned: they belong into it for as long as its books are not closed. */
const EARNING: ReadonlySet<EntryKind> = new Set(['accrue', 'true_up', 'override']);

export type PeriodRefusal = 'period_unknown' | 'period_missing' | 'period_not_open';

/**
 * The day an entry is posted on. What a past period earned is posted on its last day while its books are open or being
 * closed; everything else, and every correction of a closed period, today. So a closed period never changes, and the
 * entry says with its effective period what it concerns.
 * @param today local date
 */
export function postingDate(
  periods: readonly LedgerPeriod[],
  kind: EntryKind,
  periodCode: string,
  today: string,
): { readonly date: string } | { readonly refusal: PeriodRefusal } {
  const concerned = periods.find(({ code }) => code === periodCode);
  if (concerned === undefined) return { refusal: 'period_unknown' };
  if (EARNING.has(kind) && concerned.endsOn <= today && concerned.state !== 'closed') {
    return { date: fromDay(toDay(concerned.endsOn) - 1) };
  }
  const current = periods.find(({ startsOn, endsOn }) => startsOn <= today && today < endsOn);
  if (current === undefined) return { refusal: 'period_missing' };
  return current.state === 'open' ? { date: today } : { refusal: 'period_not_open' };
}

const monthText = (month: number): string => fromDay(firstDayOfMonth(month)).slice(0, 7);

/** A quarter `2026Q4`, a year `2026`; otherwise its days, or the month that its last day lies in. */
function codeOf(from: number, to: number): string {
  const [first, last] = [monthOf(from), monthOf(to - 1)];
  const isWhole = firstDayOfMonth(first) === from && firstDayOfMonth(last + 1) === to;
  if (isWhole && first % 12 === 0 && last === first + 11) return monthText(first).slice(0, 4);
  if (isWhole && first % 3 === 0 && last === first + 2)
    return `${monthText(first).slice(0, 4)}Q${(first % 12) / 3 + 1}`;
  if (isWhole && last > first) return `${monthText(first)}_${monthText(last)}`;
  // Accounting months may run from the 26th to the 25th.
  if (isWhole || (last === first + 1 && to - from >= 28)) return monthText(last);
  return fromDay(from);
}

/** The period after another: as many months, from the same day of the month on; or as many days. */
function following({ startsOn, endsOn }: LedgerPeriod): { readonly from: number; readonly to: number } {
  const [before, from] = [toDay(startsOn), toDay(endsOn)];
  const months = monthOf(from) - monthOf(before);
  const dayOfMonth = from - firstDayOfMonth(monthOf(from));
  const isMonths = months > 0 && before - firstDayOfMonth(monthOf(before)) === dayOfMonth && dayOfMonth < 28;
  return { from, to: isMonths ? firstDayOfMonth(monthOf(from) + months) + dayOfMonth : from + (from - before) };
}

/**
 * The periods that have to be opened so that one holds `day`: they follow the last one, each as long as that; the calendar
 * quarter where there is none yet. None when the last one reaches `day`: a hole before it was left by a person.
 * @param periods in order of time
 * @param day local date
 */
export function periodsToOpen(periods: readonly LedgerPeriod[], day: string): readonly LedgerPeriod[] {
  const opened: LedgerPeriod[] = [];
  const taken = new Set(periods.map(({ code }) => code));
  let last = periods.at(-1);
  while (last === undefined || last.endsOn <= day) {
    const { from, to } = last === undefined ? quarterOf(toDay(day)) : following(last);
    const [startsOn, endsOn, code] = [fromDay(from), fromDay(to), codeOf(from, to)];
    last = { code: taken.has(code) ? startsOn : code, startsOn, endsOn, state: 'open' };
    opened.push(last);
  }
  return opened;
}

export type ClosingRefusal = 'period_unknown' | 'period_runs' | 'earlier_period_open' | 'period_state';

/** Why a period cannot go on to `to`, as far as the periods tell; null when it can. States only go forward, in order of time. */
export function closingRefusal(
  periods: readonly LedgerPeriod[],
  periodCode: string,
  to: 'closing' | 'closed',
  today: string,
): ClosingRefusal | null {
  const period = periods.find(({ code }) => code === periodCode);
  if (period === undefined) return 'period_unknown';
  if (period.state !== (to === 'closing' ? 'open' : 'closing')) return 'period_state';
  if (today < period.endsOn) return 'period_runs';
  const earlier = periods.filter(({ endsOn }) => endsOn <= period.startsOn);
  const isBehind = earlier.some(({ state }) => (to === 'closed' ? state !== 'closed' : state === 'open'));
  return isBehind ? 'earlier_period_open' : null;
}
