import type * as maplibre from 'maplibre-gl';
import { type KeyboardEvent, type PointerEvent, useEffect, useLayoutEffect, useReducer, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DrawnPolygons } from '../../../../db/domain/diversion/territory/body.ts';
import { count } from '../../../components/format/format.ts';
import { type CornerAt, openRing, type Place, placeOf } from './corners.ts';

/** Pixels that an arrow key moves a corner, and with Shift. */
const STEP = 2;
const FAR_STEP = 20;
/** An edge as short as this has no room for a handle between those of its corners. */
const EDGE_MIN = 56;
/** More handles in view than this are a blot: closer up there are fewer. */
const SHOWN_MAX = 150;
/** A corner that goes this near to the edge of the view takes the map with it. */
const MARGIN = 24;

/** Pixels below which a hand trembled. */
const DRAG_FROM = 3;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export interface CornerActions {
  /** The corner is on its way: shown there, not yet a step that can be undone. */
  readonly onMove: (at: CornerAt, to: Place) => void;
  /** It stays where it is now. */
  readonly onDrop: () => void;
  /** Adds one behind the corner; whether there was room. */
  readonly onAdd: (at: CornerAt) => boolean;
  /** Whether it could go: three stay. */
  readonly onRemove: (at: CornerAt) => boolean;
}

interface Props extends CornerActions {
  readonly map: maplibre.Map;
  readonly polygons: DrawnPolygons;
  /** Whose corners are moved. */
  readonly polygon: number;
}

/** Where the pointer and the corner were when it was taken hold of, in pixels. */
interface Drag {
  readonly at: CornerAt;
  readonly fromX: number;
  readonly fromY: number;
  readonly x: number;
  readonly y: number;
  readonly hasMoved: boolean;
}

interface Handle {
  readonly at: CornerAt;
  readonly key: string;
  readonly x: number;
  readonly y: number;
}

/** Corners of one polygon as buttons on the map: dragged, moved by arrow keys, removed by Delete, added between two of them. */
export function CornerHandles({ map, polygons, polygon, onMove, onDrop, onAdd, onRemove }: Props) {
  const { t } = useTranslation('territory');
  const layer = useRef<HTMLDivElement>(null);
  const focusNext = useRef<string | null>(null);
  const drag = useRef<Drag | null>(null);
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    map.on('move', redraw);
    map.on('resize', redraw);
    return () => {
      map.off('move', redraw);
      map.off('resize', redraw);
    };
  }, [map]);
  useLayoutEffect(() => {
    if (focusNext.current === null) return;
    layer.current?.querySelector<HTMLElement>(`[data-corner="${focusNext.current}"]`)?.focus();
    focusNext.current = null;
  });
  const { corners, middles, isCut } = handlesOf(map, polygons, polygon);
  const rings = polygons[polygon] ?? [];
  const total = rings.reduce((sum, ring) => sum + ring.length - 1, 0);
  const before = (ring: number): number => rings.slice(0, ring).reduce((sum, one) => sum + one.length - 1, 0);
  const nameOf = ({ ring, corner }: CornerAt) => ({ n: count(before(ring) + corner + 1), total: count(total) });

  const placeAt = (x: number, y: number): Place => {
    const { lng, lat } = map.unproject([x, y]);
    return placeOf(lng, lat);
  };
  const add = (at: CornerAt): void => {
    if (onAdd(at)) focusNext.current = `${at.ring}/${at.corner + 1}`;
  };
  const onKeyDown = (event: KeyboardEvent, { at, x, y }: Handle): void => {
    const arrow = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrow !== undefined) {
      const step = event.shiftKey ? FAR_STEP : STEP;
      const [toX, toY] = [x + arrow[0] * step, y + arrow[1] * step];
      onMove(at, placeAt(toX, toY));
      follow(map, toX, toY);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      const last = openRing(rings[at.ring] ?? []).length - 2;
      if (onRemove(at)) focusNext.current = `${at.ring}/${Math.min(at.corner, last)}`;
    } else if (event.key === '+' || event.key === '=' || event.key === 'Insert') add(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onPointerDown = (event: PointerEvent, { at, x, y }: Handle): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { at, fromX: event.clientX, fromY: event.clientY, x, y, hasMoved: false };
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (drag.current === null) return;
    const { at, fromX, fromY, x, y, hasMoved } = drag.current;
    const [dx, dy] = [event.clientX - fromX, event.clientY - fromY];
    if (!hasMoved && Math.hypot(dx, dy) < DRAG_FROM) return;
    drag.current = { ...drag.current, hasMoved: true };
    onMove(at, placeAt(x + dx, y + dy));
  };
  const drop = (): void => {
    drag.current = null;
    onDrop();
  };
  // Taking one corner takes the focus from another; that ends the other's move, not the one that begins.
  const onBlur = ({ at }: Handle): void => {
    if (drag.current?.at.ring === at.ring && drag.current.at.corner === at.corner) drag.current = null;
    onDrop();
  };
  return (
    <div ref={layer} className="corner-handles" data-shown={corners.length}>
      {isCut && <p className="map-note map-cover">{t('corners.tooMany')}</p>}
      {middles.map(({ at, key, x, y }) => (
        <button
          key={`+${key}`}
          type="button"
          className="corner-handle middle"
          data-middle={key}
          tabIndex={-1}
          aria-label={t('corners.add', nameOf(at))}
          title={t('corners.add', nameOf(at))}
          style={{ left: x, top: y }}
          onClick={() => add(at)}
        />
      ))}
      {corners.map((handle) => (
        <button
          key={handle.key}
          type="button"
          className="corner-handle"
          data-corner={handle.key}
          aria-label={t('corners.corner', nameOf(handle.at))}
          aria-describedby="corner-how"
          style={{ left: handle.x, top: handle.y }}
          onKeyDown={(event) => onKeyDown(event, handle)}
          onKeyUp={(event) => event.key in ARROWS && onDrop()}
          onBlur={() => onBlur(handle)}
          onPointerDown={(event) => onPointerDown(event, handle)}
          onPointerMove={onPointerMove}
          onPointerUp={drop}
          onPointerCancel={drop}
        />
      ))}
    </div>
  );
}

function handlesOf(map: maplibre.Map, polygons: DrawnPolygons, polygon: number) {
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  const isIn = ({ x, y }: Handle): boolean => x >= 0 && y >= 0 && x <= width && y <= height;
  const [corners, middles]: [Handle[], Handle[]] = [[], []];
  (polygons[polygon] ?? []).forEach((closed, ring) => {
    const all = openRing(closed).map((place, corner): Handle => {
      const { x, y } = map.project([place[0], place[1]]);
      return { at: { polygon, ring, corner }, key: `${ring}/${corner}`, x, y };
    });
    all.forEach((one, n) => {
      const next = all[(n + 1) % all.length] ?? one;
      if (Math.hypot(next.x - one.x, next.y - one.y) >= EDGE_MIN)
        middles.push({ ...one, x: (one.x + next.x) / 2, y: (one.y + next.y) / 2 });
    });
    corners.push(...all);
  });
  const seen = corners.filter(isIn);
  const isCut = seen.length > SHOWN_MAX;
  return { corners: isCut ? [] : seen, middles: isCut ? [] : middles.filter(isIn), isCut };
}

/** Moves the map so far that the place, in pixels of the view, is not at its edge. */
function follow(map: maplibre.Map, x: number, y: number): void {
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  const beyond = (at: number, size: number): number => Math.min(0, at - MARGIN) + Math.max(0, at - (size - MARGIN));
  const [dx, dy] = [beyond(x, width), beyond(y, height)];
  if (dx !== 0 || dy !== 0) map.panBy([dx, dy], { duration: 0 });
}
