/** Where an installed Chromium, Chrome or Edge lies. Imports nothing but Node's own modules. */
import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';

const LINUX = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/snap/bin/chromium',
];
const MAC = ['Chromium', 'Google Chrome', 'Microsoft Edge'];
const WINDOWS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
];

/** All places, best first, for a platform and its environment. */
export function browserPlaces(platform = process.platform, env = process.env) {
  if (platform === 'linux') return LINUX;
  if (platform === 'darwin') {
    const homes = ['/Applications', ...(env.HOME ? [posix.join(env.HOME, 'Applications')] : [])];
    return homes.flatMap((folder) => MAC.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`));
  }
  if (platform !== 'win32') return [];
  const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((folder) => folder);
  return folders.flatMap((folder) => WINDOWS.map((path) => win32.join(folder, ...path)));
}

/** The first that is there, or undefined. `RSW_CHROMIUM` goes before all. */
export function findBrowser() {
  const places = [process.env.RSW_CHROMIUM, ...browserPlaces()];
  return places.find((place) => place !== undefined && place !== '' && existsSync(place));
}
