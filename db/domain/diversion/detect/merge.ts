import { distanceM } from '../distance.ts';
import type { DetectedUnit } from '../schema/detect.ts';
import type { Unit } from './evidence.ts';
import { middleOf } from './middle.ts';

const tradeScans = ({ actors, scans }: DetectedUnit): number => scans.length - (actors.consumer ?? 0);

/** Where trade saw the goods they are sold; where consumers did they may have been carried from next door. */
const byWeight = (a: DetectedUnit, b: DetectedUnit): number =>
  tradeScans(b) - tradeScans(a) || b.lots - a.lots || (a.city < b.city ? -1 : 1);

/**
 * Joins units of one dealer and product line that lie side by side in several cities: the one in which trade
 * saw most takes those around it, so that one diversion is one case. Only cases take others in.
 * @param nearM how near the middle of a unit must be to some goods of the case
 */
export function mergeNeighbours(
  units: readonly DetectedUnit[],
  evidence: readonly Unit[],
  nearM: number,
): DetectedUnit[] {
  const places = new Map(
    evidence.flatMap((unit) =>
      unit.evidence.map(({ reading }) => [reading.index, [reading.longitude, reading.latitude] as const] as const),
    ),
  );
  const placesOf = ({ scans }: DetectedUnit) =>
    scans.flatMap((scan) => [places.get(scan) ?? []]) as (readonly [number, number])[];
  const groups = new Map<string, DetectedUnit[]>();
  for (const unit of units) {
    const key = `${unit.dealer}\n${unit.productLine ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), unit]);
  }
  return [...groups.values()].flatMap((group) => {
    const merged: DetectedUnit[] = [];
    for (const unit of [...group].sort(byWeight)) {
      const middle = middleOf(placesOf(unit));
      const host = merged.findIndex(
        (one) => one.tier === 'case' && placesOf(one).some((place) => distanceM(place, middle) <= nearM),
      );
      const taker = merged[host];
      if (taker === undefined) merged.push(unit);
      else {
        const { city, cityName, codes, scans } = unit;
        merged[host] = {
          ...taker,
          alsoIn: [...taker.alsoIn, { city, cityName, codes: codes.length, scans }],
          counterfactual: silencingBoth(taker.counterfactual, unit.counterfactual),
        };
      }
    }
    return merged;
  });
}

/** What silences a case and one that it took in: with the first alone the other would stand. */
function silencingBoth(
  a: DetectedUnit['counterfactual'],
  b: DetectedUnit['counterfactual'],
): DetectedUnit['counterfactual'] {
  if (a === null || b === null) return a;
  const both = (one: number | null, other: number | null, of: (x: number, y: number) => number) =>
    one === null || other === null ? null : of(one, other);
  return {
    bufferKm: both(a.bufferKm, b.bufferKm, Math.max),
    fewerCodes: both(a.fewerCodes, b.fewerCodes, (x, y) => x + y),
    counties: a.counties.filter((county) => b.counties.includes(county)),
    log10Q: Math.min(a.log10Q, b.log10Q),
  };
}
