import { create } from 'zustand';
import type { Selection } from '../../db/contract/selection.ts';

const HISTORY_MAX = 50;

/** What the three panes are narrowed to, with the way back. Names are kept beside it for the chips only. */
interface SelectionState {
  readonly selection: Selection | null;
  readonly past: readonly Selection[];
  readonly names: Readonly<Record<string, string>>;
  start(selection: Selection): void;
  narrow(change: Partial<Selection>, names?: Readonly<Record<string, string>>): void;
  undo(): void;
}

export const useSelectionStore = create<SelectionState>((set) => ({
  selection: null,
  past: [],
  names: {},
  start: (selection) => set((state) => (state.selection === null ? { selection } : state)),
  narrow: (change, names = {}) =>
    set((state) =>
      state.selection === null
        ? state
        : {
            selection: { ...state.selection, ...change },
            past: [...state.past, state.selection].slice(-HISTORY_MAX),
            names: { ...state.names, ...names },
          },
    ),
  undo: () =>
    set((state) => {
      const before = state.past.at(-1);
      return before === undefined ? state : { selection: before, past: state.past.slice(0, -1) };
    }),
}));

/** The selection; only below the frame, which starts it. */
export function useSelection(): Selection {
  const selection = useSelectionStore((state) => state.selection);
  if (selection === null) throw new Error('the selection has not started');
  return selection;
}
