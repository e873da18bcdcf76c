import {
  CORNERS_MAX,
  cornersOf,
  type DrawnPolygon,
  type DrawnPolygons,
} from '../../../../db/domain/diversion/territory/body.ts';
import { closedRing } from '../../../../db/domain/diversion/territory/geojson.ts';

/** [longitude, latitude], GCJ-02 degrees. */
export type Place = readonly [number, number];

/** A corner of the drawn polygons, each counted from 0; the last corner of a ring, which is its first again, has no number. */
export interface CornerAt {
  readonly polygon: number;
  readonly ring: number;
  readonly corner: number;
}

/** Corners of a ring, each once. */
export const openRing = (ring: DrawnPolygon[number]): DrawnPolygon[number] => ring.slice(0, -1);

/** Six decimals are a tenth of a metre; beyond the edge of the world there is nothing. */
export const placeOf = (longitude: number, latitude: number): [number, number] => [
  Number(Math.min(180, Math.max(-180, longitude)).toFixed(6)),
  Number(Math.min(90, Math.max(-90, latitude)).toFixed(6)),
];

const withRing = (
  polygons: DrawnPolygons,
  at: CornerAt,
  change: (corners: DrawnPolygon[number]) => DrawnPolygon[number],
): DrawnPolygons =>
  polygons.map((rings, polygon) =>
    polygon === at.polygon
      ? rings.map((ring, n) => (n === at.ring ? closedRing(change(openRing(ring))) : ring))
      : rings,
  );

/** The corner somewhere else. */
export const withCornerMoved = (polygons: DrawnPolygons, at: CornerAt, [x, y]: Place): DrawnPolygons =>
  withRing(polygons, at, (corners) => corners.map((corner, n) => (n === at.corner ? [x, y] : corner)));

/** One corner more, in the middle of the edge behind the corner; null where there are as many as a territory may have. */
export function withCornerAdded(polygons: DrawnPolygons, at: CornerAt): DrawnPolygons | null {
  if (cornersOf(polygons) >= CORNERS_MAX) return null;
  return withRing(polygons, at, (corners) => {
    const [[ax, ay] = [0, 0], [bx, by] = [0, 0]] = [corners[at.corner], corners[(at.corner + 1) % corners.length]];
    return corners.toSpliced(at.corner + 1, 0, placeOf((ax + bx) / 2, (ay + by) / 2));
  });
}

/** One corner less; null where three are left. */
export function withCornerRemoved(polygons: DrawnPolygons, at: CornerAt): DrawnPolygons | null {
  const ring = polygons[at.polygon]?.[at.ring] ?? [];
  if (openRing(ring).length <= 3) return null;
  return withRing(polygons, at, (corners) => corners.toSpliced(at.corner, 1));
}
