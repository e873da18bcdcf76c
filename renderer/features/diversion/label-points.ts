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
