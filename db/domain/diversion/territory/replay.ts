import type { DivisionMap } from '../../geo/area.ts';
import type { Say } from '../detect/say.ts';
import { createRegionalDetector, type DetectedByRegion, type ParametersOf } from '../parameters/by-region.ts';
import { compareRuns, onlyIn } from '../parameters/replay.ts';
import { isRejected, type Reading, readRow, startNotes } from '../reading.ts';
import type { DetectedUnit, DetectInput } from '../schema/detect.ts';
import type { Territory } from '../schema/places.ts';
import type { ReplaySide } from '../schema/replay.ts';
import type { ScanRow } from '../schema/scan-row.ts';
import { prepareExemptions, prepareTerritories, type Territories } from '../territories.ts';
import type { TerritoryShape } from './body.ts';

/** Whose territory is changed, and to what. */
export interface ReplayedDraft extends TerritoryShape {
  readonly dealer: string;
  readonly productLine: string;
}

/** Scans of the dealer's goods outside, in one city. */
export interface CityFlow {
  readonly city: string;
  readonly cityName: string;
  readonly before: number;
  readonly after: number;
}

/** What the past would have looked like, had the territory been so all the time. */
export interface TerritoryReplay {
  readonly before: ReplaySide;
  readonly after: ReplaySide;
  /** Cases and alerts that only the draft raises, and those that it would have spared. */
  readonly appear: readonly DetectedUnit[];
  readonly vanish: readonly DetectedUnit[];
  /** Scans of the dealer's goods of the line that would have counted as inside, and the other way round. */
  readonly intoTerritory: number;
  readonly outOfTerritory: number;
  /** Cities in which the number of scans outside changes, the largest change first. */
  readonly flows: readonly CityFlow[];
}

/** What each dealer's territories would have been: every version of the draft's dealer and line has the draft's ground. */
export function withDraft(territories: readonly Territory[], draft: ReplayedDraft): Territory[] {
  const { dealer, productLine, adcodes, polygons } = draft;
  const ground = {
    adcodes: [...adcodes],
    polygons: polygons.length === 0 ? null : { type: 'MultiPolygon' as const, coordinates: polygons },
    crs: 'GCJ02' as const,
    excludedAdcodes: [],
  };
  const isDrafts = (one: Territory): boolean => one.dealer === dealer && one.productLine === productLine;
  if (!territories.some(isDrafts)) {
    return [...territories, { dealer, productLine, ...ground, validFrom: '1970-01-01' }];
  }
  return territories.map((one) =>
    isDrafts(one) ? { dealer, productLine, ...ground, validFrom: one.validFrom, validTo: one.validTo } : one,
  );
}

/** How the detector is set, and whom it tells how far it is. */
export interface ReplayTerms {
  readonly parametersOf: ParametersOf;
  readonly say: Say;
  readonly tell: (step: 'before' | 'after') => void;
}

/** Runs the detector over the same scans with the territories as they are and with the draft. */
export function replayTerritory(
  map: DivisionMap,
  input: DetectInput,
  draft: ReplayedDraft,
  { parametersOf, say, tell }: ReplayTerms,
): TerritoryReplay {
  const changed = { ...input, territories: withDraft(input.territories, draft) };
  tell('before');
  const before = createRegionalDetector(map, input, say).detect(parametersOf);
  tell('after');
  const after = createRegionalDetector(map, changed, say).detect(parametersOf);
  const sides = compareRuns(before, after);
  return {
    before: sides.before,
    after: sides.after,
    appear: onlyIn(noticed(after), noticed(before)),
    vanish: onlyIn(noticed(before), noticed(after)),
    ...movedScans(map, input, draft),
  };
}

const noticed = ({ cases, watch }: DetectedByRegion): readonly DetectedUnit[] => [
  ...cases,
  ...watch.filter(({ tier }) => tier === 'alert'),
];

/** Counts as the map does: in the territory of the shipment's day, or excused; no accuracy, no evidence weighed. */
function movedScans(
  map: DivisionMap,
  input: DetectInput,
  draft: ReplayedDraft,
): Pick<TerritoryReplay, 'intoTerritory' | 'outOfTerritory' | 'flows'> {
  const now = prepareTerritories(map, input.territories);
  const then = prepareTerritories(map, withDraft(input.territories, draft));
  const exemptions = prepareExemptions(map, input.exemptions);
  const isOutside = (territories: Territories, reading: Reading, division: number): boolean => {
    const { dealer, productLine, shippedDay, sku, scannedDay: day, longitude, latitude } = reading;
    if (dealer === null) return false;
    const area = territories.authorised(dealer, productLine, shippedDay);
    if (typeof area === 'string' || area.place(longitude, latitude, division, 1).position !== 'outside') return false;
    return exemptions.covering({ dealer, sku, day, longitude, latitude, division }) === null;
  };
  const notes = startNotes();
  const flows = new Map<string, { cityName: string; before: number; after: number }>();
  let [intoTerritory, outOfTerritory] = [0, 0];
  for (const [index, row] of (input.scans as readonly ScanRow[]).entries()) {
    if (row.dealer !== draft.dealer || row.productLine !== draft.productLine) continue;
    const reading = readRow(row, index, input.crs, notes);
    if (isRejected(reading)) continue;
    const division = map.index.locate(reading.longitude, reading.latitude);
    const [was, is] = [isOutside(now, reading, division), isOutside(then, reading, division)];
    if (!was && !is) continue;
    if (was && !is) intoTerritory += 1;
    if (is && !was) outOfTerritory += 1;
    const place = map.index.divisions[division];
    const flow = flows.get(place?.city ?? '') ?? { cityName: place?.cityName ?? '', before: 0, after: 0 };
    flows.set(place?.city ?? '', {
      ...flow,
      before: flow.before + (was ? 1 : 0),
      after: flow.after + (is ? 1 : 0),
    });
  }
  const change = ({ before, after }: { before: number; after: number }): number => Math.abs(after - before);
  return {
    intoTerritory,
    outOfTerritory,
    flows: [...flows]
      .map(([city, flow]) => ({ city, ...flow }))
      .filter((flow) => change(flow) > 0)
      .sort((a, b) => change(b) - change(a) || (a.city < b.city ? -1 : 1)),
  };
}
