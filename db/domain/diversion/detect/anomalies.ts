import { CHINA } from '../../geo/crs.ts';
import type { Reading } from '../reading.ts';
import type { Parameters } from '../schema/detect-parameters.ts';
import { impossibleJourney, type Journey } from './impossible-journey.ts';
import { ACTOR_NUMBER, NONE, type Readings } from './readings.ts';

/** A code that was at two places sooner than it could have travelled: two goods carry it. */
export interface ClonedCode extends Journey {
  readonly code: string;
  readonly dealer: string | null;
  /** The fastest pair of readings, by position in the document. */
  readonly scans: readonly [number, number];
  readonly readings: number;
}

/** Codes that travelled impossibly fast. */
export function findClonedCodes(readings: Readings, { travelSpeedKmh }: Parameters): ClonedCode[] {
  const { code } = readings;
  const last = new Int32Array(readings.names).fill(NONE);
  const counts = new Uint32Array(readings.names);
  const found = new Map<number, ClonedCode>();
  for (const index of readings.order) {
    const number = code[index] as number;
    if (number === NONE) continue;
    counts[number] = (counts[number] as number) + 1;
    const before = last[number] as number;
    last[number] = index;
    if (before === NONE) continue;
    const journey = impossibleJourney(readings, before, index, travelSpeedKmh);
    if (journey === null) continue;
    const known = found.get(number);
    if (known !== undefined && (known.speedKmh ?? Infinity) >= (journey.speedKmh ?? Infinity)) continue;
    const { code: text, dealer } = readings.at(index);
    found.set(number, {
      code: text as string,
      dealer,
      scans: [before, index],
      ...journey,
      readings: 0,
    });
  }
  return [...found].map(([number, clone]) => ({ ...clone, readings: counts[number] as number }));
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
export function findFrozenPlaces(readings: Readings, { frozenCodes }: Parameters): readonly FrozenPlace[] {
  const micro = (degrees: number): number => Math.round(degrees * 1e6);
  const places = crowdedSpots(
    readings,
    frozenCodes,
    (longitude, latitude) => micro(longitude - CHINA.west) * 1e8 + micro(latitude),
  );
  return places.flatMap((positions) => {
    const list = positions.map((index) => readings.at(index));
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

/** Positions of consumers' readings at the spots that hold at least `least` of them, each in time order. */
function crowdedSpots(
  readings: Readings,
  least: number,
  keyOf: (longitude: number, latitude: number) => number,
): number[][] {
  const { order, longitude, latitude, actor } = readings;
  const keys = new Float64Array(order.length);
  order.forEach((index, n) => {
    const isConsumer = actor[index] === ACTOR_NUMBER.consumer;
    keys[n] = isConsumer ? keyOf(longitude[index] as number, latitude[index] as number) : Number.NaN;
  });
  // Few spots are crowded: sorted, equal keys stand together, and only those are looked at again.
  const sorted = keys.slice().sort();
  const spots = new Map<number, number[]>();
  for (let n = least - 1; n < sorted.length; n += 1) {
    const key = sorted[n] as number;
    if (key === sorted[n - least + 1]) spots.set(key, []);
  }
  if (spots.size > 0) order.forEach((index, n) => void spots.get(keys[n] as number)?.push(index));
  return [...spots.values()];
}
