import type { z } from 'zod';
import type {
  ReplayedUnit,
  TerritoryCheck,
  TerritoryDraft,
  TerritoryReplayAnswer,
} from '../contract/diversion-territory.ts';
import { AppError } from '../contract/errors.ts';
import type { DetectedUnit } from '../domain/diversion/schema/detect.ts';
import type { Checked, CheckFacts, Draft } from '../domain/diversion/territory/check.ts';
import { isInForce } from '../domain/diversion/territory/dates.ts';
import type { TerritoryReplay } from '../domain/diversion/territory/replay.ts';
import { mayPropose } from '../domain/ledger/roles.ts';
import { dayOfInstant, fromDay } from '../domain/time/days.ts';
import { readProductLines } from '../store/directory.ts';
import {
  readDeskDealers,
  readLineTerritories,
  readOpenTerminals,
  readRegionDivisions,
  type StoredVersion,
} from '../store/territories.ts';
import type { AlertsTask } from './alerts-source.ts';
import { follow } from './follow.ts';
import type { FeatureHandlers } from './handlers.ts';
import { authorityOf } from './ledger.ts';
import { asOfOf, cut, readReplica, type ServiceParts } from './parts.ts';
import { answerInThread } from './thread.ts';

const OTHERS_LIMIT = 300;
const OVERLAPS_LIMIT = 200;
const GAPS_LIMIT = 500;
const ORPHANS_LIMIT = 500;
const UNITS_LIMIT = 200;

/** What the thread is started with. */
export type TerritoryTask =
  | { readonly what: 'check'; readonly mapFolder: string; readonly draft: Draft; readonly facts: CheckFacts }
  | ({ readonly what: 'replay'; readonly draft: TerritoryDraft } & AlertsTask);
type Progress = Omit<Extract<TerritoryReplayAnswer, { state: 'working' }>, 'state'>;

const WORKER = new URL('./territory-worker.ts', import.meta.url);

const today = (): string => fromDay(dayOfInstant(new Date().toISOString()));
const newFirst = (a: { readonly isNew: boolean }, b: { readonly isNew: boolean }): number =>
  Number(b.isNew) - Number(a.isNew);

type Handlers = FeatureHandlers<'diversion'>;

/** The territory designer: what is there, what a draft would mean, what it would have meant. */
export function diversionTerritoryService(
  parts: ServiceParts,
): Pick<Handlers, 'getTerritoryDesk' | 'getTerritoryVersions' | 'checkTerritory' | 'replayTerritory'> {
  return {
    getTerritoryDesk() {
      const day = today();
      const isSomebody = parts.store.device.read()?.person != null;
      const authority = isSomebody ? authorityOf(parts) : null;
      return readReplica(parts, (replica) => ({
        today: day,
        dealers: readDeskDealers(replica, day).map(({ productLineIds, regionId, ...dealer }) => ({
          ...dealer,
          regionId,
          mayPropose: authority !== null && mayPropose(authority.rolesOver(regionId), 'territory'),
          productLineIds: [...productLineIds],
        })),
        productLines: readProductLines(replica).map(({ id, name, name_en }) => ({ id, name, nameEn: name_en })),
      }));
    },

    getTerritoryVersions({ dealerId, productLineId, day }) {
      const all = readReplica(parts, (replica) => readLineTerritories(replica, productLineId));
      const told = ({ adcodes, ...version }: StoredVersion) => ({ ...version, adcodes: [...adcodes] });
      const isTheirs = (one: StoredVersion): boolean => one.dealerId !== dealerId && isInForce(one, day);
      return {
        versions: all.filter((one) => one.dealerId === dealerId).map(told),
        others: cut(all.filter(isTheirs).map(told), OTHERS_LIMIT),
      };
    },

    checkTerritory: (draft, { signal }) => checkTerritory(parts, draft, signal),

    replayTerritory: (draft, { signal }) => replayTerritory(parts, draft, signal),
  };
}

async function checkTerritory(
  parts: ServiceParts,
  { dealerId, productLineId, validFrom, adcodes, polygons }: TerritoryDraft,
  signal: AbortSignal,
): Promise<TerritoryCheck> {
  const day = today();
  const { territories, regionAdcodes, terminals } = readReplica(parts, (replica) => {
    const dealer = readDeskDealers(replica, day).find(({ id }) => id === dealerId);
    if (dealer === undefined) throw new AppError('not_found');
    return {
      territories: readLineTerritories(replica, productLineId),
      regionAdcodes: readRegionDivisions(replica, dealer.regionId),
      terminals: readOpenTerminals(replica, validFrom),
    };
  });
  const task: TerritoryTask = {
    what: 'check',
    mapFolder: parts.mapFolder,
    draft: { dealer: dealerId, validFrom, adcodes, polygons },
    facts: {
      today: day,
      regionAdcodes,
      terminals: terminals.map(({ id, longitude, latitude }) => ({ id, longitude, latitude })),
      territories: territories.map(({ dealerId: dealer, polygons: coordinates, ...version }) => ({
        ...version,
        dealer,
        polygons: coordinates.length === 0 ? null : { type: 'MultiPolygon', coordinates },
      })),
    },
  };
  const { findings, unknownAdcodes, drawn, ...checked } = await answerInThread<never, Checked>(
    WORKER,
    task,
    () => undefined,
    signal,
  );
  const dealerNames = new Map(territories.map((version) => [version.dealerId, version.dealerName]));
  const terminalOf = new Map(terminals.map((terminal) => [terminal.id, terminal]));
  return {
    ...checked,
    unknownAdcodes: [...unknownAdcodes],
    drawn: drawn.map(({ at, ...fault }) => ({ ...fault, at: [...at] })),
    findings: findings && {
      overlaps: cut(
        findings.overlaps
          .map(({ dealer, edges, box, ...overlap }) => ({
            ...overlap,
            ...{ dealerId: dealer, dealerName: dealerNames.get(dealer) ?? '' },
            ...{ adcodes: [...overlap.adcodes], edges: [...edges], box: [...box] as [number, number, number, number] },
          }))
          .sort(newFirst),
        OVERLAPS_LIMIT,
      ),
      gaps: cut(
        findings.gaps
          .map(({ edges, box, ...gap }) => ({
            ...gap,
            ...{ edges: [...edges], box: [...box] as [number, number, number, number] },
          }))
          .sort(newFirst),
        GAPS_LIMIT,
      ),
      orphans: cut(
        findings.orphans
          .flatMap(({ id, isNew }) => {
            const terminal = terminalOf.get(id);
            if (terminal === undefined) return [];
            const { code, name, longitude, latitude } = terminal;
            return { id, code, name, at: [longitude, latitude] as [number, number], isNew };
          })
          .sort(newFirst),
        ORPHANS_LIMIT,
      ),
    },
  };
}

async function* replayTerritory(
  parts: ServiceParts,
  draft: TerritoryDraft,
  signal: AbortSignal,
): AsyncGenerator<TerritoryReplayAnswer> {
  const analytics = await parts.analytics.current();
  const task: TerritoryTask = {
    what: 'replay',
    draft,
    replicaFile: parts.store.replicaFile,
    key: parts.store.keys.replica,
    mapFolder: parts.mapFolder,
  };
  const steps = follow<Progress, TerritoryReplay>((tell, stop) => answerInThread(WORKER, task, tell, stop), signal);
  let step = await steps.next();
  for (; step.done !== true; step = await steps.next()) yield { state: 'working', ...step.value };
  const { appear, vanish, flows, before, after, intoTerritory, outOfTerritory } = step.value;
  const { dealers, productLines } = analytics.dimensions;
  const dealerNames = new Map(dealers.map(({ id, name }) => [id, name]));
  const lineNames = new Map(productLines.map(({ id, name }) => [id, name]));
  const told = (unit: DetectedUnit): z.input<typeof ReplayedUnit> => ({
    tier: unit.tier === 'case' ? 'case' : 'alert',
    dealerName: dealerNames.get(unit.dealer) ?? '',
    productLineName: lineNames.get(unit.productLine ?? '') ?? null,
    city: unit.city,
    cityName: unit.cityName,
    codes: unit.codes.length,
    scans: unit.scans.length,
    firstScannedOn: unit.firstScannedOn,
    lastScannedOn: unit.lastScannedOn,
  });
  yield {
    state: 'ready',
    asOf: asOfOf(parts, analytics),
    before,
    after,
    appear: cut(appear.map(told), UNITS_LIMIT),
    vanish: cut(vanish.map(told), UNITS_LIMIT),
    intoTerritory,
    outOfTerritory,
    flows: cut([...flows], UNITS_LIMIT),
  };
}
