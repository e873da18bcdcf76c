/** The page of the map benchmark: makes a map in one of two ways and tells how long it took to its first idle. */
import 'maplibre-gl/dist/maplibre-gl.css';
import * as maplibre from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';

maplibre.setWorkerUrl(workerUrl);
maplibre.addProtocol('scans', async ({ url }, abort) => {
  const response = await fetch(url.replace('scans://', '/'), { signal: abort.signal });
  return { data: await response.arrayBuffer() };
});

/** `denseTiles`: the same map with several points where `tiles` has one. */
export type MapKind = 'tiles' | 'denseTiles' | 'clusters';

/** East China, as the workstation opens. */
const HOME: maplibre.LngLatBoundsLike = [
  [114.5, 23.4],
  [123.2, 35.3],
];

const circles = (
  id: string,
  source: string,
  sourceLayer: string | null,
  count: string,
): maplibre.LayerSpecification => ({
  id,
  type: 'circle',
  source,
  ...(sourceLayer === null ? {} : { 'source-layer': sourceLayer }),
  paint: {
    'circle-color': id === 'outside' ? '#c22' : '#15f',
    'circle-radius': ['interpolate', ['linear'], ['sqrt', ['coalesce', ['get', count], 1]], 1, 2, 40, 12],
  },
});

const SOURCES: Readonly<Record<MapKind, maplibre.SourceSpecification>> = {
  tiles: { type: 'vector', tiles: ['scans://tiles/{z}/{x}/{y}'], maxzoom: 14 },
  denseTiles: { type: 'vector', tiles: ['scans://denseTiles/{z}/{x}/{y}'], maxzoom: 14 },
  clusters: { type: 'geojson', data: `${location.origin}/points.geojson`, cluster: true },
};
const BINNED = [circles('inside', 'points', 'inside', 'n'), circles('outside', 'points', 'outside', 'n')];
const LAYERS: Readonly<Record<MapKind, maplibre.LayerSpecification[]>> = {
  tiles: BINNED,
  denseTiles: BINNED,
  clusters: [circles('clusters', 'points', null, 'point_count')],
};

const idle = (map: maplibre.Map): Promise<unknown> => new Promise((resolve) => map.once('idle', resolve));

/** Points that the map holds at the zoom of one tile for the whole world. */
async function countAll(map: maplibre.Map, kind: MapKind): Promise<number> {
  const still = idle(map);
  map.jumpTo({ zoom: 0, center: [0, 0] });
  await still;
  const layers = kind === 'clusters' ? [{}] : [{ sourceLayer: 'inside' }, { sourceLayer: 'outside' }];
  return layers
    .flatMap((layer) => map.querySourceFeatures('points', layer))
    .reduce((sum, { properties }) => sum + Number(properties.n ?? properties.point_count ?? 1), 0);
}

async function measure(kind: MapKind): Promise<{ readonly ms: number; readonly points: number }> {
  const begun = performance.now();
  const map = new maplibre.Map({
    container: 'map',
    style: {
      version: 8,
      sources: { points: SOURCES[kind] },
      layers: [{ id: 'water', type: 'background', paint: { 'background-color': '#dde6ee' } }, ...LAYERS[kind]],
    },
    bounds: HOME,
    attributionControl: false,
    renderWorldCopies: false,
    fadeDuration: 0,
  });
  await idle(map);
  const ms = performance.now() - begun;
  const points = await countAll(map, kind);
  map.remove();
  return { ms, points };
}

Object.assign(window, { measure });
