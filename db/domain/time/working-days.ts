import { fromDay, toDay } from './days.ts';

/** A day that is not what its weekday says: a statutory holiday, or a Saturday or Sunday that is worked (调休). */
export interface SpecialDay {
  /** Local date `YYYY-MM-DD`. */
  readonly day: string;
  readonly kind: 'holiday' | 'workday';
}

/** The n-th working day after a local date: Monday to Friday, but for the special days. The date itself is not counted. */
export function workingDayAfter(date: string, n: number, special: readonly SpecialDay[]): string {
  const kinds = new Map(special.map(({ day, kind }) => [day, kind]));
  let day = toDay(date);
  for (let left = n; left > 0; ) {
    day += 1;
    if (isWorked(day, kinds)) left -= 1;
  }
  return fromDay(day);
}

/** Working days from the day after `from` up to and with `to`; 0 when `to` is not later. */
export function workingDaysBetween(from: string, to: string, special: readonly SpecialDay[]): number {
  const kinds = new Map(special.map(({ day, kind }) => [day, kind]));
  let count = 0;
  for (let day = toDay(from) + 1; day <= toDay(to); day += 1) if (isWorked(day, kinds)) count += 1;
  return count;
}

function isWorked(day: number, kinds: ReadonlyMap<string, SpecialDay['kind']>): boolean {
  const kind = kinds.get(fromDay(day));
  if (kind !== undefined) return kind === 'workday';
  // 1970-01-01 was a Thursday.
  const weekday = (((day + 3) % 7) + 7) % 7;
  return weekday < 5;
}
