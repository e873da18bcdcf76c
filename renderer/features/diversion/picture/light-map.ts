import type * as maplibre from 'maplibre-gl';
import type { Mark } from '../compare/change-shapes.ts';
import { addChangeIcons } from '../compare/use-change-layer.ts';
import { addStepIcon, type Step } from '../life/use-life-layer.ts';
import { addSymbols, layersInTheme } from '../map-style.ts';
import { inLight } from './light.ts';

/** The map's own style with everything that is drawn now, its colours those of the page. */
function styleInTheme(map: maplibre.Map): maplibre.StyleSpecification {
  const shown = map.getStyle();
  const paints = new Map(layersInTheme().map(({ id, paint }) => [id, paint]));
  const layers = shown.layers.map((layer) => {
    const paint = paints.get(layer.id);
    return (paint === undefined ? layer : { ...layer, paint }) as maplibre.LayerSpecification;
  });
  return { ...shown, layers };
}

/** What is drawn of a source with pictures of its own: the steps of a life, the marks of two periods. */
function drawnOf<T>({ sources }: maplibre.StyleSpecification, name: 'life-steps' | 'change-marks'): T[] {
  const source = sources[name];
  if (source?.type !== 'geojson' || typeof source.data !== 'object' || source.data.type !== 'FeatureCollection')
    return [];
  return source.data.features.map(({ properties }) => properties as T);
}

/**
 * The same view of the map in light colours, drawn out of sight; `take` gets it complete, afterwards it is gone.
 * @throws Error where the machine cannot draw a second map
 */
export async function withLightMap<T>(map: maplibre.Map, take: (light: maplibre.Map) => Promise<T>): Promise<T> {
  const library = await import('maplibre-gl');
  const { clientWidth, clientHeight } = map.getContainer();
  const host = document.createElement('div');
  host.className = 'map-out-of-sight';
  host.style.width = `${clientWidth}px`;
  host.style.height = `${clientHeight}px`;
  document.body.append(host);
  const style = inLight(() => styleInTheme(map));
  let light: maplibre.Map | null = null;
  try {
    const made = new library.Map({
      container: host,
      style,
      center: map.getCenter(),
      zoom: map.getZoom(),
      minZoom: map.getMinZoom(),
      maxZoom: map.getMaxZoom(),
      localIdeographFontFamily: getComputedStyle(document.body).fontFamily,
      attributionControl: false,
      interactive: false,
      renderWorldCopies: false,
      fadeDuration: 0,
    });
    light = made;
    await new Promise<void>((resolve, reject) => {
      let isLoaded = false;
      made.once('style.load', () => {
        isLoaded = true;
        inLight(() => {
          addSymbols(made);
          for (const step of drawnOf<Step>(style, 'life-steps')) addStepIcon(made, step);
          addChangeIcons(made, drawnOf<Mark>(style, 'change-marks'));
        });
      });
      made.once('idle', () => resolve());
      // A tile that cannot be read leaves a hole, as it does on the screen.
      made.on('error', ({ error }) => {
        if (!isLoaded) reject(error);
      });
      made.once('webglcontextlost', () => reject(new Error('the map could not be drawn')));
    });
    return await take(made);
  } finally {
    light?.remove();
    host.remove();
  }
}
