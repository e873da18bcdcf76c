import type * as maplibre from 'maplibre-gl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Flow } from '../../../db/contract/diversion.ts';
import type { Selection } from '../../../db/contract/selection.ts';
import { type BaseMap, type Box, boxOf, divisionsOf } from './base-map.ts';
import { flowKey, flowShapes } from './flow-shapes.ts';
import { Inset } from './inset.tsx';
import type { LifeShapes } from './life/life-shapes.ts';
import { useLifeLayer } from './life/use-life-layer.ts';
import { MapControls } from './map-controls.tsx';
import { inTerritory, isChosen as isChosenPlace } from './map-style.ts';
import { MapTip, type Tip } from './map-tip.tsx';
import { boundsOf, HOME, paddingOf, useIsWide, useMap, useNames, useScanTiles } from './use-map.ts';

interface Props {
  readonly base: BaseMap;
  readonly selection: Selection;
  readonly flows: readonly Flow[];
  readonly isChosen: (flow: Flow) => boolean;
  readonly dataVersion: number;
  /** Adcodes of any level that the chosen dealers may serve. */
  readonly territory: readonly string[];
  /** Changes whenever something over the map grows or shrinks. */
  readonly covers: unknown;
  readonly onPlace: (adcode: string, name: string) => void;
  readonly onClearPlace: () => void;
  /** The life of one code, instead of the flows. */
  readonly life: LifeShapes | null;
  /** The map once it is drawn; null when it goes. */
  readonly onMap: (map: maplibre.Map | null) => void;
  readonly onFlow: (flow: Flow) => void;
  /** This machine has no WebGL. */
  readonly onCannotDraw: () => void;
}

/** What is chosen, as a box; null when nothing is. */
function chosenBox({ base, selection, flows, territory }: Props): Box | null {
  const codes = new Set([...territory, ...(selection.place === null ? [] : [selection.place])]);
  const points = selection.dealerIds.length === 0 ? [] : flows.flatMap(({ from, to }) => (from ? [from, to] : [to]));
  return codes.size === 0 && points.length === 0 ? null : boxOf(divisionsOf(base.counties, codes), points);
}

/** A box with room around it, so that what stands at its edge is seen. */
const roomy = ([west, south, east, north]: Box): Box => {
  const [dx, dy] = [(east - west) * 0.15 + 0.02, (north - south) * 0.15 + 0.02];
  return [west - dx, south - dy, east + dx, north + dy];
};

const near = ({ x, y }: maplibre.Point): [[number, number], [number, number]] => [
  [x - 3, y - 3],
  [x + 3, y + 3],
];

/**
 * The map itself: borders, counted scans as tiles, flows out of territory. Draws without any network. Its colours and
 * words are those of the theme and language it was made in: give it both as key.
 */
export function DiversionMap(props: Props) {
  const { base, selection, flows, isChosen, dataVersion, territory, covers, life } = props;
  const { onPlace, onClearPlace, onFlow, onCannotDraw, onMap } = props;
  const { t } = useTranslation();
  const element = useRef<HTMLDivElement>(null);
  const map = useMap(element, base, onCannotDraw);
  const tilesFailed = useScanTiles(map, selection, dataVersion);
  const isWide = useIsWide(map);
  const [tip, setTip] = useState<Tip | null>(null);
  useNames(map, base, [covers, isWide].join());
  useLifeLayer(map, life);
  const byKey = useMemo(() => new Map(flows.map((flow) => [flowKey(flow), flow])), [flows]);
  const target = useMemo(() => chosenBox(props), [props]);
  const targetKey = target?.join() ?? '';

  const showBox = (box: Box): void => {
    if (map === null || element.current === null) return;
    map.fitBounds(boundsOf(box), { padding: paddingOf(element.current), maxZoom: 9, duration: 350 });
  };

  // Nothing chosen stays out of sight; what is in sight already does not make the map jump.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the box by its value
  useEffect(() => {
    if (map === null || target === null) return;
    const [west, south, east, north] = target;
    const view = map.getBounds();
    if (!view.contains([west, south]) || !view.contains([east, north])) showBox(target);
  }, [map, targetKey]);

  useEffect(() => {
    onMap(map);
    return () => onMap(null);
  }, [map, onMap]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: shown once for each code
  useEffect(() => {
    const box = life === null ? null : boxOf([], life.places);
    if (box !== null) showBox(roomy(box));
  }, [map, life]);

  useEffect(() => {
    if (map === null) return;
    const { lines, heads } = flowShapes(flows, isChosen);
    map.getSource<maplibre.GeoJSONSource>('flows')?.setData(lines);
    map.getSource<maplibre.GeoJSONSource>('heads')?.setData(heads);
  }, [map, flows, isChosen]);

  useEffect(() => {
    map?.setFilter('chosen', isChosenPlace(selection.place));
    map?.setFilter('chosen-line', isChosenPlace(selection.place));
    map?.setFilter('territory', inTerritory(territory));
  }, [map, selection.place, territory]);

  useEffect(() => {
    if (map === null) return;
    const flowAt = (point: maplibre.Point): Flow | undefined => {
      const [hit] = map.queryRenderedFeatures(near(point), { layers: ['heads', 'flows'] });
      return byKey.get(String(hit?.properties.key));
    };
    const placeAt = (point: maplibre.Point): { code: string; name: string } | null => {
      const [hit] = map.queryRenderedFeatures(point, { layers: ['land'] });
      const { city, cityName } = hit?.properties ?? {};
      return typeof city === 'string' && typeof cityName === 'string' ? { code: city, name: cityName } : null;
    };
    const onClick = ({ point, originalEvent }: maplibre.MapMouseEvent): void => {
      // The second click of a double one takes back what the first has chosen.
      if (originalEvent.detail > 1) {
        onClearPlace();
        return;
      }
      const flow = flowAt(point);
      const place = placeAt(point);
      if (flow !== undefined) onFlow(flow);
      else if (place !== null) onPlace(place.code, place.name);
    };
    const onMove = ({ point }: maplibre.MapMouseEvent): void => {
      const place = placeAt(point);
      const sum = (layer: string): number =>
        map
          .queryRenderedFeatures(near(point), { layers: [layer] })
          .reduce((total, { properties }) => total + Number(properties.n), 0);
      const flow = flowAt(point) ?? null;
      const bin = { inside: sum('inside'), outside: sum('outside') };
      map.getCanvas().style.cursor = flow !== null || place !== null ? 'pointer' : '';
      const into = place === null ? [] : flows.filter((one) => one.place === place.code);
      const { clientWidth: width, clientHeight: height } = map.getContainer();
      const found = { place: place?.name ?? null, flow, bin, into };
      setTip(place === null && flow === null ? null : { at: point, room: { width, height }, ...found });
    };
    const onOut = (): void => setTip(null);
    map.on('click', onClick);
    map.on('mousemove', onMove);
    map.on('mouseout', onOut);
    return () => {
      map.off('click', onClick);
      map.off('mousemove', onMove);
      map.off('mouseout', onOut);
    };
  }, [map, byKey, flows, onPlace, onClearPlace, onFlow]);

  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Esc for the map, which MapLibre makes a region with keys */}
      <div
        ref={element}
        className="map"
        data-ready={map !== null}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClearPlace();
        }}
      />
      <MapControls
        onZoom={(by) => map?.zoomTo(map.getZoom() + by, { duration: 200 })}
        onHome={() => showBox(HOME)}
        onFit={target === null ? null : () => showBox(target)}
      />
      {isWide && <Inset base={base} />}
      {tip !== null && <MapTip tip={tip} />}
      {map === null && (
        <div className="map-note" role="status">
          {t('diversion.drawing')}
        </div>
      )}
      {tilesFailed && (
        <div className="map-note" role="status">
          {t('diversion.tilesFailed')}
        </div>
      )}
    </>
  );
}
