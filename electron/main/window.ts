import { BrowserWindow, screen } from 'electron';
import { APP_ADDRESS } from '../security/own-address.ts';
import { type Area, placeWindow, readWindowState, SMALLEST, writeWindowState } from './window-state.ts';

export interface WindowOptions {
  readonly title: string;
  readonly icon: string;
  readonly preload: string;
  /** Where its place is remembered. */
  readonly stateFile: string;
}

/** Opens the workstation's window where it was closed. A page that crashed after it had been shown is loaded again. */
export function openWindow({ title, icon, preload, stateFile }: WindowOptions): BrowserWindow {
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
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () =>
    writeWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() }),
  );

  let shown = false;
  window.webContents.on('did-finish-load', () => {
    shown = true;
  });
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || !shown) return;
    shown = false;
    window.webContents.reload();
  });
  void window.loadURL(APP_ADDRESS);
  return window;
}
