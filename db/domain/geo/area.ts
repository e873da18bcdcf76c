import { type BorderTree, buildBorderTree } from './border-tree.ts';
import { type DivisionRings, toUnits, UNITS_PER_DEGREE } from './division-file.ts';
import { divisionOutline } from './division-outline.ts';
import { orientation } from './orientation.ts';
import { outline } from './outline.ts';
import { type Position, type PreparedPolygon, positionIn } from './polygon.ts';
import type { DivisionIndex } from './types.ts';

/** The stored map: its rings and the index over them. */
export interface DivisionMap {
  readonly rings: DivisionRings;
  readonly index: DivisionIndex;
}

/** Divisions and drawn polygons taken together. */
export interface AreaShape {
  /** Indices of divisions of the map. */
  readonly divisions: ReadonlySet<number>;
  readonly polygons: readonly PreparedPolygon[];
}

/** Where a point lies, and how far from the border. */
export interface Place {
  /** `boundary` is exactly on the border, edge or corner, to the last digit of the coordinates. */
  readonly position: Position;
  /** Great-circle distance to the border in metres, below zero inside; ±Infinity beyond the limit or without a border. */
  readonly distanceM: number;
}

/** An area that points are held against, GCJ-02 degrees, longitude first. */
export interface Area {
  /**
   * @param division index of the division that holds the point, -1 for none
   * @param limitM how far the border is looked for
   * @param insideLimitM how far from inside, where less will do
   */
  place(longitude: number, latitude: number, division: number, limitM?: number, insideLimitM?: number): Place;
  /** False where nothing lies in it. */
  hasBorder(): boolean;
}

/** Nearer than this a point may lie on the border itself, and is asked exactly: distances are good to millimetres. */
const NEAR_M = 0.05;
/** A step that stays within `NEAR_M` and runs along no border that anybody draws, degrees. */
const ASIDE = { x: 3.1e-9, y: 2.3e-9 } as const;

/**
 * The area of `included` without `excluded`. Borders between parts of it are not its border; what is excluded is so up
 * to, not with, its own border.
 */
export function createArea(map: DivisionMap, included: AreaShape, excluded: AreaShape): Area {
  const hasDrawn = included.polygons.length + excluded.polygons.length > 0;
  const isIncluded = marks(map, included.divisions);
  const isExcluded = marks(map, excluded.divisions);
  const kept = [...included.divisions].filter((division) => isExcluded[division] === 0);
  const keptEdges = divisionOutline(map.rings, kept);
  const excludedEdges = divisionOutline(map.rings, [...excluded.divisions]);

  /** Right for every point but those on a border of some part. */
  const holds = (x: number, y: number, division = map.index.locate(x, y)): boolean =>
    isExcluded[division] !== 1 &&
    (isIncluded[division] === 1 || included.polygons.some((polygon) => positionIn(polygon, x, y) === 'inside')) &&
    !excluded.polygons.some((polygon) => positionIn(polygon, x, y) === 'inside');

  let border: BorderTree | undefined;
  const buildBorder = (): BorderTree => {
    if (!hasDrawn) return buildBorderTree(toDegrees(keptEdges));
    const drawn = join([...included.polygons, ...excluded.polygons].map(({ edges }) => edges));
    const divisions = toDegrees(join([keptEdges, excludedEdges]));
    return buildBorderTree(outline({ divisions, drawn, holds }));
  };

  const exactPosition = (x: number, y: number, division: number): Position => {
    const within = positionAmong(included.polygons, x, y, isIncluded[division] === 1, keptEdges);
    const without = positionAmong(excluded.polygons, x, y, isExcluded[division] === 1, excludedEdges);
    if (within === 'outside' || without === 'inside') return 'outside';
    return within === 'boundary' || without === 'boundary' ? 'boundary' : 'inside';
  };

  return {
    hasBorder() {
      border ??= buildBorder();
      return border.distanceM(0, 0) !== Number.POSITIVE_INFINITY;
    },
    place(x, y, division, limitM, insideLimitM = limitM) {
      border ??= buildBorder();
      const isInside = hasDrawn ? holds(x + ASIDE.x, y + ASIDE.y) : holds(x, y, division);
      const distanceM = border.distanceM(x, y, isInside ? insideLimitM : limitM);
      if (distanceM <= NEAR_M) {
        const position = exactPosition(x, y, division);
        return { position, distanceM: position === 'boundary' ? 0 : position === 'inside' ? -distanceM : distanceM };
      }
      return isInside ? { position: 'inside', distanceM: -distanceM } : { position: 'outside', distanceM };
    },
  };
}

function marks(map: DivisionMap, divisions: ReadonlySet<number>): Uint8Array {
  const marked = new Uint8Array(map.index.divisions.length);
  for (const division of divisions) marked[division] = 1;
  return marked;
}

/** Where a point lies in divisions and polygons taken together, exactly. */
function positionAmong(
  polygons: readonly PreparedPolygon[],
  x: number,
  y: number,
  isInDivision: boolean,
  divisionEdges: Float64Array,
): Position {
  const positions = polygons.map((polygon) => positionIn(polygon, x, y));
  if (positions.includes('inside')) return 'inside';
  if (isOnEdge(divisionEdges, toUnits(x), toUnits(y))) return 'boundary';
  if (isInDivision) return 'inside';
  return positions.includes('boundary') ? 'boundary' : 'outside';
}

function isOnEdge(edges: Float64Array, x: number, y: number): boolean {
  for (let edge = 0; edge < edges.length; edge += 4) {
    const ax = edges[edge] as number;
    const ay = edges[edge + 1] as number;
    const bx = edges[edge + 2] as number;
    const by = edges[edge + 3] as number;
    const isBeside = x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);
    if (isBeside && orientation(ax, ay, bx, by, x, y) === 0) return true;
  }
  return false;
}

const toDegrees = (units: Float64Array): Float64Array => units.map((value) => value / UNITS_PER_DEGREE);

function join(arrays: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    joined.set(array, at);
    at += array.length;
  }
  return joined;
}
