import type Database from 'better-sqlite3';
import { v7 as uuid } from 'uuid';
import type {
  ParametersAnswer,
  ParameterVersionRow,
  ReplayAnswer,
  ReplayedCase,
} from '../contract/diversion-parameters.ts';
import { AppError } from '../contract/errors.ts';
import type { Replayed } from '../domain/diversion/parameters/replay.ts';
import { changeFaults, isEmptyChange, tuningRefusal } from '../domain/diversion/parameters/setting.ts';
import { PARAMETER_NAMES } from '../domain/diversion/parameters/tuning.ts';
import {
  BASE_ROLES,
  type SeenReplay,
  TUNING_COMMANDS,
  TUNING_ROLES,
  type Tuning,
} from '../domain/diversion/schema/tuning.ts';
import { dayOfInstant, fromDay } from '../domain/time/days.ts';
import { readDetectorSettings, readTunings, type StoredTuning } from '../store/detector-tuning.ts';
import { readGrants, readRegions, type StoredRegion } from '../store/directory.ts';
import { JsonText } from '../store/outbox.ts';
import type { AlertsTask } from './alerts-source.ts';
import { follow } from './follow.ts';
import type { FeatureHandlers } from './handlers.ts';
import { cut, readReplica, type ServiceParts } from './parts.ts';
import { answerInThread, type ThreadMessage } from './thread.ts';

const KIND = 'detector.tune';
const HISTORY_LIMIT = 50;
const CASES_LIMIT = 200;
/** Replays that can still be saved: the newest ones. */
const REPLAYS_KEPT = 20;

type Names = 'getParameters' | 'replayParameters' | 'saveParameters';
type Wanted = Pick<Tuning, 'regionId' | 'change' | 'bounds'>;
type Progress = Omit<Extract<ReplayAnswer, { state: 'working' }>, 'state'>;
type Found = Pick<Replayed, 'before' | 'after' | 'gained' | 'lost'> &
  Omit<SeenReplay, 'gained' | 'lost'> & { readonly versionBefore: string | null };

/** What the replaying thread is started with. */
export interface ReplayTask extends AlertsTask, Wanted {}
export type ReplayMessage = ThreadMessage<Progress, Found>;
const WORKER = new URL('./replay-worker.ts', import.meta.url);

/** Parameters of the detector as head office has them; changes are tried here, and go out through the outbox. */
export function diversionParametersService(parts: ServiceParts): Pick<FeatureHandlers<'diversion'>, Names> {
  const { store, engine } = parts;
  const replays = new Map<string, Omit<Tuning, 'versionId' | 'reason'>>();
  return {
    async getParameters({ regionId }) {
      return readReplica(parts, (replica) => answerOf(parts, replica, regionId));
    },

    async *replayParameters(wanted, { signal }) {
      const path = readReplica(parts, (replica) => readDetectorSettings(replica).pathOf(wanted.regionId));
      const [fault] = changeFaults(path, wanted.change, wanted.bounds);
      if (fault !== undefined) throw new AppError('input_invalid', { field: fault.name });
      const analytics = await parts.analytics.current();
      const { replicaFile, keys } = store;
      const task: ReplayTask = { replicaFile, key: keys.replica, mapFolder: parts.mapFolder, ...wanted };
      const steps = follow<Progress, Found>((tell, stop) => answerInThread(WORKER, task, tell, stop), signal);
      let step = await steps.next();
      for (; step.done !== true; step = await steps.next()) yield { state: 'working', ...step.value };
      const { versionBefore, gained, lost, ...seen } = step.value;
      const replayId = uuid();
      replays.set(replayId, {
        ...wanted,
        after: versionBefore,
        replay: { ...seen, gained: gained.length, lost: lost.length },
      });
      for (const old of [...replays.keys()].slice(0, -REPLAYS_KEPT)) replays.delete(old);
      const { dealers, productLines } = analytics.dimensions;
      const nameIn = (rows: readonly { readonly id: string; readonly name: string }[]) =>
        new Map(rows.map(({ id, name }) => [id, name]));
      const told = namer(nameIn(dealers), nameIn(productLines));
      const { scans, lastScanOn, before, after } = seen;
      const cases = { gained: cut(gained.map(told), CASES_LIMIT), lost: cut(lost.map(told), CASES_LIMIT) };
      const budget = { before: seen.from.alertBudget, after: seen.to.alertBudget };
      yield { state: 'ready', replayId, scans, lastScanOn, budget, before, after, ...cases };
    },

    async saveParameters({ versionId, replayId, reason }) {
      const replayed = replays.get(replayId);
      if (replayed === undefined) throw new AppError('not_found');
      const { path, mayChange } = readReplica(parts, (replica) => ({
        path: readDetectorSettings(replica).pathOf(replayed.regionId),
        mayChange: changeable(parts, replica).has(replayed.regionId),
      }));
      if (!mayChange) throw new AppError('forbidden');
      if (tuningRefusal(path, replayed) !== null) throw new AppError('not_found');
      const payload = TUNING_COMMANDS[KIND].parse({ ...replayed, versionId, reason });
      const saved = store.outbox.enqueue({ kind: KIND, version: 1, payload: new JsonText(JSON.stringify(payload)) });
      engine.commandsWaiting();
      replays.delete(replayId);
      return { commandId: saved.id };
    },
  };
}

const namer =
  (dealers: ReadonlyMap<string, string>, lines: ReadonlyMap<string, string>) =>
  ({
    dealer,
    productLine,
    city,
    cityName,
    codes,
    lots,
    score,
    firstAlertOn,
  }: Found['gained'][number]): ReplayedCase => ({
    dealerId: dealer,
    dealerName: dealers.get(dealer) ?? '',
    productLineName: lines.get(productLine ?? '') ?? null,
    city,
    cityName,
    codes: codes.length,
    lots,
    score,
    firstAlertOn,
  });

/** Regions that the person of this laptop sees, and of them those whose parameters he may change today. */
function grantedRegions(parts: ServiceParts, replica: Database.Database) {
  const person = parts.store.device.read()?.person ?? null;
  const today = fromDay(dayOfInstant(new Date().toISOString()));
  const grants = person === null ? [] : readGrants(replica, person.id, today);
  const regions = readRegions(replica);
  const roles = new Map<string, Set<string>>();
  // Parents come before children, so what holds above is there already.
  for (const { id, parent_id: parent } of regions) {
    const own = grants.filter(({ region_id }) => region_id === id).map(({ role }) => role);
    roles.set(id, new Set([...(roles.get(parent ?? '') ?? []), ...own]));
  }
  return { regions, roles };
}

const mayChangeHere = ({ parent_id }: StoredRegion, roles: ReadonlySet<string> | undefined): boolean =>
  (parent_id === null ? BASE_ROLES : TUNING_ROLES).some((role) => roles?.has(role) === true);

function changeable(parts: ServiceParts, replica: Database.Database): ReadonlySet<string> {
  const { regions, roles } = grantedRegions(parts, replica);
  return new Set(regions.filter((region) => mayChangeHere(region, roles.get(region.id))).map(({ id }) => id));
}

function answerOf(parts: ServiceParts, replica: Database.Database, asked: string | null): ParametersAnswer {
  const { regions, roles } = grantedRegions(parts, replica);
  const settings = readDetectorSettings(replica);
  const tunings = readTunings(replica);
  const shown = inTree(regions).filter(({ id, parent_id }) => parent_id === null || (roles.get(id)?.size ?? 0) > 0);
  const isChangeable = (region: StoredRegion): boolean => mayChangeHere(region, roles.get(region.id));
  const region = asked === null ? (shown.find(isChangeable) ?? shown[0]) : shown.find(({ id }) => id === asked);
  if (region === undefined) throw new AppError('not_found');
  const path = settings.pathOf(region.id);
  const { base, bounds, inForce, tunedAt } = settings.of(region.id);
  const own = tunings.filter(({ regionId }) => regionId === region.id);
  const depths = new Map<string, number>();
  for (const { id, parent_id } of shown) depths.set(id, (depths.get(parent_id ?? '') ?? -1) + 1);
  return {
    regionId: region.id,
    regionName: region.name,
    isHeadOffice: region.parent_id === null,
    mayChange: isChangeable(region),
    regions: shown.map((one) => ({
      id: one.id,
      name: one.name,
      depth: depths.get(one.id) ?? 0,
      isTuned: !isEmptyChange(settings.pathOf(one.id)[0]?.version?.change ?? {}),
      mayChange: isChangeable(one),
    })),
    base,
    bounds,
    inForce,
    change: path[0]?.version?.change ?? {},
    tunedAtName: regions.find(({ id }) => id === tunedAt)?.name ?? null,
    pending: pendingOf(parts, region.id, own),
    history: cut(
      own.map((one, at) => versionRow(one, own[at + 1])),
      HISTORY_LIMIT,
    ),
  };
}

/** Regions with what belongs to each right behind it. */
function inTree(regions: readonly StoredRegion[]): StoredRegion[] {
  const below = (parent: string | null): StoredRegion[] =>
    regions.filter(({ parent_id }) => parent_id === parent).flatMap((one) => [one, ...below(one.id)]);
  return below(null);
}

/** The newest change of a region that only this laptop knows; a refusal is told until a later version is there. */
function pendingOf(parts: ServiceParts, regionId: string, own: readonly StoredTuning[]): ParametersAnswer['pending'] {
  const sent = parts.store.outbox
    .list(KIND)
    .map((command) => ({ command, payload: TUNING_COMMANDS[KIND].parse(command.payload) }))
    .findLast(({ payload }) => payload.regionId === regionId);
  if (sent === undefined || own.some(({ id }) => id === sent.payload.versionId)) return null;
  const { status, claimedAt, reasonCode } = sent.command;
  const isRefused = status === 'rejected' || status === 'conflict';
  if (isRefused && own.some(({ setAt }) => setAt > claimedAt)) return null;
  return {
    change: sent.payload.change,
    claimedAt,
    status: isRefused ? 'refused' : 'waiting',
    refusal: isRefused ? reasonCode : null,
  };
}

function versionRow(version: StoredTuning, before: StoredTuning | undefined): ParameterVersionRow {
  const { id, no, setAt, setByName, reason, replay, change, bounds } = version;
  const differ = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);
  return {
    id,
    no,
    setAt,
    setByName,
    reason,
    changes: PARAMETER_NAMES.filter((name) => differ(change[name], before?.change[name])).map((name) => ({
      name,
      from: before?.change[name] ?? null,
      to: change[name] ?? null,
    })),
    boundChanges: PARAMETER_NAMES.filter((name) => differ(bounds[name], before?.bounds[name])).map((name) => ({
      name,
      to: bounds[name] ?? null,
    })),
    before: replay.before,
    after: replay.after,
    gained: replay.gained,
    lost: replay.lost,
  };
}
