import { isConvertedInTime, isMatureLead } from '../domain/performance/kpis.ts';
import { before, type DayRange, firstDayOfMonth, isSprintDay, monthOf, yearEarlier } from '../domain/time/periods.ts';
import { type Analytics, LINE_KINDS } from './analytics.ts';
import { lowerBound } from './analytics-columns.ts';
import type { Filter } from './analytics-filter.ts';

/** Sums of the sales lines of a selection, in 分; groups are indices of the dimension that was asked for. */
export interface SalesSums {
  readonly current: RangeSums;
  readonly previous: RangeSums;
  readonly groups: { readonly current: Float64Array; readonly previous: Float64Array; readonly sprint: Float64Array };
  /** Net sales of whole months, by month since January 1970. */
  monthNet(month: number): number;
  /** As {@link monthNet}, of a month a year back: only of the days that this year has reached. */
  comparableMonthNet(month: number): number;
}
export interface RangeSums {
  readonly netFen: number;
  readonly costFen: number;
  readonly activeDealers: number;
}

const CURRENT = 1;
const PREVIOUS = 2;
const SPRINT = 4;
const ORDER = LINE_KINDS.indexOf('order');

/** First day that no document has reached: the day after the last business date. */
export function endOfData(analytics: Analytics): number {
  return (analytics.lastDay ?? -1) + 1;
}

/** The days a figure is compared with: the same days a year earlier, as far as this year has come. */
export function comparedDays(analytics: Analytics, period: DayRange): DayRange {
  return yearEarlier(before(period, endOfData(analytics)));
}

/**
 * One pass over the sales lines of the selection, over the days of `period`, the days it is compared with and all
 * `months` (a half-open range of months since January 1970).
 */
export function sumSalesLines(
  analytics: Analytics,
  filter: Filter,
  months: DayRange,
  groupBy: 'region' | 'dealer',
): SalesSums {
  const { salesLines: lines, dimensions } = analytics;
  const { period } = filter;
  const compared = comparedDays(analytics, period);
  const end = endOfData(analytics);
  const comparableEnd = yearEarlier({ from: end, to: end }).to;
  const comparableMonth = monthOf(end - 1) - 12;

  const first = Math.max(0, Math.min(period.from, compared.from, firstDayOfMonth(months.from)));
  const last = Math.max(period.to, compared.to, firstDayOfMonth(months.to));
  const start = lowerBound(lines.day, first);
  const stop = lowerBound(lines.day, last);
  const firstDay = start < stop ? (lines.day[start] as number) : 0;
  const lastDay = start < stop ? (lines.day[stop - 1] as number) : -1;
  const calendar = calendarOf(firstDay, lastDay + 1, period, compared);

  const monthSums = new Float64Array(Math.max(0, monthOf(lastDay) - monthOf(firstDay) + 1));
  let beyondComparable = 0;
  const groupCount = (groupBy === 'region' ? dimensions.regions : dimensions.dealers).length;
  const groupColumn = lines[groupBy];
  const groups = {
    current: new Float64Array(groupCount),
    previous: new Float64Array(groupCount),
    sprint: new Float64Array(groupCount),
  };
  const active = new Uint8Array(dimensions.dealers.length);
  let net = 0;
  let cost = 0;
  let previousNet = 0;
  let previousCost = 0;

  const { day, dealer, region, sku, kind, netFen, costFen } = lines;
  for (let i = start; i < stop; i++) {
    const dealerIndex = dealer[i] as number;
    if (filter.region[region[i] as number] === 0) continue;
    if (filter.seatedDealer[dealerIndex] === 0 || filter.sku[sku[i] as number] === 0) continue;
    const amount = netFen[i] as number;
    const dayIndex = day[i] as number;
    const at = dayIndex - firstDay;
    const flags = calendar.flags[at] as number;
    const month = calendar.month[at] as number;
    monthSums[month] = (monthSums[month] as number) + amount;
    if (dayIndex >= comparableEnd && month === comparableMonth - calendar.firstMonth) beyondComparable += amount;
    if (flags === 0) continue;
    const group = groupColumn[i] as number;
    if ((flags & CURRENT) !== 0) {
      net += amount;
      cost += costFen[i] as number;
      groups.current[group] = (groups.current[group] as number) + amount;
      if ((flags & SPRINT) !== 0) groups.sprint[group] = (groups.sprint[group] as number) + amount;
      if (kind[i] === ORDER) active[dealerIndex] = (active[dealerIndex] as number) | CURRENT;
    }
    if ((flags & PREVIOUS) !== 0) {
      previousNet += amount;
      previousCost += costFen[i] as number;
      groups.previous[group] = (groups.previous[group] as number) + amount;
      if (kind[i] === ORDER) active[dealerIndex] = (active[dealerIndex] as number) | PREVIOUS;
    }
  }

  const monthNet = (month: number) => monthSums[month - calendar.firstMonth] ?? 0;
  return {
    current: { netFen: net, costFen: cost, activeDealers: countMarked(active, CURRENT) },
    previous: { netFen: previousNet, costFen: previousCost, activeDealers: countMarked(active, PREVIOUS) },
    groups,
    monthNet,
    comparableMonthNet: (month) => {
      if (month > comparableMonth) return 0;
      return month === comparableMonth ? monthNet(month) - beyondComparable : monthNet(month);
    },
  };
}

/** What the loop must know of a day, looked up instead of computed a million times. */
function calendarOf(from: number, to: number, period: DayRange, compared: DayRange) {
  const length = Math.max(0, to - from);
  const flags = new Uint8Array(length);
  const month = new Uint16Array(length);
  const firstMonth = monthOf(from);
  for (let day = from; day < to; day++) {
    flags[day - from] =
      (day >= period.from && day < period.to ? CURRENT : 0) |
      (day >= compared.from && day < compared.to ? PREVIOUS : 0) |
      (isSprintDay(day) ? SPRINT : 0);
    month[day - from] = monthOf(day) - firstMonth;
  }
  // The sprint is only asked together with the period.
  for (let at = 0; at < length; at++) if (flags[at] === SPRINT) flags[at] = 0;
  return { flags, month, firstMonth };
}

function countMarked(marks: Uint8Array, bit: number): number {
  let count = 0;
  for (const value of marks) if ((value & bit) !== 0) count++;
  return count;
}

/** Receipts of the selection in a range, in 分; null when a product line is chosen: a receipt has none. */
export function sumReceipts(analytics: Analytics, filter: Filter, range: DayRange): number | null {
  if (filter.byProductLine) return null;
  const { day, dealer, region, amountFen } = analytics.receipts;
  const stop = lowerBound(day, range.to);
  let sum = 0;
  for (let i = lowerBound(day, range.from); i < stop; i++) {
    if (filter.region[region[i] as number] === 0 || filter.seatedDealer[dealer[i] as number] === 0) continue;
    sum += amountFen[i] as number;
  }
  return sum;
}

/**
 * Whether a document without a product line is in the selection. One that names no dealer (-1) is left out as soon as
 * dealers are chosen, by name or by their seat.
 */
export function inSelection(filter: Filter, document: { readonly region: number; readonly dealer: number }): boolean {
  if (filter.byProductLine || !hasRegion(filter, document.region)) return false;
  return document.dealer < 0 ? !filter.byDealer && !filter.byPlace : filter.seatedDealer[document.dealer] === 1;
}

/** Leads of the selection received in a range: a lead has a place of its own, and no dealer yet. */
export function leadsIn(analytics: Analytics, filter: Filter, range: DayRange) {
  if (filter.byProductLine || filter.byDealer) return [];
  return analytics.leads.filter(
    (lead) =>
      lead.receivedDay >= range.from &&
      lead.receivedDay < range.to &&
      hasRegion(filter, lead.region) &&
      (!filter.byPlace || (lead.division >= 0 && filter.division[lead.division] === 1)),
  );
}

function hasRegion(filter: Filter, region: number): boolean {
  return region < 0 ? !filter.byRegion : filter.region[region] === 1;
}

/** The cohort of leads that are old enough to judge, and how many of them were converted in time. */
export function leadCohort(analytics: Analytics, filter: Filter, range: DayRange) {
  const asOfDay = analytics.lastDay ?? 0;
  const mature = leadsIn(analytics, filter, range).filter((lead) => isMatureLead(lead, asOfDay));
  return { mature, converted: mature.filter(isConvertedInTime).length };
}

export function wonIn(analytics: Analytics, filter: Filter, range: DayRange) {
  return analytics.wonOpportunities.filter(
    (one) => one.wonDay >= range.from && one.wonDay < range.to && inSelection(filter, one),
  );
}

export function approvedIn(analytics: Analytics, filter: Filter, range: DayRange) {
  return analytics.approvedContracts.filter(
    (one) => one.approvedDay >= range.from && one.approvedDay < range.to && inSelection(filter, one),
  );
}
