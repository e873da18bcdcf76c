import type * as maplibre from 'maplibre-gl';
import type { BaseMap } from './base-map.ts';
import { changeLayers, changeTextLayers } from './compare/change-layers.ts';
import { colour, picture } from './map-ink.ts';

/** From here on cities carry their names, below it provinces do. */
export const CITY_NAMES_FROM = 6.2;

export const EMPTY = { type: 'FeatureCollection' as const, features: [] };

/** Pixels of a bin by its number of scans; the legend draws the same. Area grows with the number. */
export const binRadius = (n: number): number => 2 + Math.min(Math.sqrt(n), 40) * 0.26 + Math.min(Math.sqrt(n), 6) * 0.6;
const RADIUS_STOPS = [1, 2, 4, 6, 10, 20, 40];
const radius: maplibre.ExpressionSpecification = [
  'interpolate',
  ['linear'],
  ['sqrt', ['get', 'n']],
  ...RADIUS_STOPS.flatMap((root) => [root, binRadius(root * root)]),
] as unknown as maplibre.ExpressionSpecification;
/** The picture of a diamond is 24 pixels wide. */
const DIAMOND = 24;

const polygon = (context: CanvasRenderingContext2D, points: readonly (readonly [number, number])[]): void => {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.closePath();
  context.fillStyle = colour('--breach');
  context.strokeStyle = colour('--surface');
  context.lineWidth = 2;
  context.stroke();
  context.fill();
};

/** Symbols of the map, in the colours of the theme: a diamond for scans outside, the head of an arrow. */
export function addSymbols(map: maplibre.Map): void {
  const half = DIAMOND / 2;
  const diamond = picture(DIAMOND, (context) =>
    polygon(context, [
      [half, 2],
      [DIAMOND - 2, half],
      [half, DIAMOND - 2],
      [2, half],
    ]),
  );
  const head = picture(16, (context) =>
    polygon(context, [
      [8, 1.5],
      [13.5, 14],
      [8, 10.5],
      [2.5, 14],
    ]),
  );
  map.addImage('diamond', diamond, { pixelRatio: 2 });
  map.addImage('head', head, { pixelRatio: 2 });
}

/** Names are drawn from a font of the page, because they are Chinese: no glyph server is asked. */
const names = (id: string, field: string, size: number): maplibre.SymbolLayerSpecification => ({
  id,
  type: 'symbol',
  source: id,
  layout: {
    'text-field': ['get', field],
    'text-size': size,
    'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
    'text-radial-offset': 0.7,
    'text-justify': 'auto',
    'text-padding': 4,
  },
  paint: { 'text-color': colour('--text'), 'text-halo-color': colour('--land'), 'text-halo-width': 1.8 },
});

/** Names of the drawn levels, from the widest view to the closest. */
export const NAME_LAYERS = ['province-names', 'city-names'] as const;

/** Borders and names, without anything on them. */
export const boundarySources = (base: BaseMap): maplibre.StyleSpecification['sources'] => ({
  provinces: { type: 'geojson', data: base.provinces },
  'city-borders': { type: 'geojson', data: base.cityBorders },
  'province-borders': { type: 'geojson', data: base.provinceBorders },
  dashes: { type: 'geojson', data: base.dashes },
  'city-names': { type: 'geojson', data: EMPTY },
  'province-names': { type: 'geojson', data: EMPTY },
});

/** Water and land, below everything. The coast is a border, so that the land's edge need not be smooth. */
export const groundLayers = (): maplibre.LayerSpecification[] => [
  { id: 'water', type: 'background', paint: { 'background-color': colour('--water') } },
  {
    id: 'land',
    type: 'fill',
    source: 'provinces',
    paint: { 'fill-color': colour('--land'), 'fill-antialias': false },
  },
];

export const borderLayers = (): maplibre.LayerSpecification[] => [
  {
    id: 'city-lines',
    type: 'line',
    source: 'city-borders',
    paint: { 'line-color': colour('--line'), 'line-width': 0.8 },
  },
  {
    id: 'province-lines',
    type: 'line',
    source: 'province-borders',
    paint: { 'line-color': colour('--text-quiet'), 'line-width': 1 },
  },
  {
    id: 'dashes',
    type: 'line',
    source: 'dashes',
    layout: { 'line-cap': 'round' },
    paint: { 'line-color': colour('--text'), 'line-width': 2 },
  },
];

export const nameLayers = (): maplibre.LayerSpecification[] => [
  { ...names('province-names', 'provinceName', 13), maxzoom: CITY_NAMES_FROM },
  { ...names('city-names', 'cityName', 12), minzoom: CITY_NAMES_FROM },
];

/** @param tiles address of the tiles of scans, `{z}/{x}/{y}` in it */
export function styleOf(base: BaseMap, tiles: string): maplibre.StyleSpecification {
  return {
    version: 8,
    sources: {
      ...boundarySources(base),
      territory: { type: 'geojson', data: EMPTY },
      chosen: { type: 'geojson', data: EMPTY },
      flows: { type: 'geojson', data: EMPTY },
      heads: { type: 'geojson', data: EMPTY },
      changes: { type: 'geojson', data: EMPTY },
      'change-marks': { type: 'geojson', data: EMPTY },
      life: { type: 'geojson', data: EMPTY },
      'life-steps': { type: 'geojson', data: EMPTY },
      scans: { type: 'vector', tiles: [tiles], maxzoom: 14 },
    },
    layers: layersInTheme(),
  };
}

/** What is drawn of the sources, in the colours that the page has now. */
export function layersInTheme(): maplibre.LayerSpecification[] {
  return [
    ...groundLayers(),
    {
      id: 'territory',
      type: 'fill',
      source: 'territory',
      paint: { 'fill-color': colour('--select'), 'fill-opacity': 0.16 },
    },
    ...borderLayers(),
    {
      id: 'chosen',
      type: 'fill',
      source: 'chosen',
      paint: { 'fill-color': colour('--select'), 'fill-opacity': 0.14 },
    },
    {
      id: 'inside',
      type: 'circle',
      source: 'scans',
      'source-layer': 'inside',
      paint: { 'circle-radius': radius, 'circle-color': colour('--select'), 'circle-opacity': 0.5 },
    },
    {
      id: 'chosen-line',
      type: 'line',
      source: 'chosen',
      paint: { 'line-color': colour('--select'), 'line-width': 2.5 },
    },
    {
      id: 'flows',
      type: 'line',
      source: 'flows',
      paint: { 'line-color': colour('--breach'), 'line-width': 1.5, 'line-dasharray': [3, 2], 'line-opacity': 0.85 },
    },
    {
      id: 'outside',
      type: 'symbol',
      source: 'scans',
      'source-layer': 'outside',
      layout: {
        'icon-image': 'diamond',
        'icon-size': ['*', radius, 2.3 / DIAMOND],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
    {
      id: 'heads',
      type: 'symbol',
      source: 'heads',
      layout: {
        'icon-image': 'head',
        'icon-size': ['interpolate', ['linear'], ['zoom'], 4, 0.6, 7, 1],
        'icon-rotate': ['get', 'heading'],
        'icon-rotation-alignment': 'map',
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
      },
    },
    ...changeLayers(),
    {
      id: 'life',
      type: 'line',
      source: 'life',
      paint: { 'line-color': colour('--text'), 'line-width': 2, 'line-opacity': 0.8 },
    },
    {
      id: 'life-steps',
      type: 'symbol',
      source: 'life-steps',
      layout: { 'icon-image': ['get', 'icon'], 'icon-allow-overlap': true, 'icon-ignore-placement': true },
    },
    ...nameLayers(),
    ...changeTextLayers(),
  ];
}
