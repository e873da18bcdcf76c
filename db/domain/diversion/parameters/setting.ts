import type { z } from 'zod';
import {
  type DetectBounds,
  DetectParameters,
  PARAMETERS,
  type ParameterChange,
  type ParameterName,
  type Parameters,
} from '../schema/detect-parameters.ts';
import type { Tuning } from '../schema/tuning.ts';
import { boundsOf, changed, leewayOf, PARAMETER_NAMES, type TuningFault, tuningFaults } from './tuning.ts';

type Change = z.infer<typeof ParameterChange>;
type Bounds = z.infer<typeof DetectBounds>;

/** What was last set for a region. */
export interface ParameterVersion {
  readonly id: string;
  readonly change: Change;
  readonly bounds: Bounds;
}

/** A region with its newest version, if anything was ever set there. */
export interface TunedRegion {
  readonly regionId: string;
  readonly version: ParameterVersion | null;
}

/** What holds in a region. */
export interface ParameterSetting {
  /** Head office's. */
  readonly base: Parameters;
  readonly bounds: Bounds;
  /** The region whose tuning holds: itself or the nearest above that has one; null: the base as it is. */
  readonly tunedAt: string | null;
  readonly inForce: Parameters;
}

/** Parameters without any row: what is built in. */
export const BUILT_IN: Parameters = DetectParameters.parse({});

/** Whether a change of parameters changes nothing. */
export const isEmptyChange = (change: Change): boolean => Object.values(change).every((value) => value === undefined);

/**
 * Parameters of a region that tunes. Where head office has moved since, what is no longer allowed gives way: to the
 * base in the direction that is closed, then to the bounds.
 */
export function inForce(base: Parameters, bounds: Bounds, change: Change): Parameters {
  const values = PARAMETER_NAMES.map((name): [ParameterName, number] => {
    const [from, wanted] = [base[name], change[name] ?? base[name]];
    const [least, greatest] = boundsOf(name, bounds);
    return [name, Math.min(greatest, Math.max(least, moved(leewayOf(name), from, wanted)))];
  });
  return Object.fromEntries(values) as Parameters;
}

function moved(leeway: ReturnType<typeof leewayOf>, from: number, wanted: number): number {
  if (leeway === 'fixed') return from;
  if (leeway === 'up') return Math.max(from, wanted);
  return leeway === 'down' ? Math.min(from, wanted) : wanted;
}

/**
 * What holds in a region.
 * @param path the region itself, then those above it; the last one is head office
 */
export function settingOf(path: readonly TunedRegion[]): ParameterSetting {
  const top = path.at(-1)?.version ?? null;
  const base = changed(BUILT_IN, top?.change ?? {});
  const bounds = top?.bounds ?? {};
  const tuned = path.slice(0, -1).find(({ version }) => version !== null && !isEmptyChange(version.change));
  return {
    base,
    bounds,
    tunedAt: tuned?.regionId ?? null,
    inForce: tuned?.version == null ? base : inForce(base, bounds, tuned.version.change),
  };
}

/** What would hold in the first region of a path after a change there. */
export function settingAfter(path: readonly TunedRegion[], change: Change, bounds: Bounds): ParameterSetting {
  const [first, ...above] = path;
  if (first === undefined) return settingOf([]);
  return settingOf([{ ...first, version: { id: '', change, bounds } }, ...above]);
}

/** Bounds that are upside down, or wider than what is built in. */
export function boundsFaults(bounds: Bounds): readonly TuningFault[] {
  return PARAMETER_NAMES.flatMap((name): readonly TuningFault[] => {
    const range = bounds[name];
    if (range === undefined) return [];
    const [least, greatest] = range;
    const { min, max } = PARAMETERS[name];
    const isWhole = 'isWhole' in PARAMETERS[name];
    if (least > greatest) return [{ name, kind: 'boundsUpsideDown', message: `${least} is above ${greatest}` }];
    if (isWhole && !range.every(Number.isInteger)) return [{ name, kind: 'notWhole', message: 'whole numbers only' }];
    if (least >= min && greatest <= max) return [];
    return [{ name, kind: 'boundsOutside', message: `built-in bounds are ${min} to ${max}` }];
  });
}

/** What is wrong with a change of the first region of a path: head office's when nothing is above it. */
export function changeFaults(path: readonly TunedRegion[], change: Change, bounds: Bounds): readonly TuningFault[] {
  const isTop = path.length <= 1;
  const { base, bounds: held } = settingOf(path);
  return isTop
    ? [...boundsFaults(bounds), ...tuningFaults(changed(BUILT_IN, change), base, bounds, 'head_office')]
    : tuningFaults(changed(base, change), base, held, 'region');
}

export type TuningRefusal =
  | 'parameters_changed'
  | 'parameters_unchanged'
  | 'parameters_out_of_bounds'
  | 'replay_of_other_values';

const same = (one: object, other: object): boolean => {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const at = (values: object, name: string): unknown => (values as Record<string, unknown>)[name];
  return [...names].every((name) => JSON.stringify(at(one, name)) === JSON.stringify(at(other, name)));
};

/**
 * Why parameters may not be set as they are sent, or null: somebody was quicker, nothing would change, a value is not
 * allowed, or what was replayed on past scans is something else than what is to be saved.
 */
export function tuningRefusal(
  path: readonly TunedRegion[],
  { after, change, bounds, replay }: Pick<Tuning, 'after' | 'change' | 'bounds' | 'replay'>,
): TuningRefusal | null {
  const isTop = path.length <= 1;
  const newest = path[0]?.version ?? null;
  const now = settingOf(path);
  const then = settingAfter(path, change, bounds);
  if (after !== (newest?.id ?? null) || !same(replay.from, now.inForce)) return 'parameters_changed';
  if (same(newest?.change ?? {}, change) && same(newest?.bounds ?? {}, bounds)) return 'parameters_unchanged';
  if (changeFaults(path, change, bounds).length > 0 || (!isTop && Object.keys(bounds).length > 0))
    return 'parameters_out_of_bounds';
  return same(replay.to, then.inForce) && same(replay.bounds, then.bounds) ? null : 'replay_of_other_values';
}
