import { CHINA } from '../../geo/crs.ts';
import { distanceM } from '../distance.ts';
import type { Reading } from '../reading.ts';
import type { Parameters } from '../schema/detect-parameters.ts';

/** Closer than this two readings of a code may be one place seen twice, metres. */
const APART_M = 20_000;

/** A code that was at two places sooner than it could have travelled: two goods carry it. */
export interface ClonedCode {
  readonly code: string;
  readonly dealer: string | null;
  /** The fastest pair of readings, by position in the document. */
  readonly scans: readonly [number, number];
  readonly distanceKm: number;
  readonly minutes: number;
  /** Null when both were at the same instant. */
  readonly speedKmh: number | null;
  readonly readings: number;
}

/** Codes that travelled impossibly fast; the radii of both readings are given the benefit of the doubt. */
export function findClonedCodes(readings: readonly Reading[], { travelSpeedKmh }: Parameters): ClonedCode[] {
  const last = new Map<string, Reading>();
  const counts = new Map<string, number>();
  const found = new Map<string, ClonedCode>();
  for (const reading of readings) {
    const { code } = reading;
    if (code === null) continue;
    counts.set(code, (counts.get(code) ?? 0) + 1);
    const before = last.get(code);
    last.set(code, reading);
    if (before === undefined) continue;
    const apart = distanceM([before.longitude, before.latitude], [reading.longitude, reading.latitude]);
    const surely = apart - (before.accuracyM ?? 0) - (reading.accuracyM ?? 0);
    if (surely < APART_M) continue;
    const minutes = ((reading.scannedAt as number) - (before.scannedAt as number)) / 60_000;
    const speedKmh = minutes === 0 ? null : surely / 1000 / (minutes / 60);
    if (speedKmh !== null && speedKmh <= travelSpeedKmh) continue;
    const known = found.get(code);
    if (known !== undefined && (known.speedKmh ?? Infinity) >= (speedKmh ?? Infinity)) continue;
    found.set(code, {
      code,
      dealer: reading.dealer,
      scans: [before.index, reading.index],
      distanceKm: apart / 1000,
      minutes,
      speedKmh,
      readings: 0,
    });
  }
  return [...found.values()].map((clone) => ({ ...clone, readings: counts.get(clone.code) ?? 0 }));
}

/** Side of the square in which a burst is looked for, degrees: about two hundred metres. */
const SPOT = 0.002;
/** From this share of distinct people on, a crowd is a crowd. */
const CROWD = 0.5;

/** Many codes scanned by consumers at one spot within minutes: caps opened for their red packets, not goods sold there. */
export interface FakeScans {
  readonly longitude: number;
  readonly latitude: number;
  readonly from: number;
  readonly to: number;
  readonly codes: number;
  /** Distinct people, null where the readings do not tell. */
  readonly users: number | null;
  readonly dealers: readonly string[];
  readonly scans: readonly number[];
}

export function findFakeScans(
  readings: readonly Reading[],
  { burstCodes, burstMinutes }: Parameters,
): readonly FakeScans[] {
  const spots = groupConsumers(
    readings,
    ({ longitude, latitude }) => Math.floor(longitude / SPOT) * 1e6 + Math.floor(latitude / SPOT),
  );
  return [...spots.values()]
    .filter((list) => list.length >= burstCodes)
    .flatMap((list) => runsWithin(list, burstCodes, burstMinutes * 60_000))
    .map(describeBurst)
    .filter(({ codes, users }) => codes >= burstCodes && (users === null || users < codes * CROWD));
}

function groupConsumers(readings: readonly Reading[], keyOf: (reading: Reading) => number): Map<number, Reading[]> {
  const groups = new Map<number, Reading[]>();
  for (const reading of readings) {
    if (reading.actor !== 'consumer') continue;
    const key = keyOf(reading);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [reading]);
    else group.push(reading);
  }
  return groups;
}

/** Runs of a list in time order in which everything lies in some window of `span` that holds at least `least`. */
function runsWithin(list: readonly Reading[], least: number, span: number): Reading[][] {
  const runs: Reading[][] = [];
  let from = 0;
  let taken = 0;
  for (let to = 0; to < list.length; to += 1) {
    const at = (list[to] as Reading).scannedAt as number;
    while (at - ((list[from] as Reading).scannedAt as number) > span) from += 1;
    if (to - from + 1 < least) continue;
    if (runs.length === 0 || from > taken) {
      runs.push([]);
      taken = from;
    }
    for (; taken <= to; taken += 1) runs.at(-1)?.push(list[taken] as Reading);
  }
  return runs;
}

function describeBurst(run: readonly Reading[]): FakeScans {
  const people = run.map(({ user, device }) => user ?? device).filter((person) => person !== null);
  return {
    longitude: run.reduce((sum, { longitude }) => sum + longitude, 0) / run.length,
    latitude: run.reduce((sum, { latitude }) => sum + latitude, 0) / run.length,
    from: (run[0] as Reading).scannedAt as number,
    to: (run.at(-1) as Reading).scannedAt as number,
    codes: new Set(run.map(({ code, index }) => code ?? `#${index}`)).size,
    users: people.length === run.length ? new Set(people).size : null,
    dealers: [...new Set(run.map(({ dealer }) => dealer).filter((dealer) => dealer !== null))].sort(),
    scans: run.map(({ index }) => index),
  };
}

/** Coordinates equal to six decimals over codes and days: a device that gives no real place. */
export interface FrozenPlace {
  readonly longitude: number;
  readonly latitude: number;
  readonly codes: number;
  readonly days: number;
  readonly dealers: readonly string[];
  readonly scans: readonly number[];
}

/** Only of consumers: shops, inspectors and dealers may send the address on file. */
export function findFrozenPlaces(readings: readonly Reading[], { frozenCodes }: Parameters): readonly FrozenPlace[] {
  const micro = (degrees: number): number => Math.round(degrees * 1e6);
  const places = groupConsumers(
    readings,
    ({ longitude, latitude }) => micro(longitude - CHINA.west) * 1e8 + micro(latitude),
  );
  return [...places.values()].flatMap((list) => {
    if (list.length < frozenCodes) return [];
    const codes = new Set(list.map(({ code, index }) => code ?? `#${index}`)).size;
    const days = new Set(list.map(({ scannedDay }) => scannedDay)).size;
    if (codes < frozenCodes || days < 3) return [];
    const { longitude, latitude } = list[0] as Reading;
    return [
      {
        longitude,
        latitude,
        codes,
        days,
        dealers: [...new Set(list.map(({ dealer }) => dealer).filter((dealer) => dealer !== null))].sort(),
        scans: list.map(({ index }) => index),
      },
    ];
  });
}
