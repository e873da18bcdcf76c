import { deepStrictEqual, ok } from 'node:assert';
import type { ContractClient } from '../../../db/contract/index.ts';
import type { Selection } from '../../../db/contract/selection.ts';
import { VERDICT } from '../../../db/domain/diversion/verdict.ts';
import { fromDay } from '../../../db/domain/time/days.ts';
import { firstDayOfMonth } from '../../../db/domain/time/periods.ts';
import { barGroups } from '../../../db/service/bars.ts';
import type { Analytics } from '../../../db/store/analytics.ts';
import type { DuckDbAnswers } from './ask-duckdb.ts';

/** What the three panes ask when a selection changes. */
export async function askProduct(client: ContractClient, selection: Selection) {
  const [overview, ledger, dashboard] = await Promise.all([
    client.diversion.getOverview({ selection }),
    client.rebates.getLedger({ selection }),
    client.performance.getDashboard({ selection }),
  ]);
  return { overview, ledger, dashboard };
}
type Shown = Awaited<ReturnType<typeof askProduct>>;

/** @throws AssertionError when the two disagree on any number */
export function assertEqual(shown: Shown, known: DuckDbAnswers, analytics: Analytics, selection: Selection): void {
  const label = JSON.stringify(selection);
  compareOverview(shown.overview, known, analytics, label);
  compareLedger(shown.ledger, known, analytics, label);
  compareDashboard(shown.dashboard, known, analytics, selection, label);
}

function compareOverview(shown: Shown['overview'], known: DuckDbAnswers, analytics: Analytics, label: string): void {
  const n = (verdict: number) => Number(known.verdicts.find((row) => row.verdict === verdict)?.n ?? 0);
  deepStrictEqual(
    shown.totals,
    {
      scans: known.verdicts.reduce((sum, row) => sum + Number(row.n), 0),
      inside: n(VERDICT.inside),
      outside: n(VERDICT.outside),
      unjudged: n(VERDICT.unjudged),
      unlocated: n(VERDICT.unlocated),
      dealersOutside: new Set(known.flows.map((row) => row.dealer)).size,
    },
    label,
  );
  deepStrictEqual(shown.flows.totalRows, known.flows.length, label);
  shown.flows.rows.forEach((flow, at) => {
    const row = known.flows[at] as DuckDbAnswers['flows'][number];
    deepStrictEqual(
      [flow.dealerId, flow.place, flow.scans, flow.codes, flow.terminals, flow.firstScannedOn, flow.lastScannedOn],
      [
        analytics.dimensions.dealers[Number(row.dealer)]?.id,
        row.city,
        row.scans,
        row.codes,
        row.terminals,
        fromDay(Number(row.first)),
        fromDay(Number(row.last)),
      ],
      label,
    );
    ok(
      Math.abs(flow.to[0] - Number(row.longitude)) < 1e-9 && Math.abs(flow.to[1] - Number(row.latitude)) < 1e-9,
      label,
    );
  });
}

function compareLedger(shown: Shown['ledger'], known: DuckDbAnswers, analytics: Analytics, label: string): void {
  deepStrictEqual(
    shown.ledger.rows.map((row) => [
      row.agreementId,
      row.openingFen,
      row.baseFen,
      row.accruedFen,
      row.confirmedFen,
      row.settledFen,
      row.deductedFen,
    ]),
    known.ledger.map((row) => [
      analytics.dimensions.agreements[Number(row.agreement)]?.id,
      row.opening,
      row.base,
      row.accrued,
      row.confirmed,
      row.settled,
      row.deducted,
    ]),
    label,
  );
}

function compareDashboard(
  shown: Shown['dashboard'],
  known: DuckDbAnswers,
  analytics: Analytics,
  selection: Selection,
  label: string,
): void {
  const [sales, receipts, leads, won, approved] = [
    known.sales[0],
    known.receipts[0],
    known.leads[0],
    known.won[0],
    known.approved[0],
  ];
  const kpi = (key: string) => shown.kpis.find((one) => one.key === key);
  const byLine = selection.productLineId !== null;
  deepStrictEqual(
    {
      net: [kpi('net_sales')?.value, kpi('net_sales')?.previousYear],
      active: [kpi('active_dealers')?.value, kpi('active_dealers')?.previousYear],
      margin: kpi('gross_margin')?.numerator ?? 0,
      collection: [kpi('collection')?.value, kpi('collection')?.previousYear],
      leads: [kpi('lead_conversion')?.numerator, kpi('lead_conversion')?.denominator],
      won: [kpi('sales_cycle')?.numerator ?? 0, kpi('sales_cycle')?.denominator ?? 0],
      approved: kpi('contract_approval')?.denominator ?? 0,
    },
    {
      net: [sales?.net, sales?.net_before],
      active: [sales?.active, sales?.active_before],
      margin: Number(sales?.net) - Number(sales?.cost),
      collection: byLine ? [null, null] : [receipts?.now, receipts?.before],
      leads: [leads?.converted, leads?.mature],
      won: [Number(won?.days) * 1000, won?.n],
      approved: approved?.n,
    },
    label,
  );
  const groups = new Map(known.groups.map((row) => [row.no, row]));
  const bars = barGroups(analytics, selection).bars.map(({ members }) => {
    const sum = (column: string) => members.reduce((total, no) => total + Number(groups.get(no)?.[column] ?? 0), 0);
    return [sum('net'), sum('net_before')] as const;
  });
  const expected = bars.filter(([net, before]) => net !== 0 || before !== 0).sort(([a], [b]) => b - a);
  deepStrictEqual(shown.bars.totalRows, expected.length, label);
  const net = (list: readonly (readonly [number, number])[]) => list.map(([value]) => value);
  deepStrictEqual(
    net(shown.bars.rows.map((bar) => [bar.netFen, bar.previousYearFen])),
    net(expected.slice(0, shown.bars.rows.length)),
    label,
  );
  const months = new Map(known.months.map((row) => [fromDay(firstDayOfMonth(Number(row.month))), row]));
  const yearBack = (month: string) => `${Number(month.slice(0, 4)) - 1}${month.slice(4)}`;
  deepStrictEqual(
    shown.trend.map(({ month, netFen, previousYearFen }) => [month, netFen, previousYearFen]),
    shown.trend.map(({ month }) => [
      month,
      Number(months.get(month)?.net ?? 0),
      Number(months.get(yearBack(month))?.comparable ?? 0),
    ]),
    label,
  );
}
