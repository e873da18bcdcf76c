import { readFileSync } from 'node:fs';
import Flatbush from 'flatbush';
import pointInPolygon from 'point-in-polygon-hao';
import { type DivisionRings, decodeDivisions, UNITS_PER_DEGREE } from '../../../db/domain/geo/division-file.ts';
import type { OracleDivision, OracleGeography } from './geography.ts';

/** Where the product's map lies. */
export const MAP_FOLDER = new URL('../../../resources/map', import.meta.url).pathname;

/** Points in the map's own outlines, found by a packed R-tree and the point-in-polygon-hao library. */
export function mapGeography(): OracleGeography {
  const rings = decodeDivisions(readFileSync(`${MAP_FOLDER}/divisions.bin`));
  const tree = new Flatbush(rings.divisions.length);
  const spans = rings.divisions.map((_, index) => {
    const from = rings.ringStart[rings.firstRing[index]!]!;
    const to = rings.ringStart[rings.firstRing[index + 1]!]!;
    return { longitude: rings.longitude.subarray(from, to), latitude: rings.latitude.subarray(from, to) };
  });
  const least = (list: Int32Array) => list.reduce((a, b) => Math.min(a, b)) / UNITS_PER_DEGREE;
  const most = (list: Int32Array) => list.reduce((a, b) => Math.max(a, b)) / UNITS_PER_DEGREE;
  for (const { longitude, latitude } of spans) {
    tree.add(least(longitude), least(latitude), most(longitude), most(latitude));
  }
  tree.finish();
  const outlines = new Map<number, [number, number][][]>();
  return {
    locate(longitude, latitude) {
      for (const index of tree.search(longitude, latitude, longitude, latitude)) {
        let outline = outlines.get(index);
        if (outline === undefined) {
          outline = outlineOf(rings, index);
          outlines.set(index, outline);
        }
        if (pointInPolygon([longitude, latitude], outline) !== false) return divisionOf(rings, index);
      }
      return null;
    },
  };
}

function outlineOf(rings: DivisionRings, division: number): [number, number][][] {
  const outline: [number, number][][] = [];
  for (let ring = rings.firstRing[division]!; ring < rings.firstRing[division + 1]!; ring++) {
    const closed: [number, number][] = [];
    const [from, to] = [rings.ringStart[ring]!, rings.ringStart[ring + 1]!];
    for (let at = from; at <= to; at++) {
      const vertex = at === to ? from : at;
      closed.push([rings.longitude[vertex]! / UNITS_PER_DEGREE, rings.latitude[vertex]! / UNITS_PER_DEGREE]);
    }
    outline.push(closed);
  }
  return outline;
}

function divisionOf(rings: DivisionRings, index: number): OracleDivision {
  const { adcode, city, cityName, province } = rings.divisions[index]!;
  return { adcode, city, cityName, province };
}
