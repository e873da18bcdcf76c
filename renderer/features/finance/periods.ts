import type { PeriodRow } from '../../../db/contract/ledger.ts';
import { fromDay, toDay } from '../../../db/domain/time/days.ts';
import { firstDayOfMonth, monthOf } from '../../../db/domain/time/periods.ts';

/** A period that finance works in; half-open. */
export interface FinancePeriod {
  readonly code: string;
  readonly from: string;
  readonly to: string;
  readonly state: PeriodRow['state'];
  readonly closedHash: string | null;
  /** Its last day lies before today. */
  readonly isOver: boolean;
}

/**
 * The periods that have begun, newest first.
 * @param today local date
 */
export function financePeriods(rows: readonly PeriodRow[], today: string): readonly FinancePeriod[] {
  return rows
    .filter(({ startsOn }) => startsOn <= today)
    .map(({ code, startsOn, endsOn, state, closedHash }) => ({
      code,
      from: startsOn,
      to: endsOn,
      state,
      closedHash,
      isOver: endsOn <= today,
    }))
    .reverse();
}

/** The period that work is about: the oldest that is not closed. */
export const currentPeriod = (periods: readonly FinancePeriod[]): FinancePeriod | undefined =>
  periods.findLast(({ state }) => state !== 'closed') ?? periods[0];

/** The calendar months of a period, half-open. */
export function monthsOf({ from, to }: FinancePeriod): readonly { readonly from: string; readonly to: string }[] {
  const first = monthOf(toDay(from));
  const after = monthOf(toDay(to) - 1) + 1;
  return Array.from({ length: after - first }, (_, at) => ({
    from: fromDay(firstDayOfMonth(first + at)),
    to: fromDay(firstDayOfMonth(first + at + 1)),
  }));
}
