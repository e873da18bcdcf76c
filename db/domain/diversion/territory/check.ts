import type { AreaShape, DivisionMap } from '../../geo/area.ts';
import type { DrawnArea } from '../schema/places.ts';
import { shapeOf } from '../territories.ts';
import type { DrawnPolygons } from './body.ts';
import { type Dated, type DatesFault, datesFault, isInForce, versionOn } from './dates.ts';
import { shortestCodes } from './divisions.ts';
import { type DrawnFault, drawnFaults } from './drawn-fault.ts';
import {
  type Box,
  boxOfDivision,
  type Edges,
  holds,
  isGroundLost,
  isOnBorder,
  openGround,
  sharedGround,
} from './ground.ts';

/** A version of somebody's territory for the product line of the draft. */
export interface StoredTerritory extends Dated {
  readonly dealer: string;
  readonly adcodes: readonly string[];
  readonly polygons: DrawnArea | null;
}

export interface Draft {
  readonly dealer: string;
  readonly validFrom: string;
  readonly adcodes: readonly string[];
  readonly polygons: DrawnPolygons;
}

/** What a draft is held against: one product line. */
export interface CheckFacts {
  /** All versions of all dealers. */
  readonly territories: readonly StoredTerritory[];
  /** Divisions of the dealer's region, of any level: what somebody has to serve. */
  readonly regionAdcodes: readonly string[];
  /** Terminals that are open on the day, with places in GCJ-02. */
  readonly terminals: readonly { readonly id: string; readonly longitude: number; readonly latitude: number }[];
  /** Local date (Asia/Shanghai). */
  readonly today: string;
}

/** Ground that another dealer of the same product line serves too. */
export interface Overlap {
  readonly dealer: string;
  /** Divisions of both, named as shortly as they can be. */
  readonly adcodes: readonly string[];
  /** Border of the rest of it, where polygons are drawn: edges ax, ay, bx, by, degrees. */
  readonly edges: Edges;
  readonly box: Box;
  /** Whether some of it comes with the draft. */
  readonly isNew: boolean;
}

/** A division that nobody serves, or not all of. */
export interface Gap {
  readonly adcode: string;
  readonly isPartial: boolean;
  /** Border of what is left of a partial one. */
  readonly edges: Edges;
  readonly box: Box;
  readonly isNew: boolean;
}

export interface Orphan {
  readonly id: string;
  readonly isNew: boolean;
}

export interface Checked {
  /** Codes that are no division of the map. */
  readonly unknownAdcodes: readonly string[];
  readonly drawn: readonly DrawnFault[];
  readonly dates: DatesFault | null;
  /** The version that the draft ends. */
  readonly replaces: string | null;
  readonly isEmpty: boolean;
  /** The same ground as the version that it would end. */
  readonly isUnchanged: boolean;
  /** Null while the draft itself is at fault: nothing can be held against it. */
  readonly findings: {
    readonly overlaps: readonly Overlap[];
    readonly gaps: readonly Gap[];
    readonly orphans: readonly Orphan[];
  } | null;
}

const NOTHING: AreaShape = { divisions: new Set(), polygons: [] };

/**
 * Holds a draft against everything else of its product line on the day it would begin: who else serves the same ground, which
 * divisions of the region nobody serves, which terminals lie in nobody's territory. What is so already is told as not new.
 */
export function checkDraft(map: DivisionMap, draft: Draft, facts: CheckFacts): Checked {
  const { validFrom } = draft;
  const own = facts.territories.filter(({ dealer }) => dealer === draft.dealer);
  const replaced = versionOn(own, validFrom);
  const drawn = drawnFaults(draft.polygons);
  const unknownAdcodes: string[] = [];
  const area: DrawnArea | null =
    draft.polygons.length === 0 || drawn.length > 0 ? null : { type: 'MultiPolygon', coordinates: draft.polygons };
  const shape = shapeOf(map, draft.adcodes, area, 'GCJ02', (reason, detail) => {
    if (reason === 'unknown_adcode') unknownAdcodes.push(detail ?? '');
  });
  const before = replaced === null ? NOTHING : shapeOfStored(map, replaced);
  const isEmpty = draft.adcodes.length + draft.polygons.length === 0;
  const isUsable = !isEmpty && drawn.length + unknownAdcodes.length === 0;
  const others = facts.territories.filter(
    ({ dealer, ...days }) => dealer !== draft.dealer && isInForce(days, validFrom),
  );
  return {
    unknownAdcodes,
    drawn,
    dates: datesFault(own, validFrom, facts.today),
    replaces: replaced?.id ?? null,
    isEmpty,
    isUnchanged: replaced !== null && isSameShape(map, draft, replaced),
    findings: isUsable ? findingsOf(map, { shape, before, others }, facts) : null,
  };
}

const shapeOfStored = (map: DivisionMap, { adcodes, polygons }: StoredTerritory): AreaShape =>
  shapeOf(map, adcodes, polygons, 'GCJ02', () => undefined);

function isSameShape(map: DivisionMap, draft: Draft, stored: StoredTerritory): boolean {
  const coordinates = stored.polygons === null ? [] : [stored.polygons.coordinates];
  const drawn = stored.polygons?.type === 'MultiPolygon' ? stored.polygons.coordinates : coordinates;
  const divisionsOf = (adcodes: readonly string[]): string =>
    [...shapeOf(map, adcodes, null, 'GCJ02', () => undefined).divisions].sort((a, b) => a - b).join();
  return (
    JSON.stringify(draft.polygons) === JSON.stringify(drawn) &&
    divisionsOf(draft.adcodes) === divisionsOf(stored.adcodes)
  );
}

interface Ground {
  readonly shape: AreaShape;
  readonly before: AreaShape;
  readonly others: readonly StoredTerritory[];
}

function findingsOf(map: DivisionMap, { shape, before, others }: Ground, facts: CheckFacts): Checked['findings'] {
  const shapes = others.map((other) => ({ dealer: other.dealer, shape: shapeOfStored(map, other) }));
  const all = unite(shapes.map((other) => other.shape));
  const [heldNow, heldBefore] = [unite([all, shape]), unite([all, before])];
  const ofRegion = shapeOf(map, facts.regionAdcodes, null, 'GCJ02', () => undefined).divisions;
  const wanted = [...new Set([...ofRegion, ...before.divisions, ...shape.divisions])].sort((a, b) => a - b);
  return {
    overlaps: shapes.flatMap((other) => overlapWith(map, other, shape, before)),
    gaps: wanted.flatMap((division) => {
      const open = openGround(map, division, heldNow);
      if (open === null) return [];
      return {
        adcode: map.index.divisions[division]?.adcode ?? '',
        ...open,
        box: boxOfEdges(open.edges) ?? boxOfDivision(map.rings, division),
        isNew: isGroundLost(map, division, heldBefore, heldNow),
      };
    }),
    orphans: orphansOf(map, { now: heldNow, before: heldBefore, wanted: new Set(wanted) }, facts.terminals),
  };
}

function overlapWith(
  map: DivisionMap,
  other: { readonly dealer: string; readonly shape: AreaShape },
  shape: AreaShape,
  before: AreaShape,
): Overlap[] {
  const { divisions, edges } = sharedGround(map, shape, other.shape);
  if (divisions.length + edges.length === 0) return [];
  const added = sharedGround(map, shape, other.shape, before);
  const boxes = [...divisions.map((division) => boxOfDivision(map.rings, division)), boxOfEdges(edges)];
  const leaves = new Set(divisions.map((division) => map.index.divisions[division]?.adcode ?? ''));
  return [
    {
      dealer: other.dealer,
      adcodes: shortestCodes(map.index.divisions, leaves),
      edges,
      box: around(boxes.filter((box) => box !== null)),
      isNew: added.divisions.length + added.edges.length > 0,
    },
  ];
}

function orphansOf(
  map: DivisionMap,
  held: { readonly now: AreaShape; readonly before: AreaShape; readonly wanted: ReadonlySet<number> },
  terminals: CheckFacts['terminals'],
): Orphan[] {
  const isHeld = (shape: AreaShape, x: number, y: number): boolean =>
    holds(map, shape, x, y) || [...nearby(map, shape, x, y)].some((division) => isOnBorder(map.rings, division, x, y));
  return terminals.flatMap(({ id, longitude, latitude }) => {
    const wasHeld = isHeld(held.before, longitude, latitude);
    const isWanted = wasHeld || held.wanted.has(map.index.locate(longitude, latitude));
    return isWanted && !isHeld(held.now, longitude, latitude) ? [{ id, isNew: wasHeld }] : [];
  });
}

/** Divisions of a shape whose border may run through a place: those that hold a point a hair beside it. */
function nearby(map: DivisionMap, { divisions }: AreaShape, x: number, y: number): Set<number> {
  const hair = 2e-6;
  const beside = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => map.index.locate(x + dx * hair, y + dy * hair)));
  return new Set(beside.filter((division) => divisions.has(division)));
}

const unite = (shapes: readonly AreaShape[]): AreaShape => ({
  divisions: new Set(shapes.flatMap(({ divisions }) => [...divisions])),
  polygons: shapes.flatMap(({ polygons }) => polygons),
});

function boxOfEdges(edges: Edges): Box | null {
  if (edges.length === 0) return null;
  const [xs, ys] = [edges.filter((_, at) => at % 2 === 0), edges.filter((_, at) => at % 2 === 1)];
  const least = (list: Edges): number => list.reduce((a, b) => Math.min(a, b));
  const most = (list: Edges): number => list.reduce((a, b) => Math.max(a, b));
  return [least(xs), least(ys), most(xs), most(ys)];
}

const around = (boxes: readonly Box[]): Box => [
  Math.min(...boxes.map(([west]) => west)),
  Math.min(...boxes.map(([, south]) => south)),
  Math.max(...boxes.map(([, , east]) => east)),
  Math.max(...boxes.map(([, , , north]) => north)),
];
