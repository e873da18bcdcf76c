/** Which shell to open, and how to open a window of an installed browser. Imports nothing but Node's own modules. */
import { spawn } from 'node:child_process';
import { findBrowser } from './browsers.mjs';
import { obtainElectron } from './electron-binary.mjs';

/** Why no window can be opened on this machine, or null. */
function windowless() {
  if (process.platform !== 'linux') return null;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display';
  // Chromium's sandbox, and with it Electron, refuses to work for root.
  return process.getuid?.() === 0 ? 'Chromium opens no window for root' : null;
}

/** The shell and the reason in a few words. Throws when the one that was asked for cannot be had. */
export async function chooseShell(root, wanted, say) {
  if (wanted === 'browser') return { kind: 'browser', why: 'as asked' };
  const why = windowless();
  if (wanted === 'auto' && why !== null) return { kind: 'browser', why };
  const { binary, missing } = await obtainElectron(root, { say, insist: wanted === 'electron' });
  if (binary !== undefined)
    return { kind: 'electron', why: wanted === 'auto' ? "Electron's binary is there" : 'as asked', binary };
  if (wanted === 'electron') throw new Error(missing);
  return { kind: 'browser', why: missing };
}

/**
 * Opens a window of an installed browser, without its bars. Gives the reason when there can be none; `onRefused` hears
 * of a browser that ended with an error.
 */
export function openWindow(address, profile, onRefused) {
  const why = windowless();
  if (why !== null) return why;
  const browser = findBrowser();
  if (browser === undefined) return 'no Chromium, Chrome or Edge was found';
  const child = spawn(browser, [`--app=${address}`, `--user-data-dir=${profile}`, '--no-first-run'], {
    stdio: 'ignore',
    detached: true,
  });
  child.once('error', ({ message }) => onRefused(message));
  child.once('exit', (code) => code && onRefused(`${browser} ended with status ${code}`));
  child.unref();
  return null;
}
