import { create } from 'zustand';

/** What may lie over the workstation; one at a time. */
export type SheetName = 'palette' | 'settings' | 'help' | 'notes' | 'cases' | 'enrolment';

interface ShellState {
  readonly sheet: SheetName | null;
  /** Whose notes are shown; null for the first dealer of the selection. */
  readonly notesOf: string | null;
  open(sheet: SheetName): void;
  openNotes(dealerId: string): void;
  close(): void;
}

export const useShell = create<ShellState>((set) => ({
  sheet: null,
  notesOf: null,
  open: (sheet) => set({ sheet, notesOf: null }),
  openNotes: (dealerId) => set({ sheet: 'notes', notesOf: dealerId }),
  close: () => set({ sheet: null }),
}));
