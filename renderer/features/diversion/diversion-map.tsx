import type * as maplibre from 'maplibre-gl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Flow } from '../../../db/contract/diversion.ts';
import type { Comparison } from '../../../db/contract/diversion-compare.ts';
import type { Selection } from '../../../db/contract/selection.ts';
import { type BaseMap, type Box, boxOf, type Divisions, divisionFinder, divisionsOf } from './base-map.ts';
import { CHANGE_LINES } from './compare/change-layers.ts';
import { changeShapes } from './compare/change-shapes.ts';
import { useAside, useChangeLayer } from './compare/use-change-layer.ts';
import { flowKey, flowShapes } from './flow-shapes.ts';
import { Inset } from './inset.tsx';
import type { LifeShapes } from './life/life-shapes.ts';
import { useLifeLayer } from './life/use-life-layer.ts';
import { MapControls } from './map-controls.tsx';
import { MapTip, type Tip } from './map-tip.tsx';
import { boundsOf, HOME, paddingOf, useIsWide, useMap, useNames } from './use-map.ts';
import { useScanMap, useScanTiles } from './use-scan-tiles.ts';

/** Whose goods went where. */
type DealerPlace = Pick<Flow, 'dealerId' | 'dealerName' | 'place'>;

const FLOW_LAYERS = ['flows', 'heads'];
const SCAN_LAYERS = ['inside', 'outside'];

interface Props {
  readonly base: BaseMap;
  readonly selection: Selection;
  readonly flows: readonly Flow[];
  readonly isChosen: (flow: DealerPlace) => boolean;
  readonly dataVersion: number;
  /** Adcodes of any level that the chosen dealers may serve. */
  readonly territory: readonly string[];
  /** Changes whenever something over the map grows or shrinks. */
  readonly covers: unknown;
  readonly onPlace: (adcode: string, name: string) => void;
  readonly onClearPlace: () => void;
  /** Two periods beside each other, instead of the scans and flows of one. */
  readonly comparison: Comparison | null;
  /** The life of one code, instead of the flows. */
  readonly life: LifeShapes | null;
  /** The map once it is drawn; null when it goes. */
  readonly onMap: (map: maplibre.Map | null) => void;
  readonly onFlow: (flow: DealerPlace) => void;
  /** This machine has no WebGL. */
  readonly onCannotDraw: () => void;
}

/** What is chosen, as a box; null when nothing is. */
function chosenBox({ base, selection, flows, territory }: Props): Box | null {
  const codes = new Set([...territory, ...(selection.place === null ? [] : [selection.place])]);
  const points = selection.dealerIds.length === 0 ? [] : flows.flatMap(({ from, to }) => (from ? [from, to] : [to]));
  return codes.size === 0 && points.length === 0 ? null : boxOf(divisionsOf(base.counties, codes), points);
}

/** Draws the divisions of a source; one that holds none already is left alone. */
function showDivisions(map: maplibre.Map | null, id: 'chosen' | 'territory', features: Divisions['features']): void {
  const source = map?.getSource<maplibre.GeoJSONSource>(id);
  const { data } = source?.serialize() ?? {};
  const isEmpty = typeof data !== 'object' || data.type !== 'FeatureCollection' || data.features.length === 0;
  if (features.length > 0 || !isEmpty) source?.setData({ type: 'FeatureCollection', features });
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
  const { base, selection, flows, isChosen, dataVersion, territory, covers, comparison, life } = props;
  const { onPlace, onClearPlace, onFlow, onCannotDraw, onMap } = props;
  const { t } = useTranslation();
  const element = useRef<HTMLDivElement>(null);
  const map = useMap(element, base, onCannotDraw, useScanMap(selection, dataVersion));
  const tilesFailed = useScanTiles(map, selection, dataVersion);
  const isWide = useIsWide(map);
  const [tip, setTip] = useState<Tip | null>(null);
  useNames(map, base, [covers, isWide].join());
  useLifeLayer(map, life);
  const compared = life === null ? comparison : null;
  useChangeLayer(
    map,
    useMemo(() => (compared === null ? null : changeShapes(compared, isChosen)), [compared, isChosen]),
  );
  useAside(map, FLOW_LAYERS, life !== null || compared !== null);
  useAside(map, SCAN_LAYERS, compared !== null);
  const findCity = useMemo(() => divisionFinder(base.cities), [base]);
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

  // Two periods are read at once: all that changed comes into sight beside the bar and the list.
  const comparedKey = compared === null ? '' : JSON.stringify([compared.now.period, compared.other.period]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: shown for each pair of periods, and again in another size
  useEffect(() => {
    if (map === null || compared === null) return;
    const points = compared.places.map(({ at }) => at);
    const show = (): void => {
      const box = boxOf([], points);
      if (box !== null) showBox(roomy(box));
    };
    show();
    map.on('resize', show);
    return () => {
      map.off('resize', show);
    };
  }, [map, comparedKey]);

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
    const places = new Set(selection.place === null ? [] : [selection.place]);
    showDivisions(map, 'chosen', divisionsOf(base.cities, places));
    showDivisions(map, 'territory', divisionsOf(base.counties, new Set(territory)));
  }, [map, base, selection.place, territory]);

  useEffect(() => {
    if (map === null) return;
    const flowAt = (point: maplibre.Point): Flow | undefined => {
      const [hit] = map.queryRenderedFeatures(near(point), { layers: ['heads', 'flows'] });
      return byKey.get(String(hit?.properties.key));
    };
    const changeAt = (point: maplibre.Point) => {
      const layers = ['change-marks', ...CHANGE_LINES];
      const [hit] = compared === null ? [] : map.queryRenderedFeatures(near(point), { layers });
      return {
        // A mark is its city's, which a click chooses as it does anywhere in the city.
        flow: compared?.flows.rows.find((flow) => hit?.properties.key === flowKey(flow)),
        place: compared?.places.find(({ place }) => hit?.properties.place === place),
      };
    };
    const placeAt = (point: maplibre.Point): { code: string; name: string } | null => {
      const { city, cityName } = findCity(map.unproject(point).toArray())?.properties ?? {};
      return typeof city === 'string' && typeof cityName === 'string' ? { code: city, name: cityName } : null;
    };
    const onClick = ({ point, originalEvent }: maplibre.MapMouseEvent): void => {
      // The second click of a double one takes back what the first has chosen.
      if (originalEvent.detail > 1) {
        onClearPlace();
        return;
      }
      const flow = changeAt(point).flow ?? flowAt(point);
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
      const { flow: changedFlow, place: changedPlace } = changeAt(point);
      const change = changedPlace ?? changedFlow ?? compared?.places.find((one) => one.place === place?.code) ?? null;
      const bin = { inside: sum('inside'), outside: sum('outside') };
      map.getCanvas().style.cursor = flow !== null || change !== null || place !== null ? 'pointer' : '';
      const into = place === null || compared !== null ? [] : flows.filter((one) => one.place === place.code);
      const { clientWidth: width, clientHeight: height } = map.getContainer();
      const found = { place: place?.name ?? null, flow, bin, into, change };
      setTip(
        place === null && flow === null && change === null ? null : { at: point, room: { width, height }, ...found },
      );
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
  }, [map, findCity, byKey, flows, compared, onPlace, onClearPlace, onFlow]);

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
