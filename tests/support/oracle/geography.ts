import Flatbush from 'flatbush';
import type { MultiPolygon, Polygon } from 'geojson';
import pointInPolygon from 'point-in-polygon-hao';

/** A division as the oracle knows it. */
export interface OracleDivision {
  readonly adcode: string;
  readonly city: string;
  readonly cityName: string;
  readonly province: string;
}
export interface DrawnDivision extends OracleDivision {
  readonly outline: MultiPolygon;
}

export interface OracleGeography {
  locate(longitude: number, latitude: number): OracleDivision | null;
}

/** Points in divisions by other means than the product's: a packed R-tree and the point-in-polygon-hao library. */
export function oracleGeography(divisions: readonly DrawnDivision[]): OracleGeography {
  const parts = divisions.flatMap((division) =>
    division.outline.coordinates.map((rings) => ({
      division,
      polygon: { type: 'Polygon', coordinates: rings } as Polygon,
    })),
  );
  const tree = new Flatbush(parts.length);
  for (const { polygon } of parts) {
    const ring = polygon.coordinates[0] ?? [];
    const xs = ring.map((point) => point[0] as number);
    const ys = ring.map((point) => point[1] as number);
    tree.add(
      xs.reduce((a, b) => Math.min(a, b)),
      ys.reduce((a, b) => Math.min(a, b)),
      xs.reduce((a, b) => Math.max(a, b)),
      ys.reduce((a, b) => Math.max(a, b)),
    );
  }
  tree.finish();
  return {
    locate(longitude, latitude) {
      for (const index of tree.search(longitude, latitude, longitude, latitude)) {
        const part = parts[index]!;
        if (pointInPolygon([longitude, latitude], part.polygon.coordinates as [number, number][][]) !== false) {
          return part.division;
        }
      }
      return null;
    },
  };
}

/** Whether a point lies in a drawn area. */
export function drawnAreaHolds(area: MultiPolygon, longitude: number, latitude: number): boolean {
  return area.coordinates.some(
    (rings) => pointInPolygon([longitude, latitude], rings as [number, number][][]) !== false,
  );
}
