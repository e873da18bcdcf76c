import { fromDay, toDay } from '../time/days.ts';
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
