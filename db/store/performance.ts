import { isConvertedInTime, isMatureLead } from '../domain/performance/kpis.ts';
import type { DayRange } from '../domain/time/periods.ts';
import type { Analytics } from './analytics.ts';
import { lowerBound } from './analytics-columns.ts';
import type { Filter } from './analytics-filter.ts';

/**
 * Receipts of the selection in a range, in 分; null when a product line is chosen (a receipt has none), and when there is
 * no receipt of any time: then nothing is known about them, which is not nought.
 */
export function sumReceipts(analytics: Analytics, filter: Filter, range: DayRange): number | null {
  if (filter.byProductLine || analytics.receipts.length === 0) return null;
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
      filter.division[lead.division + 1] === 1,
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
