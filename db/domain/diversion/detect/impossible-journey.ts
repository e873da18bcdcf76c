import { distanceM } from '../distance.ts';
import type { Readings } from './readings.ts';

/** Closer than this two readings of a code may be one place seen twice, metres. */
const APART_M = 20_000;

/** What would have had to be travelled between two readings. */
export interface Journey {
  readonly distanceKm: number;
  readonly minutes: number;
  /** The radii of both readings taken off; null when both were at the same instant. */
  readonly speedKmh: number | null;
}

/**
 * The journey between two readings, where one code cannot have made it; null where it can. The radii of both readings are
 * given the benefit of the doubt.
 * @param before the earlier one, by position
 */
export function impossibleJourney(
  { longitude, latitude, scannedAt, accuracyM }: Readings,
  before: number,
  after: number,
  travelSpeedKmh: number,
): Journey | null {
  const apart = distanceM(
    [longitude[before] as number, latitude[before] as number],
    [longitude[after] as number, latitude[after] as number],
  );
  const surely = apart - ((accuracyM[before] as number) || 0) - ((accuracyM[after] as number) || 0);
  if (surely < APART_M) return null;
  const minutes = ((scannedAt[after] as number) - (scannedAt[before] as number)) / 60_000;
  const speedKmh = minutes === 0 ? null : surely / 1000 / (minutes / 60);
  return speedKmh !== null && speedKmh <= travelSpeedKmh ? null : { distanceKm: apart / 1000, minutes, speedKmh };
}
