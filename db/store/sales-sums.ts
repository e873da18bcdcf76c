import { before, type DayRange, firstDayOfMonth, isSprintDay, monthOf, yearEarlier } from '../domain/time/periods.ts';
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
  const beyond = sumNet(analytics, filter, { from: comparableEnd, to: firstDayOfMonth(comparableMonth + 1) });
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
  const { firstDay } = analytics;
  const known = firstDay === null ? months.to : Math.max(months.from, monthOf(firstDay));
  const sums = new Float64Array(Math.max(0, months.to - months.from));
  const last = Math.min(months.to, monthOf(endOfData(analytics)) + 1);
  for (let month = known; month < last; month++) {
    const days = { from: firstDayOfMonth(month), to: firstDayOfMonth(month + 1) };
    sums[month - months.from] = sumNet(analytics, filter, days);
  }
  return sums;
}

/** The hot loop of the trend: nothing but the sum. Marks are 0 or 1, so that no branch has to be guessed. */
function sumNet(analytics: Analytics, filter: Filter, range: DayRange): number {
  const { day, dealer, region, sku, netFen } = analytics.salesLines;
  const { region: regions, seatedDealer: dealers, sku: skus } = filter;
  const stop = lowerBound(day, range.to);
  let net = 0;
  for (let i = lowerBound(day, range.from); i < stop; i++) {
    const isIn =
      (regions[region[i] as number] as number) &
      (dealers[dealer[i] as number] as number) &
      (skus[sku[i] as number] as number);
    net += (netFen[i] as number) * isIn;
  }
  return net;
}

function sumRange(analytics: Analytics, filter: Filter, range: DayRange, groupBy: 'region' | 'dealer'): RangeSums {
  const { day, dealer, region, sku, kind, netFen, costFen } = analytics.salesLines;
  const { regions: regionRows, dealers: dealerRows } = analytics.dimensions;
  const { region: regions, seatedDealer: dealers, sku: skus } = filter;
  const group = groupBy === 'region' ? region : dealer;
  const groups = (groupBy === 'region' ? regionRows : dealerRows).length;
  const netByGroup = new Float64Array(groups);
  const sprintByGroup = new Float64Array(groups);
  const active = new Uint8Array(dealerRows.length);
  const stop = lowerBound(day, range.to);
  let net = 0;
  let cost = 0;
  let today = -1;
  let isSprint = false;
  for (let i = lowerBound(day, range.from); i < stop; i++) {
    const dealerIndex = dealer[i] as number;
    const isIn =
      (regions[region[i] as number] as number) & (dealers[dealerIndex] as number) & (skus[sku[i] as number] as number);
    if (isIn === 0) continue;
    if (day[i] !== today) {
      today = day[i] as number;
      isSprint = isSprintDay(today);
    }
    const amount = netFen[i] as number;
    const at = group[i] as number;
    net += amount;
    cost += costFen[i] as number;
    netByGroup[at] = (netByGroup[at] as number) + amount;
    if (isSprint) sprintByGroup[at] = (sprintByGroup[at] as number) + amount;
    if (kind[i] === ORDER) active[dealerIndex] = 1;
  }
  return {
    netFen: net,
    costFen: cost,
    activeDealers: active.reduce((sum, one) => sum + one, 0),
    netByGroup,
    sprintByGroup,
  };
}
