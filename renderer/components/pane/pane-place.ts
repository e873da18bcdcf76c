import { createContext, useContext } from 'react';

/** The place of a pane in the workstation, as the frame gives it. */
export interface PanePlace {
  readonly isMaximised: boolean;
  /** Gives the pane the whole room, or puts all panes back. */
  readonly toggle: () => void;
  /** What {@link toggle} does, in words. */
  readonly label: string;
  /** The key that does the same, e.g. `Alt+1`. */
  readonly shortcut: string;
}

const PanePlaceContext = createContext<PanePlace | null>(null);
export const PanePlaceProvider = PanePlaceContext.Provider;

/** Null for a pane that stands alone. */
export const usePanePlace = (): PanePlace | null => useContext(PanePlaceContext);
