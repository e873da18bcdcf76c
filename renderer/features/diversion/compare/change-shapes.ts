import type { Feature, FeatureCollection, LineString, Point } from 'geojson';
import type { Comparison, FlowChange, PlaceChange } from '../../../../db/contract/diversion-compare.ts';
import { count } from '../../../components/format/format.ts';
import { arc, FLOWS_DRAWN, flowKey } from '../flow-shapes.ts';
import { differenceText } from './change-signs.tsx';

/** Properties of a mark: what it is, and by how much. */
export type Mark = Pick<PlaceChange, 'place' | 'change'> & {
  /** Codes of the larger period: the size. */
  readonly n: number;
  readonly difference: number;
  readonly text: string;
};
export interface ChangeShapes {
  readonly lines: FeatureCollection<LineString>;
  readonly marks: FeatureCollection<Point, Mark>;
}

/**
 * Two periods on one map: a mark on every city in which goods were outside in either, and the lines of the largest changes,
 * those that somebody has chosen always among them.
 */
export function changeShapes(
  { flows, places }: Pick<Comparison, 'flows' | 'places'>,
  isChosen: (flow: FlowChange) => boolean,
): ChangeShapes {
  const at = new Map(places.map((place) => [place.place, place.at]));
  const lines = flows.rows.flatMap((flow, rank): Feature<LineString>[] => {
    const to = at.get(flow.place);
    if (flow.from === null || to === undefined || (rank >= FLOWS_DRAWN && !isChosen(flow))) return [];
    const coordinates = arc(flow.from, to).map(([x, y]) => [x, y]);
    const properties = { key: flowKey(flow), change: flow.change };
    return [{ type: 'Feature', properties, geometry: { type: 'LineString', coordinates } }];
  });
  const marks = places.map(({ place, change, now, other, at: coordinates }): Feature<Point, Mark> => {
    const properties = {
      place,
      change,
      n: Math.max(now, other),
      difference: Math.abs(now - other),
      text: differenceText(now, other, count),
    };
    return { type: 'Feature', properties, geometry: { type: 'Point', coordinates } };
  });
  return {
    lines: { type: 'FeatureCollection', features: lines },
    marks: { type: 'FeatureCollection', features: marks },
  };
}
