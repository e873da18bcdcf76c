import booleanPointInPolygon from '@turf/boolean-point-in-polygon';
import Flatbush from 'flatbush';
import type { Feature, FeatureCollection, MultiPolygon, Position } from 'geojson';
import inPolygon from 'point-in-polygon-hao';
import whichPolygon from 'which-polygon';
import type { DivisionMap } from '../../../db/domain/geo/area.ts';

/** Finds the division of a point by somebody else's means; -1 for none. */
export type Locate = (longitude: number, latitude: number) => number;
interface Properties {
  readonly division: number;
}

/** The libraries, each over the same GeoJSON. */
export function libraries(map: DivisionMap): Readonly<Record<'which-polygon' | 'flatbush' | 'turf', Locate>> {
  const collection = toGeoJson(map);
  return {
    'which-polygon': byWhichPolygon(collection),
    flatbush: byFlatbush(collection),
    turf: byTurf(collection),
  };
}

function byWhichPolygon(collection: FeatureCollection<MultiPolygon, Properties>): Locate {
  const query = whichPolygon<Properties>(collection);
  return (x, y) => query([x, y])?.division ?? -1;
}

function byFlatbush({ features }: FeatureCollection<MultiPolygon, Properties>): Locate {
  const parts = features.flatMap(({ geometry, properties }) =>
    geometry.coordinates.map((polygon) => ({ polygon, division: properties.division })),
  );
  const tree = new Flatbush(parts.length);
  for (const { polygon } of parts) tree.add(...boxOf(polygon));
  tree.finish();
  return (x, y) => {
    for (const at of tree.search(x, y, x, y)) {
      const { polygon, division } = parts[at] as (typeof parts)[number];
      if (inPolygon([x, y], polygon) === true) return division;
    }
    return -1;
  };
}

/** One feature after the other, as its documentation shows; the box of a feature is asked first. */
function byTurf({ features }: FeatureCollection<MultiPolygon, Properties>): Locate {
  return (x, y) => features.find((feature) => booleanPointInPolygon([x, y], feature))?.properties.division ?? -1;
}

type Box = [west: number, south: number, east: number, north: number];

function boxOf(polygon: readonly Position[][]): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x = 0, y = 0] of polygon[0] ?? []) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

function toGeoJson({ rings, index }: DivisionMap): FeatureCollection<MultiPolygon, Properties> {
  return { type: 'FeatureCollection', features: index.divisions.map((_, division) => featureOf(rings, division)) };
}

/** A division as outer rings, each with the holes that lie in it. */
function featureOf(rings: DivisionMap['rings'], division: number): Feature<MultiPolygon, Properties> {
  const all: Position[][] = [];
  for (let ring = rings.firstRing[division] as number; ring < (rings.firstRing[division + 1] as number); ring += 1) {
    const corners: Position[] = [];
    for (let v = rings.ringStart[ring] as number; v < (rings.ringStart[ring + 1] as number); v += 1)
      corners.push([(rings.longitude[v] as number) / 1e6, (rings.latitude[v] as number) / 1e6]);
    corners.push(corners[0] as Position);
    all.push(corners);
  }
  // How many of the other rings hold a ring: an even number is land, an odd one a hole in the smallest of them.
  const holders = all.map((ring, n) => all.filter((other, m) => m !== n && doesHold(other, ring)));
  const outer = all.flatMap((ring, n) => ((holders[n]?.length ?? 0) % 2 === 0 ? [[ring]] : []));
  all.forEach((ring, n) => {
    const around = holders[n] ?? [];
    if (around.length % 2 === 0) return;
    const host = around.find((one) => around.every((other) => other === one || doesHold(other, one)));
    outer.find(([first]) => first === host)?.push(ring);
  });
  const bbox = outer.map(boxOf).reduce((a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]); // biome-ignore format: one box
  return { type: 'Feature', bbox, properties: { division }, geometry: { type: 'MultiPolygon', coordinates: outer } };
}

/** Rings of a division touch at most in corners: the middle of any edge decides. */
function doesHold(outer: readonly Position[], inner: readonly Position[]): boolean {
  const [[ax = 0, ay = 0] = [], [bx = 0, by = 0] = []] = inner;
  return inPolygon([(ax + bx) / 2, (ay + by) / 2], [outer as Position[]]) === true;
}
