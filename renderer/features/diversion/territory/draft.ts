import { create } from 'zustand';
import type { DrawnPolygon, DrawnPolygons } from '../../../../db/domain/diversion/territory/body.ts';
import { type Leaf, leavesOf, shortestCodes } from '../../../../db/domain/diversion/territory/divisions.ts';

/** Ground as it is drawn: leaves of the map, and polygons beside them. */
export interface Ground {
  readonly leaves: ReadonlySet<string>;
  readonly polygons: DrawnPolygons;
}

const NOWHERE: Ground = { leaves: new Set(), polygons: [] };

/** A proposal as it is looked at, and the version it would end; null: there was none. */
export interface OpenedProposal {
  readonly proposalId: string;
  readonly replaces: string | null;
}

interface DraftState {
  readonly dealerId: string | null;
  readonly productLineId: string | null;
  readonly validFrom: string;
  /** What was drawn before, the last one last, and what was taken back. */
  readonly past: readonly Ground[];
  readonly now: Ground;
  readonly future: readonly Ground[];
  /** Of which dealer and line the ground was begun; null: not yet. */
  readonly begunOf: string | null;
  /** The proposal that is looked at, for as long as nothing of it is changed. */
  readonly opened: OpenedProposal | null;
  choose(dealerId: string | null, productLineId: string | null): void;
  setValidFrom(day: string): void;
  begin(of: string, ground: Ground, opened?: OpenedProposal): void;
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
  opened: null,
  choose: (dealerId, productLineId) =>
    set({ dealerId, productLineId, past: [], now: NOWHERE, future: [], begunOf: null, opened: null }),
  setValidFrom: (validFrom) => set({ validFrom, opened: null }),
  begin: (begunOf, now, opened) => set({ begunOf, now, past: [], future: [], opened: opened ?? null }),
  change: (now) => set((state) => ({ past: [...state.past, state.now], now, future: [], opened: null })),
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

/** How ground differs from ground before it: leaves that came and went, and polygons of before that are not there any more. */
export interface GroundChange {
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
  readonly oldPolygons: DrawnPolygons;
}

const without = (leaves: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...leaves].filter((leaf) => !others.has(leaf)));

/** @param before null: nothing was there, so that nothing differs from it */
export function changeOf(before: Ground | null, now: Ground): GroundChange {
  if (before === null) return { added: new Set(), removed: new Set(), oldPolygons: [] };
  const kept = new Set(now.polygons.map((polygon) => JSON.stringify(polygon)));
  return {
    added: without(now.leaves, before.leaves),
    removed: without(before.leaves, now.leaves),
    oldPolygons: before.polygons.filter((polygon) => !kept.has(JSON.stringify(polygon))),
  };
}
