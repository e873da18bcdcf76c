import type { FeatureCollection, LineString, MultiPolygon, Polygon } from 'geojson';
import { feature } from 'topojson-client';
import type { Topology } from 'topojson-specification';
import { BoundarySet } from '../../../db/domain/geo/boundary-set.ts';

/** [west, south, east, north] in degrees, GCJ-02. */
export type Box = readonly [number, number, number, number];

export type Divisions = FeatureCollection<Polygon | MultiPolygon, Record<string, string>>;

/** The drawn map: borders of three levels and the ten dashes. Simplified; never to judge points by. */
export interface BaseMap {
  readonly counties: Divisions;
  readonly cities: Divisions;
  readonly provinces: Divisions;
  readonly dashes: FeatureCollection<LineString>;
  /** Who drew it, and its approval number. */
  readonly set: BoundarySet;
}

/** Reads the map that the page is served with. Rejects when a file is missing or of another kind. */
export async function loadBaseMap(): Promise<BaseMap> {
  const read = async <T>(name: string): Promise<T> => {
    const response = await fetch(`/resources/map/${name}`);
    if (!response.ok) throw new Error(`the map file ${name} cannot be read: ${response.status}`);
    return (await response.json()) as T;
  };
  const [topology, dashes, set] = await Promise.all([
    read<Topology>('map.topo.json'),
    read<FeatureCollection<LineString>>('dash-line.json'),
    read<unknown>('boundary-set.json'),
  ]);
  const layer = (name: string): Divisions => {
    const object = topology.objects[name];
    if (object === undefined) throw new Error(`the map has no layer ${name}`);
    return feature(topology, object) as Divisions;
  };
  return {
    counties: layer('county'),
    cities: layer('city'),
    provinces: layer('province'),
    dashes,
    set: BoundarySet.parse(set),
  };
}

/** The divisions that a list of codes of any level names, each by its own code or by one above it. */
export function divisionsOf(counties: Divisions, adcodes: ReadonlySet<string>): Divisions['features'] {
  return counties.features.filter(({ properties }) =>
    ['adcode', 'city', 'province'].some((level) => adcodes.has(properties[level] ?? '')),
  );
}

/** The smallest box around divisions and points; null around nothing. */
export function boxOf(divisions: Divisions['features'], points: readonly (readonly [number, number])[]): Box | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (x: number, y: number): void => {
    west = Math.min(west, x);
    south = Math.min(south, y);
    east = Math.max(east, x);
    north = Math.max(north, y);
  };
  for (const { geometry } of divisions) {
    const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    for (const [outer = []] of parts) for (const [x = 0, y = 0] of outer) take(x, y);
  }
  for (const [x, y] of points) take(x, y);
  return west > east ? null : [west, south, east, north];
}
