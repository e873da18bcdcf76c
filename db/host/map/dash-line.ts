import type { Feature, FeatureCollection, LineString } from 'geojson';

/**
 * The ten dashes of the line in the South China Sea, for drawing only, as they stand on public standard maps of the
 * Ministry of Natural Resources (tenth: east of Taiwan). Read off by eye to a twentieth of a degree: a picture of the
 * line, never a boundary to judge points by. A customer's licensed map replaces it together with its 审图号.
 */
const DASHES: readonly (readonly [number, number, number, number])[] = [
  [109.3, 15.1, 109.85, 16.25],
  [110.3, 11.2, 110.25, 12.35],
  [108.2, 6.0, 108.25, 7.1],
  [111.8, 3.4, 113.0, 3.85],
  [115.55, 7.15, 116.3, 7.95],
  [118.55, 10.9, 119.05, 11.95],
  [119.05, 15.0, 119.1, 16.05],
  [119.95, 18.0, 120.6, 19.2],
  [121.2, 20.85, 121.9, 21.7],
  [122.55, 23.45, 122.8, 24.6],
];

export function dashLine(): FeatureCollection<LineString, { readonly n: number }> {
  const features = DASHES.map(
    ([west, south, east, north], n): Feature<LineString, { readonly n: number }> => ({
      type: 'Feature',
      properties: { n: n + 1 },
      geometry: {
        type: 'LineString',
        coordinates: [
          [west, south],
          [east, north],
        ],
      },
    }),
  );
  return { type: 'FeatureCollection', features };
}
