import { create } from 'zustand';
import type { DrawnPolygon, DrawnPolygons } from '../../../../db/domain/diversion/territory/body.ts';
import { type Leaf, leavesOf, shortestCodes } from '../../../../db/domain/diversion/territory/divisions.ts';

/** Ground as it is drawn: leaves of the map, and polygons beside them. */
export interface Ground {
  readonly leaves: ReadonlySet<string>;
  readonly polygons: DrawnPolygons;
}

const NOWHERE: Ground = { leaves: new Set(), polygons: [] };

interface DraftState {
  readonly dealerId: string | null;
  readonly productLineId: string | null;
  readonly validFrom: string;
  /** What was drawn before, the last one last, and what was taken back. */
  readonly past: readonly Ground[];
  readonly now: Ground;
  readonly future: readonly Ground[];
  /** Of which dealer, line and version the ground was begun; null: not yet. */
  readonly begunOf: string | null;
  choose(dealerId: string | null, productLineId: string | null): void;
  setValidFrom(day: string): void;
  begin(of: string, ground: Ground): void;
  change(ground: Ground): void;
  undo(): void;
  redo(): void;
}

/** The one draft of this laptop. It outlives the sheet: closing it by mistake loses nothing. */
export const useDraft = create<DraftState>((set) => ({
  dealerId: null,
  productLineId: null,
  validFrom: '',
  past: [],
  now: NOWHERE,
  future: [],
  begunOf: null,
  choose: (dealerId, productLineId) =>
    set({ dealerId, productLineId, past: [], now: NOWHERE, future: [], begunOf: null }),
  setValidFrom: (validFrom) => set({ validFrom }),
  begin: (begunOf, now) => set({ begunOf, now, past: [], future: [] }),
  change: (now) => set((state) => ({ past: [...state.past, state.now], now, future: [] })),
  undo: () =>
    set(({ past, now, future }) => {
      const last = past.at(-1);
      return last === undefined ? {} : { past: past.slice(0, -1), now: last, future: [now, ...future] };
    }),
  redo: () =>
    set(({ past, now, future: [next, ...rest] }) =>
      next === undefined ? {} : { past: [...past, now], now: next, future: rest },
    ),
}));

/** A division as the map names it. */
export interface MapLeaf extends Leaf {
  readonly name: string;
  readonly cityName: string;
  readonly provinceName: string;
}

export const groundOf = (
  leaves: readonly Leaf[],
  version: { readonly adcodes: readonly string[]; readonly polygons: DrawnPolygons } | null,
): Ground => (version === null ? NOWHERE : { leaves: leavesOf(leaves, version.adcodes), polygons: version.polygons });

/** Adds a division of any level, or takes it away where all of it is in. */
export function toggled(ground: Ground, leaves: readonly Leaf[], adcode: string): Ground {
  const its = leavesOf(leaves, [adcode]);
  const isIn = [...its].every((leaf) => ground.leaves.has(leaf));
  const kept = [...ground.leaves].filter((leaf) => !its.has(leaf));
  return { ...ground, leaves: new Set(isIn ? kept : [...kept, ...its]) };
}

export const withPolygons = (ground: Ground, added: readonly DrawnPolygon[]): Ground => ({
  ...ground,
  polygons: [...ground.polygons, ...added],
});

export const withoutPolygon = (ground: Ground, at: number): Ground => ({
  ...ground,
  polygons: ground.polygons.filter((_, n) => n !== at),
});

/** As it is checked and proposed. */
export const shapeOfGround = (leaves: readonly Leaf[], { leaves: chosen, polygons }: Ground) => ({
  adcodes: shortestCodes(leaves, chosen),
  polygons,
});
