import type { Flow } from '../contract/diversion.ts';
import { AppError } from '../contract/errors.ts';
import type { Selection } from '../contract/selection.ts';
import { distanceM } from '../domain/diversion/distance.ts';
import { VERDICT } from '../domain/diversion/verdict.ts';
import { fromDay } from '../domain/time/days.ts';
import type { Analytics } from '../store/analytics.ts';
import { makeFilter } from '../store/analytics-filter.ts';
import {
  countByDay,
  countVerdicts,
  type FlowSums,
  newestScans,
  readTerritories,
  sumFlows,
} from '../store/diversion.ts';
import { codeLife } from './code-life.ts';
import { watchAlerts } from './diversion-alerts.ts';
import { diversionCasesService } from './diversion-cases.ts';
import { comparison } from './diversion-compare.ts';
import { caseDeduction } from './diversion-deduction.ts';
import { runDrill } from './diversion-drill.ts';
import { diversionImportsService } from './diversion-imports.ts';
import { packContent, packSheet } from './diversion-pack.ts';
import { diversionParametersService } from './diversion-parameters.ts';
import { diversionTerritoryService } from './diversion-territory.ts';
import type { FeatureHandlers } from './handlers.ts';
import { asOfOf, breathe, cut, readReplica, type ServiceParts } from './parts.ts';
import { readScans } from './scan-rows.ts';
import { createTiles } from './tiles.ts';

const FLOWS_LIMIT = 200;
const TERRITORY_DEALERS = 200;

export function diversionService(parts: ServiceParts): FeatureHandlers<'diversion'> {
  const getTile = createTiles();
  return {
    ...diversionCasesService(parts),
    ...diversionImportsService(parts),
    ...diversionParametersService(parts),
    ...diversionTerritoryService(parts),

    async getOverview({ selection }, { signal }) {
      const analytics = await parts.analytics.current();
      const filter = makeFilter(analytics, selection);
      const counts = countVerdicts(analytics, filter);
      await breathe(signal);
      const flows = sumFlows(analytics, filter);
      const count = (verdict: number) => counts[verdict] as number;
      return {
        asOf: asOfOf(parts, analytics),
        totals: {
          scans: counts.reduce((sum, one) => sum + one, 0),
          inside: count(VERDICT.inside),
          outside: count(VERDICT.outside),
          unjudged: count(VERDICT.unjudged),
          unlocated: count(VERDICT.unlocated),
          dealersOutside: new Set(flows.map((flow) => flow.dealer)).size,
        },
        flows: cut(
          flows.slice(0, FLOWS_LIMIT).map((flow) => flowRow(analytics, flow)),
          FLOWS_LIMIT,
          flows.length,
        ),
      };
    },

    async getTile({ selection, z, x, y }, { signal }) {
      const analytics = await parts.analytics.current();
      await breathe(signal);
      return getTile(analytics, selection, { z, x, y });
    },

    async getTerritories({ selection }) {
      const analytics = await parts.analytics.current();
      const dealerIds = dealersOf(analytics, selection);
      const day = fromDay(makeFilter(analytics, selection).period.to - 1);
      const rows = readReplica(parts, (replica) =>
        readTerritories(replica, dealerIds.slice(0, TERRITORY_DEALERS), selection.productLineId, day),
      );
      return {
        territories: rows.map((row) => ({
          dealerId: row.dealer_id,
          productLineId: row.product_line_id,
          adcodes: JSON.parse(row.adcodes) as string[],
          validity: { from: row.valid_from, to: row.valid_to },
        })),
        truncated: dealerIds.length > TERRITORY_DEALERS,
      };
    },

    async listScans({ selection, verdict, limit }) {
      const analytics = await parts.analytics.current();
      const wanted = verdict === null ? null : VERDICT[verdict];
      const { positions, total } = newestScans(analytics, makeFilter(analytics, selection), wanted, limit);
      return {
        asOf: asOfOf(parts, analytics),
        scans: cut(readScans(parts, analytics, positions), limit, total),
      };
    },

    getComparison: ({ selection, with: how }, { signal }) => comparison(parts, selection, how, signal),

    getAlerts: ({ selection }, { signal }) => watchAlerts(parts, selection, signal),

    runDrill: (drill, { signal }) => runDrill(parts, drill, signal),

    getDeduction: ({ caseId }, { signal }) => caseDeduction(parts, caseId, signal),

    getPack: ({ caseId }, { signal }) => packContent(parts, caseId, signal),

    makePack: ({ caseId }, { signal }) => packSheet(parts, caseId, signal),

    getCodeLife: ({ code }) => codeLife(parts, code),

    async getTimeline({ selection }) {
      const analytics = await parts.analytics.current();
      const filter = makeFilter(analytics, selection);
      // Days without data at either end of a long period are left out: they would all be zero.
      const from = Math.max(filter.period.from, analytics.firstDay ?? 0);
      const to = Math.min(filter.period.to, (analytics.lastDay ?? -1) + 1);
      const { scans, outside } = countByDay(analytics, filter, from, to);
      const days = Array.from(scans, (count, index) => ({
        day: fromDay(from + index),
        scans: count,
        outside: outside[index] as number,
      }));
      return { days, range: selection.period };
    },
  };
}

/** The dealers a selection is about: by name, by seat, or all who ever sold in its regions. */
function dealersOf(analytics: Analytics, selection: Selection): string[] {
  const filter = makeFilter(analytics, selection);
  const { dealers } = analytics.dimensions;
  const { salesLines } = analytics;
  const inRegion = new Uint8Array(dealers.length);
  for (let at = 0; at < salesLines.length; at++) {
    if (filter.region[salesLines.region[at] as number] === 1) inRegion[salesLines.dealer[at] as number] = 1;
  }
  return dealers.filter((_, index) => filter.seatedDealer[index] === 1 && inRegion[index] === 1).map(({ id }) => id);
}

function flowRow(analytics: Analytics, flow: FlowSums): Flow {
  const dealer = analytics.dimensions.dealers[flow.dealer];
  if (dealer === undefined) throw new AppError('internal');
  const to: [number, number] = [flow.longitude, flow.latitude];
  const from: [number, number] | null =
    dealer.longitude === null || dealer.latitude === null ? null : [dealer.longitude, dealer.latitude];
  return {
    dealerId: dealer.id,
    dealerName: dealer.name,
    place: flow.city,
    placeName: flow.cityName,
    scans: flow.scans,
    codes: flow.codes,
    terminals: flow.terminals,
    firstScannedOn: fromDay(flow.firstDay),
    lastScannedOn: fromDay(flow.lastDay),
    distanceM: from === null ? null : Math.round(distanceM(from, to)),
    from,
    to,
  };
}
