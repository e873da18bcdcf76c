import { create } from 'zustand';
import type { Selection } from '../../db/contract/selection.ts';

const HISTORY_MAX = 50;

/** What the three panes are narrowed to, with the ways back and forth. Names are kept beside it for the chips only. */
interface SelectionState {
  readonly selection: Selection | null;
  /** What nothing is narrowed in: the selection it started with. */
  readonly whole: Selection | null;
  readonly past: readonly Selection[];
  readonly future: readonly Selection[];
  readonly names: Readonly<Record<string, string>>;
  start(selection: Selection): void;
  narrow(change: Partial<Selection>, names?: Readonly<Record<string, string>>): void;
  undo(): void;
  redo(): void;
  /** Back to the whole, as one step that can be undone. */
  clear(): void;
}

const isSame = (one: Selection, other: Selection): boolean => JSON.stringify(one) === JSON.stringify(other);

export const useSelectionStore = create<SelectionState>((set, get) => ({
  selection: null,
  whole: null,
  past: [],
  future: [],
  names: {},
  start: (selection) => set((state) => (state.selection === null ? { selection, whole: selection } : state)),
  narrow: (change, names = {}) =>
    set((state) => {
      if (state.selection === null) return state;
      const selection = { ...state.selection, ...change };
      if (isSame(selection, state.selection)) return state;
      return {
        selection,
        past: [...state.past, state.selection].slice(-HISTORY_MAX),
        future: [],
        names: { ...state.names, ...names },
      };
    }),
  undo: () =>
    set(({ selection, past, future }) => {
      const before = past.at(-1);
      if (before === undefined || selection === null) return {};
      return { selection: before, past: past.slice(0, -1), future: [...future, selection] };
    }),
  redo: () =>
    set(({ selection, past, future }) => {
      const after = future.at(-1);
      if (after === undefined || selection === null) return {};
      return { selection: after, past: [...past, selection], future: future.slice(0, -1) };
    }),
  clear: () => {
    const { whole, narrow } = get();
    if (whole !== null) narrow(whole);
  },
}));

/** The selection; only below the frame, which starts it. */
export function useSelection(): Selection {
  const selection = useSelectionStore((state) => state.selection);
  if (selection === null) throw new Error('the selection has not started');
  return selection;
}
