import type Database from 'better-sqlite3';
import { type ParameterSetting, settingOf, type TunedRegion } from '../domain/diversion/parameters/setting.ts';
import { SeenReplay, TUNING_COMMANDS } from '../domain/diversion/schema/tuning.ts';

const { change: Change, bounds: Bounds } = TUNING_COMMANDS['detector.tune'].shape;

/** A version of a region's parameters as it was synced. */
export interface StoredTuning {
  readonly id: string;
  readonly regionId: string;
  readonly no: number;
  readonly change: ReturnType<typeof Change.parse>;
  readonly bounds: ReturnType<typeof Bounds.parse>;
  readonly reason: string;
  readonly replay: SeenReplay;
  readonly setByName: string;
  readonly setAt: string;
}

interface TuningRow {
  readonly id: string;
  readonly region_id: string;
  readonly no: number;
  readonly change: string;
  readonly bounds: string;
  readonly reason: string;
  readonly replay: string;
  readonly set_by_name: string;
  readonly set_at: string;
}

/** What was ever set, of every region, newest first. */
export function readTunings(replica: Database.Database): StoredTuning[] {
  return replica
    .prepare<[], TuningRow>(
      `select t.id, t.region_id, t.no, t.change, t.bounds, t.reason, t.replay, coalesce(p.name, '') as set_by_name, t.set_at
       from detector_tuning t left join person p on p.id = t.set_by order by t.set_at desc, t.no desc`,
    )
    .all()
    .map(({ region_id, set_by_name, set_at, ...row }) => ({
      ...row,
      regionId: region_id,
      setByName: set_by_name,
      setAt: set_at,
      change: Change.parse(JSON.parse(row.change)),
      bounds: Bounds.parse(JSON.parse(row.bounds)),
      replay: SeenReplay.parse(JSON.parse(row.replay)),
    }));
}

/** What the detector is set to, region by region, as it was last synced. */
export interface DetectorSettings {
  /** A region, then those above it up to head office, each with its newest version; null: head office alone. */
  pathOf(regionId: string | null): readonly TunedRegion[];
  of(regionId: string | null): ParameterSetting;
}

export function readDetectorSettings(replica: Database.Database): DetectorSettings {
  const parents = new Map(
    replica.prepare<[], [string, string | null]>('select id, parent_id from region order by id').raw().all(),
  );
  const newest = new Map<string, StoredTuning>();
  for (const tuning of readTunings(replica)) {
    if (tuning.no > (newest.get(tuning.regionId)?.no ?? 0)) newest.set(tuning.regionId, tuning);
  }
  const top = [...parents].find(([, parent]) => parent === null)?.[0] ?? null;
  const pathOf = (regionId: string | null): readonly TunedRegion[] => {
    const path: TunedRegion[] = [];
    for (let at = regionId ?? top; at !== null; at = parents.get(at) ?? null) {
      path.push({ regionId: at, version: newest.get(at) ?? null });
    }
    return path;
  };
  const known = new Map<string | null, ParameterSetting>();
  const of = (regionId: string | null): ParameterSetting => {
    const setting = known.get(regionId) ?? settingOf(pathOf(regionId));
    known.set(regionId, setting);
    return setting;
  };
  return { pathOf, of };
}
