import { create } from 'zustand';

/** What may lie over the workstation; one at a time. */
export type SheetName =
  | 'palette'
  | 'settings'
  | 'help'
  | 'notes'
  | 'cases'
  | 'parameters'
  | 'imports'
  | 'territory'
  | 'standing'
  | 'agreement'
  | 'enrolment';

/** What fills the screen: the linked panes, or the workplace of finance. */
export type ViewName = 'panes' | 'finance';

interface ShellState {
  readonly view: ViewName;
  readonly sheet: SheetName | null;
  /** Whose notes are shown; null for the first dealer of the selection. */
  readonly notesOf: string | null;
  /** Whose tiers are shown; null for the dealers of the selection. */
  readonly standingOf: { readonly id: string; readonly name: string } | null;
  /** Which agreement is changed. */
  readonly agreementOf: string | null;
  open(sheet: SheetName): void;
  openNotes(dealerId: string): void;
  openStanding(id: string, name: string): void;
  openAgreement(agreementId: string): void;
  close(): void;
  show(view: ViewName): void;
}

export const useShell = create<ShellState>((set) => ({
  view: 'panes',
  sheet: null,
  notesOf: null,
  standingOf: null,
  agreementOf: null,
  open: (sheet) => set({ sheet, notesOf: null, standingOf: null }),
  openNotes: (dealerId) => set({ sheet: 'notes', notesOf: dealerId }),
  openStanding: (id, name) => set({ sheet: 'standing', standingOf: { id, name } }),
  openAgreement: (agreementId) => set({ sheet: 'agreement', agreementOf: agreementId }),
  close: () => set({ sheet: null }),
  show: (view) => set({ view }),
}));
