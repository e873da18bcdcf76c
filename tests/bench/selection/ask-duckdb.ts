import type { DuckDBConnection } from '@duckdb/node-api';
import type { Selection } from '../../../db/contract/selection.ts';
import { covers } from '../../../db/domain/geo/types.ts';
import { LEAD_HORIZON_DAYS } from '../../../db/domain/performance/kpis.ts';
import { dayRange, firstDayOfMonth, monthOf } from '../../../db/domain/time/periods.ts';
import { barGroups } from '../../../db/service/bars.ts';
import type { Analytics } from '../../../db/store/analytics.ts';
import { makeFilter } from '../../../db/store/analytics-filter.ts';
import { comparedDays, endOfData } from '../../../db/store/sales-sums.ts';

type Row = Readonly<Record<string, number | string | null>>;

/** The answers of DuckDB to the questions of the three panes; numbers by the names of the columns. */
export interface DuckDbAnswers {
  readonly verdicts: readonly Row[];
  readonly flows: readonly Row[];
  readonly ledger: readonly Row[];
  readonly sales: readonly Row[];
  readonly groups: readonly Row[];
  readonly months: readonly Row[];
  readonly receipts: readonly Row[];
  readonly leads: readonly Row[];
  readonly won: readonly Row[];
  readonly approved: readonly Row[];
}

const TREND_MONTHS = 13;

/** Conditions as SQL: only those that are set, with identifiers already turned into numbers. */
function conditions(analytics: Analytics, selection: Selection) {
  const { regions, dealers, productLines, divisions } = analytics.dimensions;
  const filter = makeFilter(analytics, selection);
  const all = (parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join(' and ');
  const list = (numbers: readonly number[]): string => (numbers.length === 0 ? '-9' : numbers.join(', '));
  const region =
    selection.regionId === null
      ? null
      : `region in (${list(regions.flatMap((_, at) => (filter.region[at] === 1 ? [at] : [])))})`;
  const byName =
    selection.dealerIds.length === 0
      ? null
      : `dealer in (${list(dealers.flatMap(({ id }, at) => (selection.dealerIds.includes(id) ? [at] : [])))})`;
  const inPlace =
    selection.place === null
      ? null
      : `division in (${list(divisions.flatMap((one, at) => (covers(selection.place ?? '', one) ? [at] : [])))})`;
  const seated = inPlace === null ? null : `dealer in (select no from dealer where ${inPlace})`;
  const line =
    selection.productLineId === null ? null : productLines.findIndex(({ id }) => id === selection.productLineId);
  return {
    scan: all(['true', region, byName, inPlace, line === null ? null : `line = ${line}`]),
    sales: all(['true', region, byName, seated, line === null ? null : `line = ${line}`]),
    document: all(['true', region, byName, seated, line === null ? null : 'false']),
    lead: all(['true', region, inPlace, byName === null && line === null ? null : 'false']),
    agreement: all(['true', byName, seated, line === null ? null : `line in (-1, ${line})`]),
    region: region ?? 'true',
  };
}

/** Asks everything that the three panes show of a selection, but for targets and names. */
export async function askDuckDb(
  db: DuckDBConnection,
  analytics: Analytics,
  selection: Selection,
): Promise<DuckDbAnswers> {
  const where = conditions(analytics, selection);
  const { from, to } = dayRange(selection.period);
  const before = comparedDays(analytics, { from, to });
  const lastMonth = monthOf(to - 1);
  const firstMonth = lastMonth - TREND_MONTHS + 1 - 12;
  const reached = comparedDays(analytics, { from: 0, to: endOfData(analytics) }).to;
  const groupBy = barGroups(analytics, selection).by;
  const inPeriod = (day: string): string => `${day} >= ${from} and ${day} < ${to}`;
  const inBefore = (day: string): string => `${day} >= ${before.from} and ${day} < ${before.to}`;
  const either = (day: string): string => `((${inPeriod(day)}) or (${inBefore(day)}))`;
  const asOf = analytics.lastDay ?? 0;
  const rows = async (sql: string): Promise<readonly Row[]> => {
    const reader = await db.runAndReadAll(sql);
    return reader.getRowObjectsJS() as unknown as readonly Row[];
  };
  return {
    verdicts: await rows(`select verdict, count(*)::double as n from scan where ${inPeriod('day')} and ${where.scan}
      group by verdict`),
    flows: await rows(`select o.dealer, d.city, count(*)::double as scans, count(distinct code)::double as codes,
        count(distinct terminal)::double as terminals, min(day) as first, max(day) as last,
        avg(longitude) as longitude, avg(latitude) as latitude
      from outside o join division d on d.no = o.division
      where ${inPeriod('day')} and ${where.scan} group by o.dealer, d.city
      order by scans desc, o.dealer, d.city`),
    ledger: await rows(`with moved as (
        select e.*, a.code, ${inPeriod('day')} as within from entry e join agreement a on a.no = e.agreement
        where day < ${to} and ${where.region} and a.dealer >= 0 and ${where.agreement})
      select agreement, coalesce(sum(accrued + deducted - settled) filter (where not within), 0)::double as opening,
        coalesce(sum(base) filter (where within), 0)::double as base,
        coalesce(sum(accrued) filter (where within), 0)::double as accrued,
        coalesce(sum(confirmed) filter (where within), 0)::double as confirmed,
        coalesce(sum(settled) filter (where within), 0)::double as settled,
        coalesce(sum(deducted) filter (where within), 0)::double as deducted
      from moved group by agreement, code
      having bool_or(within) or opening <> 0 order by accrued desc, code`),
    sales: await rows(`select
        coalesce(sum(net) filter (where ${inPeriod('day')}), 0)::double as net,
        coalesce(sum(cost) filter (where ${inPeriod('day')}), 0)::double as cost,
        count(distinct dealer) filter (where kind = 0 and ${inPeriod('day')})::double as active,
        coalesce(sum(net) filter (where ${inBefore('day')}), 0)::double as net_before,
        coalesce(sum(cost) filter (where ${inBefore('day')}), 0)::double as cost_before,
        count(distinct dealer) filter (where kind = 0 and ${inBefore('day')})::double as active_before
      from sales where ${either('day')} and ${where.sales}`),
    groups: await rows(`select ${groupBy} as no, coalesce(sum(net) filter (where ${inPeriod('day')}), 0)::double as net,
        coalesce(sum(net) filter (where ${inBefore('day')}), 0)::double as net_before,
        coalesce(sum(net) filter (where sprint and ${inPeriod('day')}), 0)::double as sprint
      from sales where ${either('day')} and ${where.sales} group by ${groupBy}`),
    months: await rows(`select month, sum(net)::double as net,
        coalesce(sum(net) filter (where day < ${reached}), 0)::double as comparable
      from sales where day >= ${firstDayOfMonth(firstMonth)} and day < ${firstDayOfMonth(lastMonth + 1)} and ${where.sales}
      group by month`),
    receipts: await rows(`select coalesce(sum(amount) filter (where ${inPeriod('day')}), 0)::double as now,
        coalesce(sum(amount) filter (where ${inBefore('day')}), 0)::double as before
      from receipt where ${either('day')} and ${where.document}`),
    leads: await rows(`select count(*) filter (where ${inPeriod('received')})::double as mature,
        count(*) filter (where converted - received <= ${LEAD_HORIZON_DAYS} and ${inPeriod('received')})::double as converted
      from lead where received + ${LEAD_HORIZON_DAYS} <= ${asOf} and ${either('received')} and ${where.lead}`),
    won: await rows(`select count(*) filter (where ${inPeriod('won')})::double as n,
        coalesce(sum(won - opened) filter (where ${inPeriod('won')}), 0)::double as days
      from won where ${either('won')} and ${where.document}`),
    approved: await rows(`select count(*) filter (where ${inPeriod('day')})::double as n,
        coalesce(sum(ms) filter (where ${inPeriod('day')}), 0)::double as ms
      from approved where ${either('day')} and ${where.document}`),
  };
}
