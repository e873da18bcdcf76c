import { BrowserWindow, screen } from 'electron';
import { type Area, placeWindow, readWindowState, SMALLEST, writeWindowState } from './window-state.ts';

export interface WindowOptions {
  readonly title: string;
  readonly icon: string;
  readonly preload: string;
  /** Where its place is remembered. */
  readonly stateFile: string;
  readonly forDevelopers: boolean;
}

/** Opens the workstation's window, empty, where it was closed; it shows itself once there is something to see. */
export function openWindow({ title, icon, preload, stateFile, forDevelopers }: WindowOptions): BrowserWindow {
  const areas: [Area, ...Area[]] = [
    screen.getPrimaryDisplay().workArea,
    ...screen.getAllDisplays().map(({ workArea }) => workArea),
  ];
  const { maximized, ...bounds } = placeWindow(readWindowState(stateFile), areas);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: Math.min(SMALLEST.width, bounds.width),
    minHeight: Math.min(SMALLEST.height, bounds.height),
    title,
    icon,
    show: false,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: forDevelopers,
    },
  });
  // Maximising shows a window, so it waits as well.
  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    window.show();
  });
  window.on('close', () =>
    writeWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() }),
  );
  return window;
}
