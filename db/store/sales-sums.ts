import {
  before,
  type DayRange,
  firstDayOfMonth,
  isSprintDay,
  monthOf,
  splitByMonth,
  yearEarlier,
} from '../domain/time/periods.ts';
import { type Analytics, LINE_KINDS } from './analytics.ts';
import { lowerBound } from './analytics-columns.ts';
import type { Filter } from './analytics-filter.ts';

/** Sums of the sales lines of a selection, in 分. */
export interface SalesSums {
  readonly current: RangeSums;
  /** Over the days that the period is compared with. */
  readonly previous: RangeSums;
  /** Net sales of whole months, by month since January 1970. */
  monthNet(month: number): number;
  /** As {@link monthNet}, of a month a year back: only of the days that this year has reached. */
  comparableMonthNet(month: number): number;
}

/** Sums over a range of days; the lists are indexed by the dimension that was asked for. */
export interface RangeSums {
  readonly netFen: number;
  readonly costFen: number;
  readonly activeDealers: number;
  readonly netByGroup: Float64Array;
  /** The part of {@link netByGroup} that is dated in the last days of a quarter. */
  readonly sprintByGroup: Float64Array;
}

const ORDER = LINE_KINDS.indexOf('order');

/** First day that no document has reached: the day after the last business date. */
export function endOfData(analytics: Analytics): number {
  return (analytics.lastDay ?? -1) + 1;
}

/** The days a figure is compared with: the same days a year earlier, as far as this year has come. */
export function comparedDays(analytics: Analytics, period: DayRange): DayRange {
  return yearEarlier(before(period, endOfData(analytics)));
}

/** Sales over the period, the days it is compared with, and `months` (a half-open range of months since January 1970). */
export function sumSalesLines(
  analytics: Analytics,
  filter: Filter,
  months: DayRange,
  groupBy: 'region' | 'dealer',
): SalesSums {
  const end = endOfData(analytics);
  const monthSums = sumMonths(analytics, filter, months);
  const comparableEnd = yearEarlier({ from: end, to: end }).to;
  const comparableMonth = monthOf(end - 1) - 12;
  const rest = { from: comparableEnd, to: firstDayOfMonth(comparableMonth + 1) };
  const beyond = sumRange(analytics, filter, rest, groupBy).netFen;
  const monthNet = (month: number) => monthSums[month - months.from] ?? 0;
  return {
    current: sumRange(analytics, filter, filter.period, groupBy),
    previous: sumRange(analytics, filter, comparedDays(analytics, filter.period), groupBy),
    monthNet,
    comparableMonthNet: (month) => {
      if (month > comparableMonth) return 0;
      return month === comparableMonth ? monthNet(month) - beyond : monthNet(month);
    },
  };
}

function sumMonths(analytics: Analytics, filter: Filter, months: DayRange): Float64Array {
  const { month, dealer, region, productLine, netFen } = analytics.salesMonths;
  const { region: regions, seatedDealer: dealers, productLine: lines } = filter;
  const sums = new Float64Array(Math.max(0, months.to - months.from));
  const stop = lowerBound(month, months.to);
  for (let i = lowerBound(month, months.from); i < stop; i++) {
    const isIn =
      (regions[region[i] as number] as number) &
      (dealers[dealer[i] as number] as number) &
      (lines[productLine[i] as number] as number);
    const at = (month[i] as number) - months.from;
    sums[at] = (sums[at] as number) + (netFen[i] as number) * isIn;
  }
  return sums;
}

/** Whole months from the sums of months, the days at either end from the lines. */
function sumRange(analytics: Analytics, filter: Filter, range: DayRange, groupBy: 'region' | 'dealer'): RangeSums {
  const sums = new Sums(analytics, filter, groupBy);
  const { head, months, tail } = splitByMonth(range);
  sums.addDays(head);
  sums.addMonths(months);
  sums.addDays(tail);
  return sums.build();
}

class Sums {
  readonly #analytics: Analytics;
  readonly #filter: Filter;
  readonly #groupBy: 'region' | 'dealer';
  readonly #netByGroup: Float64Array;
  readonly #sprintByGroup: Float64Array;
  readonly #active: Uint8Array;
  #netFen = 0;
  #costFen = 0;

  constructor(analytics: Analytics, filter: Filter, groupBy: 'region' | 'dealer') {
    const { regions, dealers } = analytics.dimensions;
    const groups = (groupBy === 'region' ? regions : dealers).length;
    this.#analytics = analytics;
    this.#filter = filter;
    this.#groupBy = groupBy;
    this.#netByGroup = new Float64Array(groups);
    this.#sprintByGroup = new Float64Array(groups);
    this.#active = new Uint8Array(dealers.length);
  }

  addDays(range: DayRange): void {
    const { day, dealer, region, sku, kind, netFen, costFen, [this.#groupBy]: group } = this.#analytics.salesLines;
    const { region: regions, seatedDealer: dealers, sku: skus } = this.#filter;
    const stop = lowerBound(day, range.to);
    let today = -1;
    let isSprint = false;
    for (let i = lowerBound(day, range.from); i < stop; i++) {
      if (day[i] !== today) {
        today = day[i] as number;
        isSprint = isSprintDay(today);
      }
      if (regions[region[i] as number] === 0 || skus[sku[i] as number] === 0) continue;
      if (dealers[dealer[i] as number] === 0) continue;
      const net = netFen[i] as number;
      this.#add(group[i] as number, net, isSprint ? net : 0, costFen[i] as number);
      if (kind[i] === ORDER) this.#active[dealer[i] as number] = 1;
    }
  }

  addMonths(range: DayRange): void {
    const months = this.#analytics.salesMonths;
    const { month, dealer, region, productLine, netFen, costFen, sprintFen, hasOrder, [this.#groupBy]: group } = months;
    const { region: regions, seatedDealer: dealers, productLine: lines } = this.#filter;
    const stop = lowerBound(month, range.to);
    for (let i = lowerBound(month, range.from); i < stop; i++) {
      if (regions[region[i] as number] === 0 || lines[productLine[i] as number] === 0) continue;
      if (dealers[dealer[i] as number] === 0) continue;
      this.#add(group[i] as number, netFen[i] as number, sprintFen[i] as number, costFen[i] as number);
      if (hasOrder[i] === 1) this.#active[dealer[i] as number] = 1;
    }
  }

  #add(group: number, netFen: number, sprintFen: number, costFen: number): void {
    this.#netFen += netFen;
    this.#costFen += costFen;
    this.#netByGroup[group] = (this.#netByGroup[group] as number) + netFen;
    this.#sprintByGroup[group] = (this.#sprintByGroup[group] as number) + sprintFen;
  }

  build(): RangeSums {
    return {
      netFen: this.#netFen,
      costFen: this.#costFen,
      activeDealers: this.#active.reduce((sum, one) => sum + one, 0),
      netByGroup: this.#netByGroup,
      sprintByGroup: this.#sprintByGroup,
    };
  }
}
