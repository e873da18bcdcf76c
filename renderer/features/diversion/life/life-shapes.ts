import type { FeatureCollection, LineString, Point } from 'geojson';
import type { CodeLife } from '../../../../db/contract/diversion-life.ts';
import type { BaseMap } from '../base-map.ts';
import { labelPoints } from '../label-points.ts';

/** Steps that are numbered on the map; the table has all. */
export const STEPS_DRAWN = 40;

type LngLat = readonly [number, number];

/** The life of a code as the map draws it. */
export interface LifeShapes {
  readonly line: FeatureCollection<LineString>;
  /** `step` 0 is the dealer to whom it was shipped; `isRough`: the middle of a county, not the place itself. */
  readonly points: FeatureCollection<Point, { step: number; isRough: boolean; isOutside: boolean }>;
  readonly places: readonly LngLat[];
}

/** Shipment and scans in their order; where the point is not told, the middle of the county stands for it. */
export function lifeShapes(life: CodeLife, base: BaseMap): LifeShapes {
  const wanted = new Set(life.steps.rows.map(({ scan }) => scan.place));
  const middles = new Map(
    labelPoints({
      ...base.counties,
      features: base.counties.features.filter(({ properties }) => wanted.has(properties.adcode ?? '')),
    }).features.map(({ properties, geometry }) => [
      String(properties?.adcode),
      geometry.coordinates as [number, number],
    ]),
  );
  const stops = [
    ...(life.shipment?.seat == null
      ? []
      : [{ at: life.shipment.seat as LngLat, step: 0, isRough: false, isOutside: false }]),
    ...life.steps.rows.slice(0, STEPS_DRAWN).flatMap(({ scan, point }, n) => {
      const at = point ?? (scan.place === null ? undefined : middles.get(scan.place));
      return at === undefined
        ? []
        : [{ at: at as LngLat, step: n + 1, isRough: point === null, isOutside: scan.verdict === 'outside' }];
    }),
  ];
  const places = stops.map(({ at }) => at);
  const coordinates = places.map(([x, y]) => [x, y]);
  return {
    line: {
      type: 'FeatureCollection',
      features:
        coordinates.length < 2
          ? []
          : [{ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } }],
    },
    points: {
      type: 'FeatureCollection',
      features: stops.map(({ at: [x, y], ...properties }) => ({
        type: 'Feature',
        properties,
        geometry: { type: 'Point', coordinates: [x, y] },
      })),
    },
    places,
  };
}
