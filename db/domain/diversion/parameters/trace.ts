import type { ParameterName } from '../schema/detect-parameters.ts';
import { type ParameterSetting, type ParameterVersion, settingOf } from './setting.ts';
import { PARAMETER_NAMES } from './tuning.ts';

/** A version of a region's parameters with when it was set; `no` counts within its region. */
export interface SetVersion extends ParameterVersion {
  readonly regionId: string;
  readonly no: number;
  readonly setAt: string;
}

/** What held in a region for a time. */
export interface TracedSetting<V extends SetVersion> extends ParameterSetting {
  /** What the region that tunes has set by itself, clamped or not. */
  readonly tuned: ParameterVersion['change'];
  /** The version since which each value is in force; null: it is the built-in one, never changed. */
  readonly since: ReadonlyMap<ParameterName, V | null>;
}

/**
 * What held in a region one after another, oldest first: as built in, then after each version that was set on its path.
 * @param path the region itself, then those above it; the last one is head office
 */
export function* traceSettings<V extends SetVersion>(
  path: readonly string[],
  versions: readonly V[],
): Generator<TracedSetting<V>> {
  const newest = new Map<string, V>();
  const setting = () => settingOf(path.map((regionId) => ({ regionId, version: newest.get(regionId) ?? null })));
  const told = (now: ParameterSetting, since: ReadonlyMap<ParameterName, V | null>): TracedSetting<V> => ({
    ...now,
    tuned: newest.get(now.tunedAt ?? '')?.change ?? {},
    since,
  });
  let before = told(setting(), new Map(PARAMETER_NAMES.map((name) => [name, null])));
  yield before;
  const onPath = versions
    .filter(({ regionId }) => path.includes(regionId))
    .toSorted((a, b) => (a.setAt < b.setAt ? -1 : a.setAt > b.setAt ? 1 : a.no - b.no));
  for (const version of onPath) {
    newest.set(version.regionId, version);
    const now = setting();
    const since = new Map(before.since);
    for (const name of PARAMETER_NAMES) if (now.inForce[name] !== before.inForce[name]) since.set(name, version);
    before = told(now, since);
    yield before;
  }
}

/**
 * The setting that a case was found by: the newest one set before its alert was recorded that leads to the values used. A
 * laptop that was not in sync may have used an older one. Where none does, or no values were kept, the one of that instant.
 * @param used values that the case keeps; null in cases of old
 */
export function settingBehind<V extends SetVersion>(
  path: readonly string[],
  versions: readonly V[],
  recordedAt: string,
  used: Readonly<Record<string, number>> | null,
): TracedSetting<V> {
  const settings = [
    ...traceSettings(
      path,
      versions.filter(({ setAt }) => setAt <= recordedAt),
    ),
  ];
  const leadsTo = (values: Readonly<Record<string, number>>): boolean =>
    Object.entries(used ?? {}).every(([name, value]) => values[name] === value);
  // There is always one: the built-in one.
  const last = settings[settings.length - 1] as TracedSetting<V>;
  return used === null ? last : (settings.findLast(({ inForce }) => leadsTo(inForce)) ?? last);
}
