/**
 * What the tests need from the machine besides npm packages: a Chromium and a PostgreSQL.
 *
 * Runs on the machine's own Node (20 or newer) before anything else. Looks for what is installed; where nothing is,
 * installs it by the means the machine has (Debian packages as root, otherwise Playwright's own download for the
 * browser). What cannot be had is reported, and the tests that need it skip with a word.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { findBrowser } from '../../electron/launcher/browsers.mjs';

/** Folder with initdb and postgres, or undefined. */
export function findPostgres() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(debian, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

/** LibreOffice, which opens what is exported, or undefined. Too large to be installed for that. */
export function findLibreOffice() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/Applications/LibreOffice.app/Contents/MacOS'];
  return folders.map((folder) => join(folder, 'soffice')).find((place) => existsSync(place));
}

const run = (command, args) =>
  spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;

function installDebianPackages(packages, say) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return false;
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const apt = (...args) => {
    const [command, ...rest] = [...prefix, 'apt-get', ...args];
    return run(command, rest);
  };
  say(`installing Debian packages: ${packages.join(', ')}`);
  return apt('update', '-qq') && apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
}

/** The browser that Playwright downloads, or undefined. */
function playwrightBrowser(say) {
  say('asking Playwright for a Chromium');
  run(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium']);
  const place = createRequire(import.meta.url)('@playwright/test').chromium.executablePath();
  return existsSync(place) ? place : undefined;
}

/** Finds or installs; returns what there is then. `say` gets one line for each thing done. */
export function prepareTestMachine(say) {
  const missing = [];
  if (findBrowser() === undefined) missing.push('chromium');
  if (findPostgres() === undefined && !process.env.RSW_TEST_POSTGRES_URL) missing.push('postgresql');
  if (missing.length > 0) installDebianPackages(missing, say);
  const chromium = findBrowser() ?? playwrightBrowser(say);
  return { chromium, postgres: findPostgres(), libreOffice: findLibreOffice() };
}
