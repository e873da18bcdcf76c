import { before, type DayRange, rangeBefore, yearEarlier } from '../../time/periods.ts';

/** With what a period is compared. */
export const COMPARED_WITH = ['before', 'year'] as const;
export type ComparedWith = (typeof COMPARED_WITH)[number];

/** Two periods to compare; both cut to the days that have come where the chosen one is still running. */
export interface ComparedPeriods {
  readonly now: DayRange;
  readonly other: DayRange;
  readonly isRunning: boolean;
}

/**
 * The period and the one it is compared with. Half a quarter beside a whole one would look like a success: where the period
 * is still running, as many days from its beginning are compared with as many days from the beginning of the other.
 * @param lastDay the last day of which there are data; null without any
 */
export function comparedPeriods(period: DayRange, how: ComparedWith, lastDay: number | null): ComparedPeriods {
  const { from, to } = how === 'before' ? rangeBefore(period) : yearEarlier(period);
  // 29 February has no day a year earlier: the day after stands for it.
  const other = { from, to: Math.max(from + 1, to) };
  const now = lastDay === null ? period : before(period, lastDay + 1);
  if (now.to <= now.from || now.to === period.to) return { now: period, other, isRunning: false };
  const reached = how === 'year' ? yearEarlier(now).to : from + (now.to - now.from);
  return { now, other: before(other, Math.max(from + 1, reached)), isRunning: true };
}
