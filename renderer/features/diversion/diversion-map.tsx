import 'maplibre-gl/dist/maplibre-gl.css';
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import * as maplibre from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { feature } from 'topojson-client';
import type { Topology } from 'topojson-specification';
import type { Flow } from '../../../db/contract/diversion.ts';
import type { Selection } from '../../../db/contract/selection.ts';
import { useClient } from '../../client/client-context.tsx';
import { labelPoints } from './label-points.ts';

maplibre.setWorkerUrl(workerUrl);

/** East China, where nothing else is said. */
const HOME: maplibre.LngLatBoundsLike = [
  [114.5, 23.4],
  [123.2, 35.3],
];
const PROTOCOL = 'scans';
/** More lines than this hide the map; the rest is in the list and in the tiles. */
const FLOWS_DRAWN = 25;
/** Pixels at the right that the list of flows covers. */
const LIST_WIDTH = 288;

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

interface Props {
  readonly selection: Selection;
  readonly flows: readonly Flow[];
  readonly dataVersion: number;
  /** Adcodes of any level that the chosen dealers may serve. */
  readonly territory: readonly string[];
  readonly onPlace: (adcode: string, name: string) => void;
}

async function loadBase(): Promise<{
  readonly counties: FeatureCollection;
  readonly cities: FeatureCollection;
  readonly provinces: FeatureCollection;
  readonly dashes: FeatureCollection;
}> {
  const read = async <T,>(name: string): Promise<T> => (await fetch(`/resources/map/${name}`)).json() as Promise<T>;
  const [topology, dashes] = await Promise.all([
    read<Topology>('map.topo.json'),
    read<FeatureCollection>('dash-line.json'),
  ]);
  const layer = (name: string): FeatureCollection => {
    const object = topology.objects[name];
    if (object === undefined) throw new Error(`the map has no layer ${name}`);
    return feature(topology, object) as FeatureCollection<Polygon | MultiPolygon>;
  };
  return { counties: layer('county'), cities: layer('city'), provinces: layer('province'), dashes };
}

const flowLines = (flows: readonly Flow[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: flows.slice(0, FLOWS_DRAWN).flatMap((flow) =>
    flow.from === null
      ? []
      : [
          {
            type: 'Feature' as const,
            properties: { n: flow.codes },
            geometry: { type: 'LineString' as const, coordinates: [flow.from, flow.to] },
          },
        ],
  ),
});

/** A division is the dealer's when it, its city or its province is named in his territory. */
const inTerritory = (adcodes: readonly string[]): maplibre.FilterSpecification => [
  'any',
  ...['adcode', 'city', 'province'].map(
    (level): maplibre.ExpressionSpecification => ['in', ['get', level], ['literal', [...adcodes]]],
  ),
];

/** Drawn from a font of the page, because the names are Chinese: no glyph server is asked. */
const names = (source: string, field: string, size: number): maplibre.SymbolLayerSpecification => ({
  id: source,
  type: 'symbol',
  source,
  layout: { 'text-field': ['get', field], 'text-size': size },
  paint: { 'text-color': colour('--text-quiet'), 'text-halo-color': colour('--land'), 'text-halo-width': 1.2 },
});

function styleOf(base: Awaited<ReturnType<typeof loadBase>>): maplibre.StyleSpecification {
  const radius: maplibre.ExpressionSpecification = ['interpolate', ['linear'], ['sqrt', ['get', 'n']], 1, 2, 40, 12];
  const scans = (name: 'inside' | 'outside', fill: string, opacity: number): maplibre.LayerSpecification => ({
    id: name,
    type: 'circle',
    source: 'scans',
    'source-layer': name,
    paint: { 'circle-radius': radius, 'circle-color': fill, 'circle-opacity': opacity },
  });
  return {
    version: 8,
    sources: {
      counties: { type: 'geojson', data: base.counties },
      cities: { type: 'geojson', data: base.cities },
      'city-names': { type: 'geojson', data: labelPoints(base.cities) },
      'province-names': { type: 'geojson', data: labelPoints(base.provinces) },
      provinces: { type: 'geojson', data: base.provinces },
      dashes: { type: 'geojson', data: base.dashes },
      flows: { type: 'geojson', data: flowLines([]) },
      scans: { type: 'vector', tiles: [`${PROTOCOL}://0/{z}/{x}/{y}`], maxzoom: 14 },
    },
    layers: [
      { id: 'water', type: 'background', paint: { 'background-color': colour('--water') } },
      { id: 'land', type: 'fill', source: 'cities', paint: { 'fill-color': colour('--land') } },
      {
        id: 'territory',
        type: 'fill',
        source: 'counties',
        filter: inTerritory([]),
        paint: { 'fill-color': colour('--select'), 'fill-opacity': 0.14 },
      },
      {
        id: 'chosen',
        type: 'fill',
        source: 'cities',
        filter: ['==', 'city', ''],
        paint: { 'fill-color': colour('--select'), 'fill-opacity': 0.18 },
      },
      {
        id: 'city-lines',
        type: 'line',
        source: 'cities',
        paint: { 'line-color': colour('--line'), 'line-width': 0.7 },
      },
      {
        id: 'province-lines',
        type: 'line',
        source: 'provinces',
        paint: { 'line-color': colour('--text-quiet'), 'line-width': 1 },
      },
      {
        id: 'dashes',
        type: 'line',
        source: 'dashes',
        paint: { 'line-color': colour('--text-quiet'), 'line-width': 1.6 },
      },
      scans('inside', colour('--select'), 0.55),
      {
        id: 'flows',
        type: 'line',
        source: 'flows',
        paint: { 'line-color': colour('--breach'), 'line-width': 1.4, 'line-dasharray': [3, 2], 'line-opacity': 0.8 },
      },
      scans('outside', colour('--breach'), 0.85),
      { ...names('province-names', 'provinceName', 13), maxzoom: 5.5 },
      { ...names('city-names', 'cityName', 11), minzoom: 5.5 },
    ],
  };
}

/**
 * The map itself: borders, counted scans as tiles, flows out of territory. Draws without any network. Its colours are
 * those of the theme it was made in: give it the theme as key.
 */
export function DiversionMap({ selection, flows, dataVersion, territory, onPlace }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const element = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibre.Map | null>(null);
  const [failed, setFailed] = useState(false);
  const asked = useRef(selection);
  asked.current = selection;

  useEffect(() => {
    maplibre.addProtocol(PROTOCOL, async ({ url }, abort) => {
      const [z = 0, x = 0, y = 0] = url.split('/').slice(-3).map(Number);
      const tile = await client.diversion.getTile({ selection: asked.current, z, x, y }, { signal: abort.signal });
      return { data: tile.slice().buffer };
    });
    return () => maplibre.removeProtocol(PROTOCOL);
  }, [client]);

  useEffect(() => {
    const host = element.current;
    if (host === null) return;
    let made: maplibre.Map | null = null;
    let gone = false;
    const make = async (): Promise<void> => {
      const base = await loadBase();
      if (gone) return;
      made = new maplibre.Map({
        container: host,
        style: styleOf(base),
        bounds: HOME,
        fitBoundsOptions: { padding: { top: 8, bottom: 8, left: 8, right: LIST_WIDTH } },
        localIdeographFontFamily: getComputedStyle(document.body).fontFamily,
        attributionControl: false,
        dragRotate: false,
        minZoom: 4.5,
        maxZoom: 13,
        fadeDuration: 0,
      });
      made.on('load', () => {
        if (!gone) setMap(made);
      });
      made.addControl(new maplibre.NavigationControl({ showCompass: false }), 'top-left');
    };
    make().catch(() => setFailed(true));
    return () => {
      gone = true;
      setMap(null);
      made?.remove();
    };
  }, []);

  useEffect(() => {
    if (map === null) return;
    const onClick = (event: maplibre.MapMouseEvent): void => {
      const [hit] = map.queryRenderedFeatures(event.point, { layers: ['land'] });
      const { city, cityName } = hit?.properties ?? {};
      if (typeof city === 'string' && typeof cityName === 'string') onPlace(city, cityName);
    };
    map.on('click', onClick);
    return () => {
      map.off('click', onClick);
    };
  }, [map, onPlace]);

  useEffect(() => {
    if (map === null) return;
    const version = encodeURIComponent(JSON.stringify([selection, dataVersion]));
    map.getSource<maplibre.VectorTileSource>('scans')?.setTiles([`${PROTOCOL}://${version}/{z}/{x}/{y}`]);
    map.getSource<maplibre.GeoJSONSource>('flows')?.setData(flowLines(flows));
    map.setFilter('chosen', ['==', 'city', selection.place ?? '']);
  }, [map, selection, dataVersion, flows]);

  useEffect(() => {
    map?.setFilter('territory', inTerritory(territory));
  }, [map, territory]);

  if (failed) return <div className="centre">{t('diversion.noMap')}</div>;
  return <div ref={element} className="map" role="application" aria-label={t('diversion.title')} />;
}
