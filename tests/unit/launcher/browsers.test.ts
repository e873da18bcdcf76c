// Goal: an installed browser is found on each system. Method: the places for each, with the environment such a machine
// has.
import { expect, test } from 'vitest';
import { browserPlaces } from '../../../electron/launcher/browsers.mjs';

test.each<[NodeJS.Platform, Record<string, string>, readonly string[]]>([
  ['linux', {}, ['/usr/bin/chromium', '/usr/bin/google-chrome', '/snap/bin/chromium']],
  [
    'darwin',
    { HOME: '/Users/zhou' },
    [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      '/Users/zhou/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
  ],
  [
    'win32',
    { PROGRAMFILES: 'C:\\Program Files', 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)', LOCALAPPDATA: 'C:\\L' },
    [
      'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
      'C:\\L\\Google\\Chrome\\Application\\chrome.exe',
    ],
  ],
])('on %s', (platform, env, expected) => {
  expect(browserPlaces(platform, env)).toEqual(expect.arrayContaining([...expected]));
});

test('a machine without the usual folders, and an unknown system, have no places', () => {
  expect(browserPlaces('win32', {})).toEqual([]);
  expect(browserPlaces('aix', {})).toEqual([]);
});
