// Goal: Electron's binary is used where it is, fetched where it can be had, and nobody waits where it cannot. Method: a
// small project folder, a server of its own in place of the download's, and one that is not there.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { installedElectron, obtainElectron } from '../../../electron/launcher/electron-binary.mjs';

let root: string;
const said: string[] = [];
const say = (line: string) => said.push(line);
const NAME = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string];
const BINARY = join('node_modules', 'electron', 'dist', NAME ?? 'electron');
const NOTE = join('out', '.electron-not-reached');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rsw-electron-'));
  said.length = 0;
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
});

function put(path: string, text = '') {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** The package's own way of downloading, which here writes the binary or fails; run by the project's Node. */
function putInstaller(program: string) {
  put('node_modules/electron/install.js', program);
  const node = join('node_modules', 'node', 'bin', 'node');
  put(node, `#!/bin/sh\nexec "${process.execPath}" "$@"\n`);
  chmodSync(join(root, node), 0o755);
}

async function serve() {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { mirror, asked: () => asked, close: () => new Promise((resolve) => server.close(resolve)) };
}

test('what is installed is taken, from where the environment says', async () => {
  expect(installedElectron(root, {})).toBeNull();
  put(BINARY);
  expect(await obtainElectron(root, { say, env: {} })).toEqual({ binary: join(root, BINARY) });
  const home = join(root, dirname(BINARY));
  expect(installedElectron('/nowhere', { ELECTRON_OVERRIDE_DIST_PATH: NAME === undefined ? home : undefined })).toBe(
    NAME === undefined ? join(home, 'electron') : null,
  );
  expect(said).toEqual([]);
});

test.skipIf(process.platform === 'win32')('what can be had is fetched', async () => {
  const { mirror } = await serve();
  putInstaller(
    `const fs = require('fs'); fs.mkdirSync(__dirname + '/dist/Electron.app/Contents/MacOS', { recursive: true });
     fs.writeFileSync(__dirname + '/dist/${NAME ?? 'electron'}', '');`,
  );
  expect(await obtainElectron(root, { say, env: { ELECTRON_MIRROR: mirror } })).toEqual({ binary: join(root, BINARY) });
  expect(said).toEqual(["downloading Electron's binary"]);
});

test.skipIf(process.platform === 'win32')('a download that fails is told, and not tried again today', async () => {
  const { mirror, asked } = await serve();
  putInstaller('process.exit(1)');
  const options = { say, env: { ELECTRON_MIRROR: mirror } };
  const missing = "Electron's binary could not be downloaded";
  expect(await obtainElectron(root, options)).toEqual({ missing });
  expect(await obtainElectron(root, options)).toEqual({ missing });
  expect(asked()).toBe(1);
  expect(await obtainElectron(root, { ...options, insist: true })).toEqual({ missing });
  expect(asked()).toBe(2);
});

test('a server that is not there is named, and forgotten after a day', async () => {
  const { mirror, close } = await serve();
  await close();
  const options = { say, env: { npm_config_electron_mirror: mirror } };
  const missing = `Electron's binary is not installed, and ${new URL(mirror).host} not reached`;
  expect(await obtainElectron(root, options)).toEqual({ missing });
  // Not asked again: nothing would be there to answer with another sentence.
  writeFileSync(join(root, NOTE), `${mirror}\nnoted`);
  expect(await obtainElectron(root, options)).toEqual({ missing: 'noted' });
  const other = await serve();
  putInstaller('process.exit(1)');
  await obtainElectron(root, { say, env: { ELECTRON_MIRROR: other.mirror } });
  expect(other.asked()).toBe(1);
  writeFileSync(join(root, NOTE), `${mirror}\nnoted`);
  const mistyped = { ELECTRON_MIRROR: 'not an address' };
  expect(await obtainElectron(root, { say, env: mistyped })).toEqual({
    missing: "Electron's binary is not installed, and its mirror not reached",
  });
  writeFileSync(join(root, NOTE), `${mirror}\nnoted`);
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  utimesSync(join(root, NOTE), yesterday, yesterday);
  expect(await obtainElectron(root, options)).toEqual({ missing });
  expect(existsSync(join(root, BINARY))).toBe(false);
});
