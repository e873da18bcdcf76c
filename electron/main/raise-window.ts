/** What is used of Electron's BrowserWindow. */
export interface RaisedWindow {
  isDestroyed(): boolean;
  isMinimized(): boolean;
  restore(): void;
  focus(): void;
}

/** Brings a window to the front, for a user who started the program again; one that is closing is left alone. */
export function raiseWindow(window: RaisedWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.focus();
}
