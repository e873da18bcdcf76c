import { type Crs, placeFault, toGcj02 } from '../../geo/crs.ts';
import { CORNERS_MAX, cornersOf, type DrawnPolygon, POLYGONS_MAX } from './body.ts';
import { drawnFaults } from './drawn-fault.ts';

/** Characters of a file: more than any territory that may be proposed. */
export const GEOJSON_MAX = 5_000_000;
/** Faults that are told: who mends ten will look again. */
const TOLD_MAX = 10;
/** Six decimals are a tenth of a metre. */
const DECIMALS = 6;

/** What is wrong with a file, and where in it. */
export interface GeoJsonFault {
  readonly kind:
    | 'too_large'
    | 'not_json'
    | 'not_geojson'
    | 'other_system'
    | 'no_polygon'
    | 'not_a_polygon'
    | 'bad_corner'
    | 'too_many_corners'
    | 'null_island'
    | 'swapped'
    | 'outside_china'
    | 'too_few_corners'
    | 'no_area'
    | 'crosses_itself'
    | 'polygons_overlap';
  /** Number among the features, from 1, and its name where it has one; null: the file as a whole. */
  readonly feature: { readonly n: number; readonly name: string | null } | null;
  /** As it stands in the file: what is there instead. */
  readonly detail: string | null;
  /** [longitude, latitude] as they stand in the file or, of drawn faults, in GCJ-02. */
  readonly at: readonly [number, number] | null;
}

export type GeoJsonRead = { readonly polygons: DrawnPolygon[] } | { readonly faults: readonly GeoJsonFault[] };

/** Names that old files give the systems of satellites: longitude and latitude, whatever the user says they are. */
const DEGREES = /(CRS:?:?84|EPSG:{1,2}(4326|4490|4214|4610))$/i;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fault = (kind: GeoJsonFault['kind'], detail: string | null = null): GeoJsonFault => ({
  kind,
  feature: null,
  detail,
  at: null,
});

/**
 * Reads polygons from GeoJSON (RFC 7946): a Feature, a FeatureCollection or a bare geometry of Polygon or MultiPolygon.
 * @param crs system that the coordinates are in, as the user says; what comes out is GCJ-02, rounded to 0.1 m
 */
export function readGeoJson(text: string, crs: Crs): GeoJsonRead {
  if (text.length > GEOJSON_MAX) return { faults: [fault('too_large', String(text.length))] };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { faults: [fault('not_json', error instanceof Error ? error.message : null)] };
  }
  if (!isRecord(parsed)) return { faults: [fault('not_geojson')] };
  const system = systemOf(parsed);
  if (system !== null && !DEGREES.test(system)) return { faults: [fault('other_system', system)] };
  const features = featuresOf(parsed);
  if (features === null) return { faults: [fault('not_geojson', String(parsed.type))] };
  const faults: GeoJsonFault[] = [];
  const polygons: { readonly rings: DrawnPolygon; readonly feature: GeoJsonFault['feature'] }[] = [];
  for (const [index, one] of features.entries()) {
    const feature = { n: index + 1, name: one.name };
    const report = (kind: GeoJsonFault['kind'], detail: string | null, at: GeoJsonFault['at'] = null): void =>
      void faults.push({ kind, feature, detail, at });
    const before = faults.length;
    for (const rings of polygonsOf(one.geometry, report)) {
      const read = ringsOf(rings, crs, report);
      if (read !== null) polygons.push({ rings: read, feature });
    }
    if (faults.length - before > TOLD_MAX) break;
  }
  if (faults.length > 0) return { faults: faults.slice(0, TOLD_MAX) };
  if (polygons.length === 0) return { faults: [fault('no_polygon')] };
  const drawn = polygons.map(({ rings }) => rings);
  const corners = cornersOf(drawn);
  if (corners > CORNERS_MAX || drawn.length > POLYGONS_MAX)
    return { faults: [fault('too_many_corners', String(corners))] };
  const found = drawnFaults(drawn).map(
    ({ kind, polygon, at }): GeoJsonFault => ({ kind, feature: polygons[polygon]?.feature ?? null, detail: null, at }),
  );
  return found.length > 0 ? { faults: found.slice(0, TOLD_MAX) } : { polygons: drawn };
}

function systemOf({ crs }: Readonly<Record<string, unknown>>): string | null {
  if (!isRecord(crs) || !isRecord(crs.properties)) return null;
  return typeof crs.properties.name === 'string' ? crs.properties.name : JSON.stringify(crs.properties);
}

interface FeatureRead {
  readonly name: string | null;
  readonly geometry: unknown;
}

function featuresOf(document: Readonly<Record<string, unknown>>): readonly FeatureRead[] | null {
  switch (document.type) {
    case 'FeatureCollection':
      return Array.isArray(document.features) ? document.features.map(featureOf) : null;
    case 'Feature':
      return [featureOf(document)];
    case 'Polygon':
    case 'MultiPolygon':
      return [{ name: null, geometry: document }];
    default:
      return null;
  }
}

function featureOf(value: unknown): FeatureRead {
  if (!isRecord(value) || value.type !== 'Feature') return { name: null, geometry: value };
  const properties = isRecord(value.properties) ? value.properties : {};
  const name = [properties.name, properties.NAME, properties.名称, value.id].find(
    (one) => typeof one === 'string' || typeof one === 'number',
  );
  return { name: name === undefined ? null : String(name).slice(0, 100), geometry: value.geometry };
}

type Report = (kind: GeoJsonFault['kind'], detail: string | null, at?: GeoJsonFault['at']) => void;

function polygonsOf(geometry: unknown, report: Report): readonly unknown[] {
  const { type, coordinates } = isRecord(geometry) ? geometry : {};
  if (type === 'Polygon' && Array.isArray(coordinates)) return [coordinates];
  if (type === 'MultiPolygon' && Array.isArray(coordinates)) return coordinates as unknown[];
  report('not_a_polygon', type === undefined ? null : String(type));
  return [];
}

/** Rings in GCJ-02, closed; null when something is reported. */
function ringsOf(rings: unknown, crs: Crs, report: Report): DrawnPolygon | null {
  if (!Array.isArray(rings) || rings.length === 0) {
    report('bad_corner', JSON.stringify(rings ?? null).slice(0, 60));
    return null;
  }
  const read: [number, number][][] = [];
  for (const ring of rings as unknown[]) {
    const corners: [number, number][] = [];
    for (const corner of Array.isArray(ring) ? (ring as unknown[]) : [ring]) {
      const [x, y] = Array.isArray(corner) ? (corner as unknown[]) : [];
      if (typeof x !== 'number' || typeof y !== 'number') {
        report('bad_corner', JSON.stringify(corner ?? null).slice(0, 60));
        return null;
      }
      const wrong = placeFault(x, y);
      if (wrong !== null) {
        report(wrong, null, [x, y]);
        return null;
      }
      const [longitude, latitude] = toGcj02(crs, x, y).map((degrees) => Number(degrees.toFixed(DECIMALS))) as [
        number,
        number,
      ];
      const last = corners.at(-1);
      if (last?.[0] !== longitude || last[1] !== latitude) corners.push([longitude, latitude]);
    }
    const closed = closedRing(corners);
    if (closed.length < 4) {
      report('too_few_corners', null, closed[0] ?? null);
      return null;
    }
    read.push(closed);
  }
  return read;
}

/** A ring whose last corner is its first. */
export function closedRing(corners: readonly [number, number][]): [number, number][] {
  const [first] = corners;
  const last = corners.at(-1);
  if (first === undefined || last === undefined) return [];
  return first[0] === last[0] && first[1] === last[1] ? [...corners] : [...corners, first];
}
