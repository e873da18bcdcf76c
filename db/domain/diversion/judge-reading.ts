import type { DivisionMap, Place } from '../geo/area.ts';
import { type BorderVerdict, judgeBorder } from './outside-probability.ts';
import type { Reading } from './reading.ts';
import type { OpenReason } from './schema/scan-row.ts';
import type { Exemptions, Territories } from './territories.ts';

export interface JudgeSettings {
  readonly bufferUrbanKm: number;
  readonly bufferRuralKm: number;
  readonly pOut: number;
  readonly unknownAccuracyM: number;
}

/** A reading held against the territory of its day. */
export interface Judged {
  readonly verdict: BorderVerdict | 'exempt' | 'unjudged';
  readonly reason: OpenReason | null;
  /** Id of the exemption that excuses it. */
  readonly exemption: string | null;
  readonly place: Place | null;
  readonly pOutside: number | null;
  /** Index of the division the reading lies in, -1 for none. */
  readonly division: number;
}

/** What of a reading is held against territories and exemptions. */
export type Placed = Pick<
  Reading,
  'longitude' | 'latitude' | 'dealer' | 'productLine' | 'sku' | 'accuracyM' | 'shippedDay' | 'scannedDay'
>;

export type Judge = (reading: Placed) => Judged;

/** In how many radii of accuracy a border matters: a normal error is larger once in thirty thousand times. */
export const RADII = 4;
/** Border and radius nearer than this are asked for exactly. */
const LEAST_M = 1;

const open = (reason: OpenReason, division: number): Judged => ({
  verdict: 'unjudged',
  reason,
  exemption: null,
  place: null,
  pOutside: null,
  division,
});

/**
 * Layers 1 and 2: position, distance and probability against the territory in force when the goods were shipped, then
 * exemptions in force when they were scanned.
 * @param limitM how far borders are looked for; farther away the distance is infinite, and from inside also where the
 *   reading's radius cannot reach
 */
export function createJudge(
  map: DivisionMap,
  territories: Territories,
  exemptions: Exemptions,
  settings: JudgeSettings,
  limitM = Number.POSITIVE_INFINITY,
): Judge {
  const bufferM = map.index.divisions.map(
    ({ name }) => 1000 * (name.endsWith('区') ? settings.bufferUrbanKm : settings.bufferRuralKm),
  );
  return (reading) => {
    const { longitude, latitude, dealer, productLine, shippedDay, sku, scannedDay } = reading;
    const division = map.index.locate(longitude, latitude);
    if (dealer === null) return open('never_shipped', division);
    const area = territories.authorised(dealer, productLine, shippedDay);
    if (area === 'none') return open('no_territory', division);
    if (area === 'unusable') return open('territory_unusable', division);
    if (area === 'undated') return open('no_shipment_date', division);
    const accuracyM = reading.accuracyM ?? settings.unknownAccuracyM;
    const insideM = limitM === Number.POSITIVE_INFINITY ? limitM : Math.max(RADII * accuracyM, LEAST_M);
    const place = area.place(longitude, latitude, division, limitM, insideM);
    const tolerance = { bufferM: bufferM[division] ?? 1000 * settings.bufferRuralKm, pOut: settings.pOut };
    const { verdict, pOutside } = judgeBorder(place.distanceM, accuracyM, tolerance);
    if (verdict !== 'outside') return { verdict, reason: null, exemption: null, place, pOutside, division };
    if (productLine === null) {
      // Another line of the dealer may be sold there, and nobody knows which one this is: no accusation.
      const isSomewhereAllowed = territories
        .ofLines(dealer, shippedDay)
        .some(
          (line) =>
            judgeBorder(line.place(longitude, latitude, division, limitM).distanceM, accuracyM, tolerance).verdict !==
            'outside',
        );
      if (isSomewhereAllowed) return open('product_line_unknown', division);
    }
    const exemption = exemptions.covering({ dealer, sku, day: scannedDay, longitude, latitude, division });
    if (exemption === 'undated') return open('exemption_undated', division);
    const judged = { reason: null, place, pOutside, division } as const;
    return exemption === null
      ? { ...judged, verdict, exemption: null }
      : { ...judged, verdict: 'exempt', exemption: exemption.id };
  };
}
