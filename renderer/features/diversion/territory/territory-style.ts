import type { FeatureCollection } from 'geojson';
import type * as maplibre from 'maplibre-gl';
import type { BaseMap, Box } from '../base-map.ts';
import { colour, picture } from '../map-ink.ts';
import { borderLayers, boundarySources, EMPTY, groundLayers, nameLayers } from '../map-style.ts';

/** A division is the dealer's when it, its city or its province is named in his territory. */
export const inTerritory = (adcodes: readonly string[]): maplibre.FilterSpecification => [
  'any',
  ...['adcode', 'city', 'province'].map(
    (level): maplibre.ExpressionSpecification => ['in', ['get', level], ['literal', [...adcodes]]],
  ),
];

/** Counties under one of the pictures of {@link addTerritorySymbols}; none to begin with. */
const patterned = (id: string, image: string): maplibre.FillLayerSpecification => ({
  id,
  type: 'fill',
  source: 'counties',
  filter: inTerritory([]),
  paint: { 'fill-pattern': image },
});

/** The designer's map: borders below, above them who serves what, and what is wrong. Patterns, not colours alone, tell them apart. */
export function territoryStyle(base: BaseMap): maplibre.StyleSpecification {
  const drawn = (id: string): Record<string, maplibre.SourceSpecification> => ({
    [id]: { type: 'geojson', data: EMPTY },
  });
  return {
    version: 8,
    sources: {
      ...boundarySources(base),
      counties: { type: 'geojson', data: base.counties },
      ...drawn('polygons'),
      ...drawn('old-polygons'),
      ...drawn('sketch'),
      ...drawn('troubles'),
      ...drawn('orphans'),
    },
    layers: [
      ...groundLayers(),
      // Seen through: what is clicked.
      { id: 'county-hit', type: 'fill', source: 'counties', paint: { 'fill-opacity': 0 } },
      {
        id: 'others',
        type: 'fill',
        source: 'counties',
        filter: inTerritory([]),
        paint: { 'fill-color': colour('--text-quiet'), 'fill-opacity': 0.14 },
      },
      {
        id: 'own',
        type: 'fill',
        source: 'counties',
        filter: inTerritory([]),
        paint: { 'fill-color': colour('--select'), 'fill-opacity': 0.3 },
      },
      {
        id: 'county-lines',
        type: 'line',
        source: 'counties',
        minzoom: 6,
        paint: { 'line-color': colour('--line'), 'line-width': 0.6 },
      },
      ...borderLayers(),
      patterned('gaps', 'gap'),
      patterned('overlaps', 'overlap'),
      patterned('removed', 'removed'),
      patterned('added', 'added'),
      {
        id: 'own-lines',
        type: 'line',
        source: 'counties',
        filter: inTerritory([]),
        paint: { 'line-color': colour('--select'), 'line-width': 1.2 },
      },
      {
        id: 'old-polygons',
        type: 'line',
        source: 'old-polygons',
        paint: { 'line-color': colour('--text-quiet'), 'line-width': 2, 'line-dasharray': [2, 2] },
      },
      {
        id: 'polygons',
        type: 'fill',
        source: 'polygons',
        paint: { 'fill-color': colour('--select'), 'fill-opacity': 0.3 },
      },
      {
        id: 'polygon-lines',
        type: 'line',
        source: 'polygons',
        paint: { 'line-color': colour('--select'), 'line-width': 2.5 },
      },
      {
        id: 'troubles',
        type: 'line',
        source: 'troubles',
        paint: { 'line-color': colour('--breach'), 'line-width': 2.5, 'line-dasharray': [2, 1.5] },
      },
      {
        id: 'sketch',
        type: 'line',
        source: 'sketch',
        paint: { 'line-color': colour('--text'), 'line-width': 2, 'line-dasharray': [1.5, 1] },
      },
      {
        id: 'corners',
        type: 'circle',
        source: 'sketch',
        filter: ['==', ['geometry-type'], 'Point'],
        paint: {
          'circle-radius': 4,
          'circle-color': colour('--surface'),
          'circle-stroke-color': colour('--text'),
          'circle-stroke-width': 2,
        },
      },
      {
        id: 'orphans',
        type: 'symbol',
        source: 'orphans',
        layout: { 'icon-image': 'orphan', 'icon-allow-overlap': true, 'icon-ignore-placement': true },
      },
      ...nameLayers(),
    ],
  };
}

/**
 * Hatching for what two serve, dots for what nobody serves, plus and minus for what comes and goes, a ring with a cross for a
 * terminal that nobody serves.
 */
export function addTerritorySymbols(map: maplibre.Map): void {
  const stroke = (context: CanvasRenderingContext2D, name: string, width: number): void => {
    context.strokeStyle = colour(name);
    context.lineWidth = width;
    context.stroke();
  };
  const overlap = picture(8, (context) => {
    context.beginPath();
    for (const [ax, ay, bx, by] of [[0, 8, 8, 0], [-2, 2, 2, -2], [6, 10, 10, 6]] as const) {
      context.moveTo(ax, ay);
      context.lineTo(bx, by);
    } // biome-ignore format: three lines
    stroke(context, '--breach', 1.4);
  });
  const gap = picture(8, (context) => {
    context.fillStyle = colour('--waiting');
    context.beginPath();
    context.arc(4, 4, 1.5, 0, 2 * Math.PI);
    context.fill();
  });
  const sign = (name: string, strokes: readonly (readonly [number, number, number, number])[]) =>
    picture(12, (context) => {
      context.beginPath();
      for (const [ax, ay, bx, by] of strokes) {
        context.moveTo(ax, ay);
        context.lineTo(bx, by);
      }
      stroke(context, name, 1.6);
    });
  const added = sign('--select', [[3, 6, 9, 6], [6, 3, 6, 9]]); // biome-ignore format: one sign
  const removed = sign('--text-quiet', [[3, 6, 9, 6]]);
  const orphan = picture(16, (context) => {
    context.beginPath();
    context.arc(8, 8, 5.5, 0, 2 * Math.PI);
    context.fillStyle = colour('--surface');
    context.fill();
    context.moveTo(5.5, 5.5);
    context.lineTo(10.5, 10.5);
    context.moveTo(10.5, 5.5);
    context.lineTo(5.5, 10.5);
    stroke(context, '--breach', 1.8);
  });
  for (const [name, image] of Object.entries({ overlap, gap, added, removed, orphan }))
    map.addImage(name, image, { pixelRatio: 2 });
}

/** Edges ax, ay, bx, by as lines. */
export const linesOf = (edges: readonly number[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: Array.from({ length: edges.length / 4 }, (_, n) => ({
    type: 'Feature' as const,
    properties: {},
    geometry: {
      type: 'LineString' as const,
      coordinates: [edges.slice(n * 4, n * 4 + 2), edges.slice(n * 4 + 2, n * 4 + 4)],
    },
  })),
});

export const pointsOf = (points: readonly (readonly [number, number])[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: points.map((point) => ({
    type: 'Feature' as const,
    properties: {},
    geometry: { type: 'Point' as const, coordinates: [...point] },
  })),
});

/** A box with room around it, never smaller than a village. */
export function roomy([west, south, east, north]: Box): Box {
  const [dx, dy] = [Math.max((east - west) * 0.2, 0.03), Math.max((north - south) * 0.2, 0.03)];
  return [west - dx, south - dy, east + dx, north + dy];
}
