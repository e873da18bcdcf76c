import type { FeatureCollection, Point, Position } from 'geojson';

/** Twice the signed area of a ring, and its centre of mass (the first vertex when it has no area). */
function measure(ring: readonly Position[]): { readonly area: number; readonly centre: Position } {
  let area = 0;
  let x = 0;
  let y = 0;
  ring.forEach(([ax = 0, ay = 0], at) => {
    const [bx = 0, by = 0] = ring[(at + 1) % ring.length] ?? [];
    const cross = ax * by - bx * ay;
    area += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  });
  return { area: Math.abs(area), centre: area === 0 ? (ring[0] ?? [0, 0]) : [x / (3 * area), y / (3 * area)] };
}

/** Where to write each division's name: the centre of its largest part, so that islands carry no second name. */
export function labelPoints(divisions: FeatureCollection): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: divisions.features.flatMap(({ geometry, properties }) => {
      const parts =
        geometry.type === 'Polygon'
          ? [geometry.coordinates]
          : geometry.type === 'MultiPolygon'
            ? geometry.coordinates
            : [];
      const [largest] = parts.map(([outer = []]) => measure(outer)).sort((a, b) => b.area - a.area);
      if (largest === undefined) return [];
      return [
        { type: 'Feature' as const, properties, geometry: { type: 'Point' as const, coordinates: largest.centre } },
      ];
    }),
  };
}

/** A rectangle of the screen in pixels. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The names whose whole text lies in the view and under none of the covers (list, legend, inset), so that no name is cut
 * at the edge of the map.
 * @param project where a point stands on the screen, pixels
 * @param size width and height of a character, pixels
 */
export function namesInView(
  points: FeatureCollection<Point>,
  field: string,
  project: (at: Position) => { readonly x: number; readonly y: number },
  view: Rectangle,
  covers: readonly Rectangle[],
  size: number,
): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: points.features.filter(({ geometry, properties }) => {
      const name: unknown = properties?.[field];
      if (typeof name !== 'string') return false;
      const { x, y } = project(geometry.coordinates);
      const box = {
        left: x - (name.length * size) / 2,
        right: x + (name.length * size) / 2,
        top: y - size,
        bottom: y + size,
      };
      const isInside =
        box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom;
      return isInside && !covers.some((cover) => overlap(box, cover));
    }),
  };
}

const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
