import type { Selection } from '../../../db/contract/selection.ts';
import { fromDay } from '../../../db/domain/time/days.ts';
import { firstDayOfMonth, monthOf } from '../../../db/domain/time/periods.ts';
import type { Analytics } from '../../../db/store/analytics.ts';
import { seeded } from '../samples.ts';

/** What each kind of selection sets besides the period. */
const KINDS = [
  [],
  ['region'],
  ['dealer'],
  ['place'],
  ['line'],
  ['region', 'line'],
  ['dealer', 'line'],
  ['region', 'place'],
  ['place', 'line'],
] as const;
/** Months that a period takes; 0: an odd number of days. */
const LENGTHS = [3, 1, 12, 36, 0] as const;

/** Selections of every kind in turn, as a user would click them: any dealer, region, seat, product line and period. */
export function seededSelections(analytics: Analytics, seed: number, count: number): Selection[] {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const { regions, dealers, productLines, divisions } = analytics.dimensions;
  const seats = dealers.flatMap(({ division }) => divisions[division] ?? []);
  const lastDay = analytics.lastDay ?? 0;
  const firstMonth = monthOf(analytics.firstDay ?? 0);
  const period = (length: number): Selection['period'] => {
    if (length === 0) {
      const to = lastDay + 1 - Math.floor(random() * 300);
      return { from: fromDay(to - 10 - Math.floor(random() * 200)), to: fromDay(to) };
    }
    const end = Math.max(firstMonth + length, monthOf(lastDay) + 1 - Math.floor(random() * 12));
    return { from: fromDay(firstDayOfMonth(end - length)), to: fromDay(firstDayOfMonth(end)) };
  };
  return Array.from({ length: count }, (_, index) => {
    const set: readonly string[] = KINDS[index % KINDS.length] as readonly string[];
    const seat = pick(seats);
    return {
      period: period(pick(LENGTHS)),
      regionId: set.includes('region') ? pick(regions).id : null,
      dealerIds: set.includes('dealer')
        ? Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(dealers).id)
        : [],
      place: set.includes('place') ? pick([seat.province, seat.city, seat.adcode]) : null,
      productLineId: set.includes('line') ? pick(productLines).id : null,
    };
  });
}
