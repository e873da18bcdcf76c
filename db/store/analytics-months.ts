import { isSprintDay, monthOf } from '../domain/time/periods.ts';
import {
  type Dimensions,
  LINE_KINDS,
  NO_LINE,
  type SalesLines,
  type SalesMonths,
  type ScanMonths,
  type Scans,
} from './analytics.ts';
import { columns } from './analytics-columns.ts';

/**
 * Facts added up by calendar month. Long periods are mostly whole months; from these a question over three years touches
 * tens of thousands of rows instead of a million, and sums of integers stay exactly what they were.
 */

/** Product line of each SKU by index, NO_LINE for none, and one more entry for rows without a SKU. */
function linesOfSkus(dimensions: Dimensions): (sku: number) => number {
  if (dimensions.productLines.length >= NO_LINE) throw new RangeError(`More than ${NO_LINE - 1} product lines`);
  const lines = dimensions.skus.map((sku) => (sku.productLine < 0 ? NO_LINE : sku.productLine));
  return (sku) => lines[sku] ?? NO_LINE;
}

/**
 * Gives each row of a fact (sorted by day) the number of its group: the rows of a month with the same key. Returns how
 * many groups there are; groups are numbered in order of their month.
 */
function groupByMonth(
  day: Uint16Array,
  keyOf: (at: number) => number,
  visit: (at: number, group: number, month: number) => void,
): number {
  const groups = new Map<number, number>();
  let count = 0;
  let today = -1;
  let month = -1;
  for (let at = 0; at < day.length; at++) {
    if (day[at] !== today) {
      today = day[at] as number;
      if (monthOf(today) !== month) groups.clear();
      month = monthOf(today);
    }
    const key = keyOf(at);
    let group = groups.get(key);
    if (group === undefined) {
      group = count++;
      groups.set(key, group);
    }
    visit(at, group, month);
  }
  return count;
}

const ORDER = LINE_KINDS.indexOf('order');

export function addUpSales(lines: SalesLines, dimensions: Dimensions): SalesMonths {
  const lineOf = linesOfSkus(dimensions);
  const { day, dealer, region, sku } = lines;
  const keyOf = (at: number) =>
    ((dealer[at] as number) * 0x10000 + (region[at] as number)) * 0x100 + lineOf(sku[at] as number);
  const length = groupByMonth(day, keyOf, () => undefined);
  const months: SalesMonths = {
    length,
    month: columns.uint16(length),
    dealer: columns.uint16(length),
    region: columns.uint16(length),
    productLine: columns.uint8(length),
    netFen: columns.float64(length),
    costFen: columns.float64(length),
    sprintFen: columns.float64(length),
    hasOrder: columns.uint8(length),
  };
  const sprintDays = new Map<number, boolean>();
  groupByMonth(day, keyOf, (at, group, month) => {
    const today = day[at] as number;
    const net = lines.netFen[at] as number;
    let isSprint = sprintDays.get(today);
    if (isSprint === undefined) {
      isSprint = isSprintDay(today);
      sprintDays.set(today, isSprint);
    }
    months.month[group] = month;
    months.dealer[group] = dealer[at] as number;
    months.region[group] = region[at] as number;
    months.productLine[group] = lineOf(sku[at] as number);
    months.netFen[group] = (months.netFen[group] as number) + net;
    months.costFen[group] = (months.costFen[group] as number) + (lines.costFen[at] as number);
    if (isSprint) months.sprintFen[group] = (months.sprintFen[group] as number) + net;
    if (lines.kind[at] === ORDER) months.hasOrder[group] = 1;
  });
  return months;
}

export function countScans(scans: Scans, dimensions: Dimensions): ScanMonths {
  const lineOf = linesOfSkus(dimensions);
  const { day, dealer, region, sku, division, verdict } = scans;
  const places = dimensions.divisions.length + 1;
  const regions = dimensions.regions.length + 1;
  const keyOf = (at: number) => {
    const where = Math.min(region[at] as number, regions - 1) * places + (division[at] as number) + 1;
    return (
      (((dealer[at] as number) * regions * places + where) * 0x100 + lineOf(sku[at] as number)) * 4 +
      (verdict[at] as number)
    );
  };
  const length = groupByMonth(day, keyOf, () => undefined);
  const months: ScanMonths = {
    length,
    month: columns.uint16(length),
    dealer: columns.uint16(length),
    region: columns.uint16(length),
    productLine: columns.uint8(length),
    division: columns.int16(length),
    verdict: columns.uint8(length),
    scans: columns.uint32(length),
  };
  groupByMonth(day, keyOf, (at, group, month) => {
    months.month[group] = month;
    months.dealer[group] = dealer[at] as number;
    months.region[group] = region[at] as number;
    months.productLine[group] = lineOf(sku[at] as number);
    months.division[group] = division[at] as number;
    months.verdict[group] = verdict[at] as number;
    months.scans[group] = (months.scans[group] as number) + 1;
  });
  return months;
}
