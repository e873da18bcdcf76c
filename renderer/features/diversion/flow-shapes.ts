import type { Feature, FeatureCollection, LineString, Point } from 'geojson';
import type { Flow } from '../../../db/contract/diversion.ts';

/** More lines than this hide the map; the rest is in the list, in the table and in the tiles. */
export const FLOWS_DRAWN = 25;
const STEPS = 20;
/** How far the middle of an arc stands off the straight line, as a share of its length. */
const BEND = 0.16;

type LngLat = readonly [number, number];

export const flowKey = ({ dealerId, place }: Pick<Flow, 'dealerId' | 'place'>): string => `${dealerId}/${place}`;

/** Points of an arc that bends to the left of its way, so that there and back are two lines. */
export function arc(from: LngLat, to: LngLat): LngLat[] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const control: LngLat = [(from[0] + to[0]) / 2 - dy * BEND, (from[1] + to[1]) / 2 + dx * BEND];
  return Array.from({ length: STEPS + 1 }, (_, step): LngLat => {
    const t = step / STEPS;
    const at = (n: 0 | 1): number => (1 - t) ** 2 * from[n] + 2 * (1 - t) * t * control[n] + t ** 2 * to[n];
    return [at(0), at(1)];
  });
}

/** Direction of the last piece of a line as it is drawn (Mercator), clockwise from the north in degrees. */
export function headingOf(points: readonly LngLat[]): number {
  const mercator = (degrees: number): number => Math.log(Math.tan(Math.PI / 4 + (degrees * Math.PI) / 360));
  const [a, b] = points.slice(-2);
  if (a === undefined || b === undefined) return 0;
  const dx = ((b[0] - a[0]) * Math.PI) / 180;
  const heading = (Math.atan2(dx, mercator(b[1]) - mercator(a[1])) * 180) / Math.PI;
  return (heading + 360) % 360;
}

/** The drawn flows, the chosen ones always among them: lines, and a head at the end of each. */
export function flowShapes(
  flows: readonly Flow[],
  isChosen: (flow: Flow) => boolean,
): { readonly lines: FeatureCollection<LineString>; readonly heads: FeatureCollection<Point> } {
  const drawn = flows.filter((flow, rank) => flow.from !== null && (rank < FLOWS_DRAWN || isChosen(flow)));
  const lines: Feature<LineString>[] = [];
  const heads: Feature<Point>[] = [];
  for (const flow of drawn) {
    if (flow.from === null) continue;
    const points = arc(flow.from, flow.to);
    const properties = { key: flowKey(flow), n: flow.codes };
    lines.push({
      type: 'Feature',
      properties,
      geometry: { type: 'LineString', coordinates: points.map(([x, y]) => [x, y]) },
    });
    heads.push({
      type: 'Feature',
      properties: { ...properties, heading: headingOf(points) },
      geometry: { type: 'Point', coordinates: [...flow.to] },
    });
  }
  return {
    lines: { type: 'FeatureCollection', features: lines },
    heads: { type: 'FeatureCollection', features: heads },
  };
}
