import { fromDay, toDay } from '../../../db/domain/time/days.ts';
import { firstDayOfMonth, monthOf, quarterOf } from '../../../db/domain/time/periods.ts';

/** A period that finance works in; half-open. */
export interface FinancePeriod {
  readonly code: string;
  readonly from: string;
  readonly to: string;
}

/** The quarters of the data, newest first. */
export function useFinancePeriods(
  days: { readonly from: string; readonly to: string } | null,
): readonly FinancePeriod[] {
  if (days === null) return [];
  const periods: FinancePeriod[] = [];
  for (let day = toDay(days.to); day >= toDay(days.from); ) {
    const quarter = quarterOf(day);
    const from = fromDay(quarter.from);
    const number = Math.ceil(Number(from.slice(5, 7)) / 3);
    periods.push({ code: `${from.slice(0, 4)}Q${number}`, from, to: fromDay(quarter.to) });
    day = quarter.from - 1;
  }
  return periods;
}

/** The calendar months of a period, half-open. */
export function monthsOf({ from, to }: FinancePeriod): readonly { readonly from: string; readonly to: string }[] {
  const first = monthOf(toDay(from));
  const after = monthOf(toDay(to) - 1) + 1;
  return Array.from({ length: after - first }, (_, at) => ({
    from: fromDay(firstDayOfMonth(first + at)),
    to: fromDay(firstDayOfMonth(first + at + 1)),
  }));
}
