import type { FeatureCollection, LineString, MultiLineString, MultiPolygon, Polygon, Position } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, GeometryObject, Topology } from 'topojson-specification';
import { BoundarySet } from '../../../db/domain/geo/boundary-set.ts';
import { type PreparedPolygon, positionIn, preparePolygon } from '../../../db/domain/geo/polygon.ts';

/** [west, south, east, north] in degrees, GCJ-02. */
export type Box = readonly [number, number, number, number];

export type Divisions = FeatureCollection<Polygon | MultiPolygon, Record<string, string>>;

/** The drawn map: borders of three levels and the ten dashes. Simplified; never to judge points by. */
export interface BaseMap {
  readonly counties: Divisions;
  readonly cities: Divisions;
  readonly provinces: Divisions;
  /** Borders between cities of one province. Each border once, where two divisions share it: half of what is drawn. */
  readonly cityBorders: MultiLineString;
  /** Borders of provinces and coasts. */
  readonly provinceBorders: MultiLineString;
  readonly dashes: FeatureCollection<LineString>;
  /** Who drew it, and its approval number. */
  readonly set: BoundarySet;
}

const FILES = ['map.topo.json', 'dash-line.json', 'boundary-set.json'] as const;
/** What the files hold, in their order. */
export type BaseMapText = readonly string[];

const IDLE_WITHIN_MS = 1000;
const idle = (): Promise<unknown> =>
  new Promise((resolve) => requestIdleCallback(resolve, { timeout: IDLE_WITHIN_MS }));

/** Fetches the map that the page is served with. Rejects when a file is missing. */
export const fetchBaseMapText = (): Promise<BaseMapText> =>
  Promise.all(
    FILES.map(async (name) => {
      const response = await fetch(`/resources/map/${name}`);
      if (!response.ok) throw new Error(`the map file ${name} cannot be read: ${response.status}`);
      return response.text();
    }),
  );

/** Unpacks the map, in a moment when the page has nothing else to do. Rejects when a file is of another kind. */
export async function unpackBaseMap([topology = '', dashes = '', set = '']: BaseMapText): Promise<BaseMap> {
  await idle();
  return {
    ...divisionsIn(JSON.parse(topology) as Topology),
    dashes: JSON.parse(dashes) as FeatureCollection<LineString>,
    set: BoundarySet.parse(JSON.parse(set)),
  };
}

/** Divisions of three levels and the borders between them, as `map.topo.json` holds them. */
export function divisionsIn(topology: Topology): Omit<BaseMap, 'dashes' | 'set'> {
  const object = (name: string): GeometryCollection<Record<string, string>> => {
    const found = topology.objects[name];
    if (found?.type !== 'GeometryCollection') throw new Error(`the map has no layer ${name}`);
    return found as GeometryCollection<Record<string, string>>;
  };
  const layer = (name: string): Divisions => feature(topology, object(name)) as Divisions;
  return {
    counties: layer('county'),
    cities: layer('city'),
    provinces: layer('province'),
    cityBorders: mesh(topology, object('city'), (one, other) => one !== other && provinceOf(one) === provinceOf(other)),
    provinceBorders: mesh(topology, object('province')),
  };
}

const provinceOf = ({ properties }: GeometryObject): unknown => (properties as Record<string, string>).province;

/** Finds the division that a point lies in; none for water and for a point on a border. */
export function divisionFinder({ features }: Divisions): (at: Position) => Divisions['features'][number] | null {
  const found = new Map<Divisions['features'][number], readonly PreparedPolygon[]>();
  const boxes = features.map((division) => [division, boxOf([division], [])] as const);
  const polygonsOf = (division: Divisions['features'][number]): readonly PreparedPolygon[] => {
    const polygons = found.get(division) ?? partsOf(division.geometry).map(preparePolygon);
    found.set(division, polygons);
    return polygons;
  };
  return ([x = 0, y = 0]) => {
    const near = boxes.filter(([, box]) => box !== null && x >= box[0] && y >= box[1] && x <= box[2] && y <= box[3]);
    const hit = near.find(([one]) => polygonsOf(one).some((polygon) => positionIn(polygon, x, y) === 'inside'));
    return hit?.[0] ?? null;
  };
}

/** The divisions that a list of codes of any level names, each by its own code or by one above it. */
export function divisionsOf(counties: Divisions, adcodes: ReadonlySet<string>): Divisions['features'] {
  return counties.features.filter(({ properties }) =>
    ['adcode', 'city', 'province'].some((level) => adcodes.has(properties[level] ?? '')),
  );
}

const partsOf = (geometry: Polygon | MultiPolygon): Position[][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;

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
    for (const [outer = []] of partsOf(geometry)) for (const [x = 0, y = 0] of outer) take(x, y);
  }
  for (const [x, y] of points) take(x, y);
  return west > east ? null : [west, south, east, north];
}
