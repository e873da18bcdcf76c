import { useState } from 'react';
import type { DrawnPolygons } from '../../../../db/domain/diversion/territory/body.ts';
import type { CornerActions } from './corner-handles.tsx';
import { type CornerAt, type Place, withCornerAdded, withCornerMoved, withCornerRemoved } from './corners.ts';
import { useDraft } from './draft.ts';

/** Corners of a drawn polygon being moved: a move is one step of the draft once the corner is let go. */
export interface CornerEditing extends CornerActions {
  /** Whose corners; null: of none. */
  readonly polygon: number | null;
  /** As drawn, with the corner that is on its way. */
  readonly polygons: DrawnPolygons;
  readonly isMoving: boolean;
  readonly edit: (polygon: number | null) => void;
  /** A corner on its way goes back to where it was. */
  readonly giveUp: () => void;
}

export function useCorners(): CornerEditing {
  const { now, change, begunOf } = useDraft();
  const [edited, setEdited] = useState<{ readonly of: string | null; readonly polygon: number } | null>(null);
  const [moving, setMoving] = useState<{ readonly at: CornerAt; readonly to: Place } | null>(null);
  // Undo may have taken the polygon away, another dealer been chosen.
  const isThere = edited !== null && edited.of === begunOf && edited.polygon < now.polygons.length;
  const polygons = moving === null ? now.polygons : withCornerMoved(now.polygons, moving.at, moving.to);
  const changeTo = (next: DrawnPolygons | null): boolean => {
    setMoving(null);
    if (next !== null) change({ ...now, polygons: next });
    return next !== null;
  };
  return {
    polygon: isThere ? edited.polygon : null,
    polygons,
    isMoving: moving !== null,
    edit: (polygon) => {
      setMoving(null);
      setEdited(polygon === null ? null : { of: begunOf, polygon });
    },
    giveUp: () => setMoving(null),
    onMove: (at, to) => setMoving({ at, to }),
    onDrop: () => void (moving !== null && changeTo(polygons)),
    onAdd: (at) => changeTo(withCornerAdded(polygons, at)),
    onRemove: (at) => changeTo(withCornerRemoved(polygons, at)),
  };
}
