import { readFileSync } from 'node:fs';
import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { z } from 'zod';
import { type Crs, placeFault, toGcj02 } from '../../domain/geo/crs.ts';
import type { Division } from '../../domain/geo/types.ts';

type Shape = Polygon | MultiPolygon;

const Adcode = z.string().regex(/^[1-9]\d{5}$/);
const Name = z.string().trim().min(1);
/** What each county of a set of one's own must say of itself. */
const Properties = z.object({
  adcode: Adcode,
  name: Name,
  city: Adcode,
  cityName: Name,
  province: Adcode,
  provinceName: Name,
});

/**
 * Counties of a licensed map: a GeoJSON FeatureCollection of polygons, each with its codes and names.
 * @throws Error naming the feature that is at fault
 */
export function readOwnCounties(file: string, crs: Crs): Feature<Shape, Division>[] {
  const { features } = JSON.parse(readFileSync(file, 'utf8')) as FeatureCollection<Shape>;
  if (!Array.isArray(features)) throw new Error(`${file} is no FeatureCollection`);
  const known = new Set<string>();
  return features.map((one, index) => {
    const told = Properties.safeParse(one.properties);
    const name = `feature ${index + 1} (${String(one.properties?.name)})`;
    if (!told.success) throw new Error(`${name}: ${z.prettifyError(told.error)}`);
    const { geometry } = one;
    if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') throw new Error(`${name}: no polygon`);
    if (known.has(told.data.adcode)) throw new Error(`${name}: the code ${told.data.adcode} stands twice`);
    known.add(told.data.adcode);
    const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    const coordinates = parts.map((rings) =>
      rings.map((ring) =>
        ring.map(([x = 0, y = 0]) => {
          const fault = placeFault(x, y);
          if (fault !== null) throw new Error(`${name}: ${fault} at ${x}, ${y}`);
          return toGcj02(crs, x, y);
        }),
      ),
    );
    return { type: 'Feature', properties: told.data, geometry: { type: 'MultiPolygon', coordinates } };
  });
}
