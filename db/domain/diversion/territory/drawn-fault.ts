import { placeFault } from '../../geo/crs.ts';
import { outline } from '../../geo/outline.ts';
import { type PreparedPolygon, positionIn, preparePolygon } from '../../geo/polygon.ts';
import { polygonFault } from '../../geo/polygon-fault.ts';
import type { DrawnPolygon } from './body.ts';

/** Why drawn polygons cannot be part of a territory, and where. */
export interface DrawnFault {
  readonly kind: 'outside_china' | 'swapped' | 'too_few_corners' | 'no_area' | 'crosses_itself' | 'polygons_overlap';
  /** Which of the polygons, from 0. */
  readonly polygon: number;
  /** [longitude, latitude] near which it happens. */
  readonly at: readonly [number, number];
}

/**
 * Every polygon's first fault, then pairs of polygons that lie on one another: the map counts a place by the even-odd rule,
 * so ground that is drawn twice would be ground that is not drawn. GCJ-02 degrees.
 */
export function drawnFaults(polygons: readonly DrawnPolygon[]): DrawnFault[] {
  const faults = polygons.flatMap((rings, polygon): DrawnFault[] => {
    for (const [longitude, latitude] of rings.flat()) {
      const fault = placeFault(longitude, latitude);
      if (fault === null) continue;
      return [{ kind: fault === 'swapped' ? 'swapped' : 'outside_china', polygon, at: [longitude, latitude] }];
    }
    const fault = polygonFault(rings);
    return fault === null ? [] : [{ ...fault, polygon }];
  });
  if (faults.length > 0) return faults;
  const prepared = polygons.map((rings) => preparePolygon(rings));
  prepared.forEach((one, polygon) => {
    for (const other of prepared.slice(0, polygon)) {
      const [x, y] = commonGround(one, other);
      if (x !== undefined && y !== undefined) {
        faults.push({ kind: 'polygons_overlap', polygon, at: [x, y] });
        break;
      }
    }
  });
  return faults;
}

const doBoxesMeet = (one: PreparedPolygon, other: PreparedPolygon): boolean =>
  one.west <= other.east && other.west <= one.east && one.south <= other.north && other.south <= one.north;

/** The border of what lies in both polygons, as edges; empty where they only touch. */
function commonGround(one: PreparedPolygon, other: PreparedPolygon): Float64Array {
  if (!doBoxesMeet(one, other)) return new Float64Array();
  const drawn = new Float64Array(one.edges.length + other.edges.length);
  drawn.set(one.edges);
  drawn.set(other.edges, one.edges.length);
  const holds = (x: number, y: number): boolean =>
    positionIn(one, x, y) === 'inside' && positionIn(other, x, y) === 'inside';
  return outline({ divisions: new Float64Array(), drawn, holds });
}
