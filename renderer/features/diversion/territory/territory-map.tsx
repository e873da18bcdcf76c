import type * as maplibre from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TerritoryCheck } from '../../../../db/contract/diversion-territory.ts';
import type { DrawnPolygons } from '../../../../db/domain/diversion/territory/body.ts';
import { type BaseMap, type Box, boxOf, divisionsOf } from '../base-map.ts';
import { Inset } from '../inset.tsx';
import { MapControls } from '../map-controls.tsx';
import { legalLine } from '../map-legal.ts';
import { boundsOf, HOME, paddingOf, useIsWide, useMap, useNames } from '../use-map.ts';
import { type CornerActions, CornerHandles } from './corner-handles.tsx';
import type { GroundChange } from './draft.ts';
import { addTerritorySymbols, inTerritory, linesOf, pointsOf, roomy, territoryStyle } from './territory-style.ts';

/** Where to look; a new object looks there again. */
export interface Look {
  readonly box: Box;
}

export interface TerritoryMapProps {
  readonly base: BaseMap;
  /** Leaves and polygons of the draft. */
  readonly leaves: ReadonlySet<string>;
  readonly polygons: DrawnPolygons;
  /** How the draft differs from what holds. */
  readonly changed: GroundChange;
  /** Codes that others serve. */
  readonly others: readonly string[];
  readonly findings: TerritoryCheck['findings'];
  readonly look: Look | null;
  /** Corners drawn so far; null: divisions are clicked. */
  readonly sketch: readonly (readonly [number, number])[] | null;
  /** Corners that are moved; null: none are. */
  readonly corners: (CornerActions & { readonly polygon: number }) | null;
  readonly onCorner: (corner: [number, number]) => void;
  readonly onDivision: (properties: Readonly<Record<string, string>>) => void;
  readonly onCannotDraw: () => void;
}

const geoOf = (polygons: DrawnPolygons) => ({
  type: 'Feature' as const,
  properties: {},
  geometry: { type: 'MultiPolygon' as const, coordinates: polygons },
});

/**
 * The draft on the map: click a division to add it or take it away; while a polygon is drawn, clicks are its corners; while
 * one is changed, its corners are handles.
 */
export function TerritoryMap(props: TerritoryMapProps) {
  const {
    base,
    leaves,
    polygons,
    changed,
    others,
    findings,
    look,
    sketch,
    corners,
    onCorner,
    onDivision,
    onCannotDraw,
  } = props;
  const { t } = useTranslation();
  const element = useRef<HTMLDivElement>(null);
  const map = useMap(element, base, onCannotDraw, DRAWN_AS);
  const isWide = useIsWide(map);
  useNames(map, base, `${sketch === null}/${corners?.polygon}/${isWide}`);

  const show = (box: Box): void => {
    if (map === null || element.current === null) return;
    map.fitBounds(boundsOf(box), { padding: paddingOf(element.current), maxZoom: 11, duration: 300 });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at once for each object
  useEffect(() => {
    if (look !== null) show(roomy(look.box));
  }, [map, look]);

  useEffect(() => {
    if (map === null) return;
    map.setFilter('own', inTerritory([...leaves]));
    map.setFilter('own-lines', inTerritory([...leaves]));
    map.getSource<maplibre.GeoJSONSource>('polygons')?.setData(geoOf(polygons));
  }, [map, leaves, polygons]);

  useEffect(() => {
    if (map === null) return;
    map.setFilter('added', inTerritory([...changed.added]));
    map.setFilter('removed', inTerritory([...changed.removed]));
    map.getSource<maplibre.GeoJSONSource>('old-polygons')?.setData(geoOf(changed.oldPolygons));
  }, [map, changed]);

  useEffect(() => {
    map?.setFilter('others', inTerritory(others));
  }, [map, others]);

  useEffect(() => {
    if (map === null) return;
    const { overlaps, gaps, orphans } = findings ?? NO_FINDINGS;
    map.setFilter('overlaps', inTerritory(overlaps.rows.flatMap(({ adcodes }) => adcodes)));
    map.setFilter('gaps', inTerritory(gaps.rows.filter(({ isPartial }) => !isPartial).map(({ adcode }) => adcode)));
    const edges = [...overlaps.rows, ...gaps.rows].flatMap((one) => one.edges);
    map.getSource<maplibre.GeoJSONSource>('troubles')?.setData(linesOf(edges));
    map.getSource<maplibre.GeoJSONSource>('orphans')?.setData(pointsOf(orphans.rows.map(({ at }) => at)));
  }, [map, findings]);

  useEffect(() => {
    if (map === null) return;
    const drawn = sketch ?? [];
    const edges = drawn.slice(1).flatMap((corner, n) => [...(drawn[n] ?? corner), ...corner]);
    const { features } = pointsOf(drawn);
    const source = map.getSource<maplibre.GeoJSONSource>('sketch');
    source?.setData({ type: 'FeatureCollection', features: [...linesOf(edges).features, ...features] });
  }, [map, sketch]);

  const isSketching = sketch !== null;
  const isMoving = corners !== null;
  useEffect(() => {
    if (map === null) return;
    map.getCanvas().style.cursor = isSketching ? 'crosshair' : isMoving ? '' : 'pointer';
    const onClick = ({ point, lngLat, originalEvent }: maplibre.MapMouseEvent): void => {
      // The second click of a double one would undo what the first has done.
      if (originalEvent.detail > 1) return;
      if (isSketching) {
        onCorner([Number(lngLat.lng.toFixed(6)), Number(lngLat.lat.toFixed(6))]);
        return;
      }
      // A click beside a corner is not meant for the division below.
      if (isMoving) return;
      const [county] = map.queryRenderedFeatures(point, { layers: ['county-hit'] });
      if (county !== undefined) onDivision(county.properties as Record<string, string>);
    };
    map.on('click', onClick);
    return () => {
      map.off('click', onClick);
    };
  }, [map, isSketching, isMoving, onCorner, onDivision]);

  const target = boxOf(divisionsOf(base.counties, leaves), polygons.flat(2));
  return (
    <>
      <div ref={element} className="map" data-ready={map !== null} />
      {map !== null && corners !== null && (
        <CornerHandles key={corners.polygon} map={map} polygons={polygons} {...corners} />
      )}
      <MapControls
        onZoom={(by) => map?.zoomTo(map.getZoom() + by, { duration: 200 })}
        onHome={() => show(HOME)}
        onFit={target === null ? null : () => show(roomy(target))}
      />
      {isWide && <Inset base={base} />}
      <div className="legal map-cover">{legalLine(base, t)}</div>
      {map === null && (
        <div className="map-note" role="status">
          {t('diversion.drawing')}
        </div>
      )}
    </>
  );
}

const DRAWN_AS = { style: territoryStyle, symbols: addTerritorySymbols };
const NONE = { rows: [], totalRows: 0, truncated: false };
const NO_FINDINGS: NonNullable<TerritoryCheck['findings']> = { overlaps: NONE, gaps: NONE, orphans: NONE };
