import type { z } from 'zod';
import type { KpiKey, performance } from '../contract/performance.ts';
import { isConvertedInTime } from '../domain/performance/kpis.ts';
import { fromDay } from '../domain/time/days.ts';
import { firstDayOfMonth } from '../domain/time/periods.ts';
import { type Analytics, LINE_KINDS } from '../store/analytics.ts';
import { lowerBound } from '../store/analytics-columns.ts';
import type { Filter } from '../store/analytics-filter.ts';
import { receiptReader, salesLineReader } from '../store/documents.ts';
import { approvedIn, leadCohort, wonIn } from '../store/performance.ts';
import { largest } from './largest.ts';
import { cut, readReplica, type ServiceParts } from './parts.ts';

type Rows = z.input<typeof performance.explain.output>['rows'];
type Document = Extract<Rows, { of: 'document' }>['list']['rows'][number];

/** The rows behind a figure, largest first; `targetMonths` are the months whose sales the attainment counts. */
export function explainFigure(
  parts: ServiceParts,
  analytics: Analytics,
  filter: Filter,
  key: KpiKey,
  targetMonths: readonly number[],
  limit: number,
): Rows {
  switch (key) {
    case 'net_sales':
    case 'gross_margin':
      return salesLines(parts, analytics, filter, () => true, limit);
    case 'target_attainment': {
      const days = targetMonths.map((month) => [firstDayOfMonth(month), firstDayOfMonth(month + 1)] as const);
      return salesLines(parts, analytics, filter, (day) => days.some(([from, to]) => from <= day && day < to), limit);
    }
    case 'collection':
      return receipts(parts, analytics, filter, limit);
    case 'active_dealers':
      return documents(activeDealerRows(analytics, filter), limit);
    case 'lead_conversion':
      return documents(
        leadCohort(analytics, filter, filter.period).mature.map((lead) => ({
          id: lead.id,
          label: lead.company,
          from: fromDay(lead.receivedDay),
          to: lead.convertedDay === null ? null : fromDay(lead.convertedDay),
          value: isConvertedInTime(lead) ? 1 : 0,
        })),
        limit,
      );
    case 'sales_cycle':
      return documents(
        wonIn(analytics, filter, filter.period).map((one) => ({
          id: one.id,
          label: one.name,
          from: fromDay(one.openedDay),
          to: fromDay(one.wonDay),
          value: (one.wonDay - one.openedDay) * 1000,
        })),
        limit,
      );
    case 'contract_approval':
      return documents(
        approvedIn(analytics, filter, filter.period).map((one) => ({
          id: one.id,
          label: one.code,
          from: fromDay(one.submittedDay),
          to: fromDay(one.approvedDay),
          value: Math.round(one.approvalMs / 86_400),
        })),
        limit,
      );
  }
}

function documents(rows: readonly Document[], limit: number): Rows {
  const sorted = [...rows].sort((a, b) => (b.value ?? 0) - (a.value ?? 0) || (a.id < b.id ? -1 : 1));
  return { of: 'document', list: cut(sorted, limit) };
}

/** Positions of the selected sales lines of the period. */
function* selectedLines(analytics: Analytics, filter: Filter): Generator<number> {
  const { day, region, dealer, sku } = analytics.salesLines;
  const stop = lowerBound(day, filter.period.to);
  for (let at = lowerBound(day, filter.period.from); at < stop; at++) {
    if (filter.region[region[at] as number] === 0 || filter.seatedDealer[dealer[at] as number] === 0) continue;
    if (filter.sku[sku[at] as number] === 1) yield at;
  }
}

function salesLines(
  parts: ServiceParts,
  analytics: Analytics,
  filter: Filter,
  isCounted: (day: number) => boolean,
  limit: number,
): Rows {
  const { day, netFen, dealer, sku, pack, packRow } = analytics.salesLines;
  const counted = (function* () {
    for (const at of selectedLines(analytics, filter)) if (isCounted(day[at] as number)) yield at;
  })();
  const { top, total } = largest(counted, (at) => Math.abs(netFen[at] as number), limit);
  const rows = readReplica(parts, (replica) => {
    const read = salesLineReader(replica);
    return top.flatMap((at) => {
      const line = read(pack[at] as number, packRow[at] as number);
      const seller = analytics.dimensions.dealers[dealer[at] as number];
      if (line === undefined || seller === undefined) return [];
      return [
        {
          id: line.id,
          kind: line.kind,
          businessDate: line.business_date,
          dealerId: seller.id,
          dealerName: seller.name,
          skuName: analytics.dimensions.skus[sku[at] as number]?.name ?? '',
          quantityMilli: line.quantity_milli,
          netFen: line.net_fen,
          taxFen: line.tax_fen,
          costFen: line.cost_fen,
        },
      ];
    });
  });
  return { of: 'sales_line', list: cut(rows, limit, total) };
}

function receipts(parts: ServiceParts, analytics: Analytics, filter: Filter, limit: number): Rows {
  const { day, region, dealer, amountFen, pack, packRow } = analytics.receipts;
  const found: number[] = [];
  const stop = filter.byProductLine ? 0 : lowerBound(day, filter.period.to);
  for (let at = lowerBound(day, filter.period.from); at < stop; at++) {
    if (filter.region[region[at] as number] === 1 && filter.seatedDealer[dealer[at] as number] === 1) found.push(at);
  }
  const { top, total } = largest(found, (at) => Math.abs(amountFen[at] as number), limit);
  const rows = readReplica(parts, (replica) => {
    const read = receiptReader(replica);
    return top.flatMap((at) => {
      const id = read(pack[at] as number, packRow[at] as number)?.id;
      if (id === undefined) return [];
      const date = fromDay(day[at] as number);
      const label = analytics.dimensions.dealers[dealer[at] as number]?.name ?? '';
      return [{ id, label, from: date, to: date, value: amountFen[at] as number }];
    });
  });
  return { of: 'document', list: cut(rows, limit, total) };
}

/** Each active dealer with his first and last order date in the period; each counts one. */
function activeDealerRows(analytics: Analytics, filter: Filter): Document[] {
  const { day, dealer, kind } = analytics.salesLines;
  const order = LINE_KINDS.indexOf('order');
  const seen = new Map<number, { readonly first: number; last: number }>();
  for (const at of selectedLines(analytics, filter)) {
    if (kind[at] !== order) continue;
    const known = seen.get(dealer[at] as number);
    // Lines come in day order.
    if (known === undefined) seen.set(dealer[at] as number, { first: day[at] as number, last: day[at] as number });
    else known.last = day[at] as number;
  }
  return [...seen].flatMap(([index, { first, last }]) => {
    const row = analytics.dimensions.dealers[index];
    return row === undefined
      ? []
      : [{ id: row.id, label: row.name, from: fromDay(first), to: fromDay(last), value: 1 }];
  });
}
