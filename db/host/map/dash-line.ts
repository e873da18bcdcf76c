import type { Feature, FeatureCollection, LineString, Position } from 'geojson';

/**
 * The ten dashes of the line in the South China Sea at their true positions (the tenth lies east of Taiwan), for drawing
 * only, never a boundary to judge points by. Centre lines of the ten slivers of DataV GeoAtlas (feature `100000_JD` of the
 * whole country, the edition of the base map), read to a hundredth of a degree; no package of the registry holds them.
 * A test compares the nine of ECharts' inset. A customer's licensed map replaces them together with its 审图号.
 */
const DASHES: readonly (readonly Position[])[] = [
  [[109.86, 15.15], [109.78, 15.45], [109.68, 15.67], [109.58, 15.83], [109.3, 16.2]],
  [[110.06, 11.25], [110.14, 11.36], [110.2, 11.49], [110.25, 11.61], [110.29, 11.79], [110.32, 11.95], [110.32, 12.24]],
  [[108.3, 6.02], [108.27, 6.09], [108.25, 6.23], [108.21, 6.54], [108.21, 6.95], [108.24, 7.08]],
  [[111.79, 3.41], [112.31, 3.53], [112.52, 3.59], [112.85, 3.74]],
  [[115.54, 7.15], [116.24, 7.99]],
  [[118.53, 10.91], [118.7, 11.19], [118.86, 11.61], [118.98, 11.99]],
  [[119.06, 15.01], [119.06, 16.04]],
  [[119.46, 18.01], [120.02, 19.03]],
  [[121.16, 20.81], [121.9, 21.69]],
  [[122.51, 23.46], [122.79, 24.58]],
]; // biome-ignore format: one dash a line

export function dashLine(): FeatureCollection<LineString, { readonly n: number }> {
  const features = DASHES.map(
    (dash, n): Feature<LineString, { readonly n: number }> => ({
      type: 'Feature',
      properties: { n: n + 1 },
      geometry: { type: 'LineString', coordinates: dash.map((point) => [...point]) },
    }),
  );
  return { type: 'FeatureCollection', features };
}
