import { expect } from 'vitest';
import type { Selection } from '../../../db/contract/selection.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import type { ServiceHandlers } from '../../../db/service/handlers.ts';
import { addMonths, DashboardOracle } from './dashboard.ts';
import type { OracleGeography } from './geography.ts';
import { ledgerAtHeadOffice } from './ledger.ts';
import { overviewAtHeadOffice } from './overview.ts';

type Handlers = Pick<ServiceHandlers, 'diversion' | 'rebates' | 'performance'>;

/** Rows of the ledger whose postings are asked for, too. */
const EXPLAINED = 10;

const context = { signal: new AbortController().signal };
const byText =
  <Row>(key: (row: Row) => string) =>
  (a: Row, b: Row) =>
    key(a) < key(b) ? -1 : 1;

/** Every number of the map pane; gives the totals. */
export async function compareOverview(
  handlers: Handlers,
  database: HeadOfficeDatabase,
  geography: OracleGeography,
  selection: Selection,
) {
  const shown = await handlers.diversion.getOverview({ selection }, context);
  const known = await overviewAtHeadOffice(database, geography, selection);
  expect(shown.totals).toEqual(known.totals);
  expect(shown.flows.totalRows).toBe(known.flows.length);
  const key = (flow: { dealerId: string; place: string }) => `${flow.dealerId}/${flow.place}`;
  const flows = new Map(known.flows.map((flow) => [key(flow), flow]));
  for (const flow of shown.flows.rows) {
    const { dealerId, place, scans, codes, terminals, firstScannedOn, lastScannedOn } = flow;
    const { to, ...figures } = flows.get(key(flow))!;
    expect({ dealerId, place, scans, codes, terminals, firstScannedOn, lastScannedOn }).toEqual(figures);
    expect(flow.to[0]).toBeCloseTo(to[0], 9);
    expect(flow.to[1]).toBeCloseTo(to[1], 9);
    if (flow.from !== null) expect(Math.abs(flow.distanceM! - byAngle(flow.from, to))).toBeLessThan(2);
  }
  return known.totals;
}

/**
 * What became of every flow and every city from the period before; gives how many flows were new, gone and between. The
 * period before is as many months where the period is whole months, else as many days, and not one that still runs.
 */
export async function compareComparison(
  handlers: Handlers,
  database: HeadOfficeDatabase,
  geography: OracleGeography,
  selection: Selection,
) {
  const shown = await handlers.diversion.getComparison({ selection, with: 'before' }, context);
  const side = async (period: Selection['period']) =>
    overviewAtHeadOffice(database, geography, { ...selection, period });
  const [now, other] = [await side(shown.now.period), await side(shown.other.period)];
  expect([shown.now.scans, shown.now.outside]).toEqual([now.totals.scans, now.totals.outside]);
  expect([shown.other.scans, shown.other.outside]).toEqual([other.totals.scans, other.totals.outside]);
  type Sums = Map<string, [number, number]>;
  const flows: Sums = new Map();
  const places: Sums = new Map();
  for (const [n, { flows: list }] of [now, other].entries()) {
    for (const { dealerId, place, codes } of list) {
      for (const [sums, key] of [[flows, `${dealerId}/${place}`], [places, place]] as const) {
        const sum = sums.get(key) ?? [0, 0];
        sum[n as 0 | 1] += codes;
        sums.set(key, sum);
      }
    }
  } // biome-ignore format: two sums
  expect(shown.flows.totalRows).toBe(flows.size);
  expect(Object.values(shown.flowsOf).reduce((sum, one) => sum + one, 0)).toBe(flows.size);
  for (const row of shown.flows.rows) expect(flows.get(`${row.dealerId}/${row.place}`)).toEqual([row.now, row.other]);
  expect(new Map(shown.places.map((one) => [one.place, [one.now, one.other]]))).toEqual(places);
  expect(shown.flowsOf.new).toBe([...flows.values()].filter(([, before]) => before === 0).length);
  expect(shown.flowsOf.gone).toBe([...flows.values()].filter(([after]) => after === 0).length);
  return {
    fresh: shown.flowsOf.new,
    gone: shown.flowsOf.gone,
    both: flows.size - shown.flowsOf.new - shown.flowsOf.gone,
  };
}

/** Great-circle distance by the angle between two vectors, metres. */
function byAngle(from: readonly [number, number], to: readonly [number, number]): number {
  const vector = ([longitude, latitude]: readonly [number, number]) => {
    const [a, b] = [(longitude * Math.PI) / 180, (latitude * Math.PI) / 180];
    return [Math.cos(b) * Math.cos(a), Math.cos(b) * Math.sin(a), Math.sin(b)] as const;
  };
  const [u, v] = [vector(from), vector(to)];
  const cross = Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]);
  return 6_371_008.8 * Math.atan2(cross, u[0] * v[0] + u[1] * v[1] + u[2] * v[2]);
}

/** Every number of the ledger pane; gives the totals. */
export async function compareLedger(handlers: Handlers, database: HeadOfficeDatabase, selection: Selection) {
  const { totals, ledger } = await handlers.rebates.getLedger({ selection }, context);
  const known = (await ledgerAtHeadOffice(database, selection)).sort(byText((row) => row.agreementId));
  const shown = ledger.rows.map(
    ({ agreementId, openingFen, baseFen, accruedFen, confirmedFen, settledFen, deductedFen }) => ({
      agreementId,
      openingFen,
      baseFen,
      accruedFen,
      confirmedFen,
      settledFen,
      deductedFen,
    }),
  );
  expect(shown.sort(byText((row) => row.agreementId))).toEqual(known);
  const total = (pick: (row: (typeof known)[number]) => number) => known.reduce((sum, row) => sum + pick(row), 0);
  expect(totals).toMatchObject({
    agreements: known.length,
    baseFen: total((row) => row.baseFen),
    accruedFen: total((row) => row.accruedFen),
    confirmedFen: total((row) => row.confirmedFen),
    settledFen: total((row) => row.settledFen),
    deductedFen: total((row) => row.deductedFen),
    balanceFen: total((row) => row.openingFen + row.accruedFen + row.deductedFen - row.settledFen),
  });
  for (const row of ledger.rows.slice(0, EXPLAINED)) {
    const why = await handlers.rebates.explain({ selection, agreementId: row.agreementId }, context);
    expect(why.row).toEqual(row);
    const moved = why.legs.rows.reduce(
      (sum, leg) => sum + (leg.accountCode === 'rebate_expense' ? leg.debitFen - leg.creditFen : 0),
      0,
    );
    if (!why.legs.truncated) expect(moved).toBe(row.accruedFen + row.deductedFen);
  }
  return totals;
}

const ppm = (numerator: number, denominator: number | null) =>
  denominator === null || denominator <= 0
    ? null
    : Math.sign(numerator) * Math.floor((2_000_000 * Math.abs(numerator) + denominator) / (2 * denominator)) || 0;

/** Every number of the dashboard pane; gives the net sales. */
export async function compareDashboard(handlers: Handlers, database: HeadOfficeDatabase, selection: Selection) {
  const shown = await handlers.performance.getDashboard({ selection }, context);
  const oracle = await DashboardOracle.of(database, selection);
  const compared = await oracle.compared();
  const whole = await oracle.wholeMonths();

  const attainment = async (months: readonly string[]) => {
    let [net, target] = [0, null as number | null];
    for (const month of months) {
      const stated = await oracle.target(month);
      if (stated === null) continue;
      target = (target ?? 0) + stated;
      net += (await oracle.sales({ from: month, to: addMonths(month, 1) })).netFen;
    }
    return ppm(net, target);
  };
  const figures = async (range: { from: string; to: string }, months: readonly string[]) => {
    const { netFen, costFen, activeDealers } = await oracle.sales(range);
    return {
      net_sales: netFen,
      target_attainment: await attainment(months),
      collection: await oracle.receipts(range),
      gross_margin: costFen === 0 ? null : ppm(netFen - costFen, netFen),
      lead_conversion: await oracle.leadConversion(range),
      sales_cycle: await oracle.salesCycle(range),
      contract_approval: await oracle.contractApproval(range),
      active_dealers: activeDealers,
    };
  };
  const values = (pick: 'value' | 'previousYear') => Object.fromEntries(shown.kpis.map((kpi) => [kpi.key, kpi[pick]]));
  expect(values('value')).toEqual(await figures(selection.period, whole));
  expect(values('previousYear')).toEqual(
    await figures(
      compared,
      whole.map((month) => addMonths(month, -12)),
    ),
  );

  for (const point of shown.trend) {
    const month = { from: point.month, to: addMonths(point.month, 1) };
    const yearAgo = await new DashboardOracle(database, { ...selection, period: month }, oracle.asOf()).compared();
    expect(point).toEqual({
      month: point.month,
      netFen: (await oracle.sales(month)).netFen,
      targetFen: await oracle.target(point.month),
      previousYearFen: (await oracle.sales(yearAgo)).netFen,
    });
  }
  await compareBars(oracle, shown.bars.rows, selection, compared, whole);
  return values('value').net_sales ?? 0;
}

type Bars = Awaited<ReturnType<Handlers['performance']['getDashboard']>>['bars']['rows'];

async function compareBars(
  oracle: DashboardOracle,
  bars: Bars,
  selection: Selection,
  compared: { from: string; to: string },
  whole: readonly string[],
): Promise<void> {
  const months: string[] = [];
  for (const month of whole) if ((await oracle.target(month)) !== null) months.push(month);
  const group = bars[0]?.kind === 'region' ? 'region_id' : 'dealer_id';
  const now = await oracle.salesBy(group, selection.period);
  const then = await oracle.salesBy(group, compared);
  for (const bar of bars) {
    const below = bar.kind === 'dealer' ? [bar.id] : await oracle.subtree(bar.id);
    // The bar of the region itself stands beside its children's and shows only what belongs to it directly.
    const members = below.some((id) => id !== bar.id && bars.some((one) => one.id === id)) ? [bar.id] : below;
    const sum = (of: typeof now, pick: 'netFen' | 'sprintFen') =>
      members.reduce((total, id) => total + (of.get(id)?.[pick] ?? 0), 0);
    expect(bar).toMatchObject({
      netFen: sum(now, 'netFen'),
      previousYearFen: sum(then, 'netFen'),
      sprintPpm: ppm(sum(now, 'sprintFen'), sum(now, 'netFen')),
    });
    // A target speaks of all products and, for a region, of all its dealers and everything below it.
    const isPartial =
      selection.productLineId !== null || (bar.kind === 'region' && (selection.place !== null || members !== below));
    let target: number | null = null;
    for (const month of isPartial ? [] : months) {
      const stated = await (bar.kind === 'dealer'
        ? oracle.dealerTarget(bar.id, month)
        : oracle.regionTarget(bar.id, month));
      if (stated !== null) target = (target ?? 0) + stated;
    }
    expect(bar.targetFen).toBe(target);
  }
}
