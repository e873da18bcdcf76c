import 'maplibre-gl/dist/maplibre-gl.css';
import type { TFunction } from 'i18next';
import * as maplibre from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BaseMap, Box } from './base-map.ts';
import { labelPoints, namesInView, type Rectangle } from './label-points.ts';
import { CITY_NAMES_FROM, NAME_LAYERS } from './map-style.ts';

maplibre.setWorkerUrl(workerUrl);

/** East China, where nothing else is said. */
export const HOME: Box = [114.5, 23.4, 123.2, 35.3];
/** Wide enough for the whole country with its sea. */
const MIN_ZOOM = 2.6;

/** What is drawn above the borders, and the pictures it needs. */
export interface DrawnAs {
  readonly style: (base: BaseMap) => maplibre.StyleSpecification;
  readonly symbols: (map: maplibre.Map) => void;
}

/** A frame is shown before the map is begun, but on a page that never rests it is not waited for longer. */
const BEGIN_WITHIN_MS = 1000;

/**
 * A map on the element, in the colours of the theme; null until its first picture is complete. Begun when the page has
 * a moment, because making it holds the page up for longer than anything else: the figures beside it come first.
 * `onCannotDraw` where the machine has no WebGL.
 */
export function useMap(
  element: RefObject<HTMLDivElement | null>,
  base: BaseMap,
  onCannotDraw: () => void,
  drawnAs: DrawnAs,
): maplibre.Map | null {
  const { t } = useTranslation();
  const [map, setMap] = useState<maplibre.Map | null>(null);
  // The words of the scale are those of the language it was made in: give the map the language as key.
  const words = useRef(t);
  useEffect(() => {
    const host = element.current;
    if (host === null) return;
    let made: maplibre.Map | null = null;
    const begin = (): void => {
      try {
        made = draw(host, base, drawnAs, words.current);
      } catch (error) {
        if (!(error instanceof maplibre.GPUInitializationError)) throw error;
        onCannotDraw();
        return;
      }
      const begun = made;
      begun.on('load', () => setMap(begun));
    };
    const waiting = requestIdleCallback(begin, { timeout: BEGIN_WITHIN_MS });
    return () => {
      cancelIdleCallback(waiting);
      setMap(null);
      made?.remove();
    };
  }, [element, base, drawnAs, onCannotDraw]);
  return map;
}

function draw(host: HTMLDivElement, base: BaseMap, { style, symbols }: DrawnAs, t: TFunction): maplibre.Map {
  const map = new maplibre.Map({
    container: host,
    style: style(base),
    bounds: boundsOf(HOME),
    fitBoundsOptions: { padding: paddingOf(host) },
    localIdeographFontFamily: getComputedStyle(document.body).fontFamily,
    attributionControl: false,
    dragRotate: false,
    doubleClickZoom: false,
    renderWorldCopies: false,
    minZoom: MIN_ZOOM,
    maxZoom: 13,
    fadeDuration: 0,
    locale: {
      'Map.Title': t('diversion.mapTitle'),
      'ScaleControl.Kilometers': t('diversion.units.km'),
      'ScaleControl.Meters': t('diversion.units.m'),
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.ScaleControl({ maxWidth: 96, unit: 'metric' }), 'bottom-left');
  map.once('style.load', () => symbols(map));
  return map;
}

/** Whether whole provinces are in view, and with them the inset of the South China Sea. */
export function useIsWide(map: maplibre.Map | null): boolean {
  const [isWide, setWide] = useState(true);
  useEffect(() => {
    if (map === null) return;
    const onZoom = (): void => setWide(map.getZoom() < CITY_NAMES_FROM);
    onZoom();
    map.on('zoomend', onZoom);
    return () => {
      map.off('zoomend', onZoom);
    };
  }, [map]);
  return isWide;
}

/** Where the covers of the map stand, relative to it. */
function coversOf(host: HTMLElement): Rectangle[] {
  const origin = host.getBoundingClientRect();
  return [...(host.parentElement?.querySelectorAll('.map-cover') ?? [])].map((cover) => {
    const { left, top, right, bottom } = cover.getBoundingClientRect();
    return {
      left: left - origin.left,
      top: top - origin.top,
      right: right - origin.left,
      bottom: bottom - origin.top,
    };
  });
}

/** Room for the list at the right, the legend and a bar below or above, so that what is fitted is not covered; never half of the map. */
export function paddingOf(host: HTMLElement): Required<maplibre.PaddingOptions> {
  const { clientWidth: width, clientHeight: height } = host;
  const covers = coversOf(host);
  const list = covers.find((cover) => cover.right > width - 20 && cover.top < 20);
  const right = list === undefined || list.bottom < height / 3 ? 12 : Math.min(width * 0.45, width - list.left + 8);
  const below = covers.filter((cover) => cover.left < 20 && cover.top > height / 3);
  const lowest = Math.min(height - 36, ...below.map((cover) => cover.top));
  const bottom = Math.min(height - lowest + 4, height * 0.45);
  const bar = covers.find((cover) => cover.top < 20 && cover.left < 60 && cover.right - cover.left > width / 4);
  const top = bar === undefined ? 14 : Math.min(bar.bottom + 14, height * 0.3);
  return { top, left: 46, bottom, right };
}

export const boundsOf = ([west, south, east, north]: Box): maplibre.LngLatBoundsLike => [
  [west, south],
  [east, north],
];

/** Writes the names of the divisions whose whole text is in view and uncovered, whenever the view has changed. */
export function useNames(map: maplibre.Map | null, base: BaseMap, changes: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `changes` is what moves the covers
  useEffect(() => {
    if (map === null) return;
    const points = {
      'province-names': { points: labelPoints(base.provinces), field: 'provinceName', size: 14 },
      'city-names': { points: labelPoints(base.cities), field: 'cityName', size: 13 },
    };
    const write = (): void => {
      const host = map.getContainer();
      const view = { left: 0, top: 0, right: host.clientWidth, bottom: host.clientHeight };
      const covers = coversOf(host);
      for (const layer of NAME_LAYERS) {
        const { points: all, field, size } = points[layer];
        const project = ([x = 0, y = 0]: readonly number[]) => map.project([x, y]);
        map.getSource<maplibre.GeoJSONSource>(layer)?.setData(namesInView(all, field, project, view, covers, size));
      }
    };
    write();
    map.on('moveend', write);
    map.on('resize', write);
    return () => {
      map.off('moveend', write);
      map.off('resize', write);
    };
  }, [map, base, changes]);
}
