/** Which shell to open, and how to open a window of an installed browser. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const windowsPlaces = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
  .filter((folder) => folder !== undefined)
  .flatMap((folder) => [
    join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
    join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
  ]);
const PLACES = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].map((name) =>
    join('/usr/bin', name),
  ),
  darwin: ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
  win32: windowsPlaces,
};

const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);

/** Path of Electron's binary when it was installed; it is never downloaded here. */
function electronBinary(root) {
  const name =
    { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';
  const file = join(root, 'node_modules', 'electron', 'dist', name);
  const built = join(root, 'out', 'main', 'index.js');
  return existsSync(file) && existsSync(built) ? file : null;
}

/** The shell and the reason in a few words. */
export function chooseShell(root, wanted) {
  const electron = electronBinary(root);
  if (wanted === 'browser') return { kind: 'browser', why: 'as asked' };
  if (electron === null) {
    if (wanted === 'electron') throw new Error("Electron's binary is not installed, or the shell is not built");
    return { kind: 'browser', why: "Electron's binary is not installed" };
  }
  if (wanted === 'auto' && !hasDisplay()) return { kind: 'browser', why: 'there is no display' };
  return { kind: 'electron', why: wanted === 'auto' ? "Electron's binary is there" : 'as asked', binary: electron };
}

/** Opens a window of an installed browser. Gives the reason when there is none. */
export function openWindow(address, profile) {
  if (!hasDisplay()) return 'there is no display';
  const browser = (PLACES[process.platform] ?? []).find((place) => existsSync(place));
  if (browser === undefined) return 'no Chromium, Chrome or Edge was found';
  const child = spawn(browser, [`--app=${address}`, `--user-data-dir=${profile}`, '--no-first-run'], {
    stdio: 'ignore',
    detached: true,
  });
  child.on('error', () => undefined);
  child.unref();
  return null;
}
