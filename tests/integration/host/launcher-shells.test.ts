// Goal: the launcher opens the shell that this machine can show, says which and why, mends what dies, and ends with
// what it started. Method: the launcher itself without a head office; programs of the test's own stand in for
// Electron's binary and for the installed browser, neither of which can be driven from here.
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ensureBuilt } from '../../../electron/launcher/build.mjs';
import { childrenOf, endLaunchers, launch } from '../../support/launcher.ts';

let folder: string;
let data: string;
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const onLinux = process.platform === 'linux';

beforeAll(() => {
  for (const part of ['renderer', 'shell'] as const) ensureBuilt(resolve('.'), part, () => undefined);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsw-shells-'));
  data = join(folder, 'data');
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
afterAll(endLaunchers);

const args = (...more: string[]) => ['--demo', 'none', '--data', data, ...more];

/** A program that tells what it was given, in a file beside it. */
function standIn(name: string, program: string): string {
  const file = join(folder, name);
  const tell = `const tell = (what) => require('fs').appendFileSync(${JSON.stringify(`${file}.told`)}, what + '\\n');`;
  writeFileSync(file, `#!${process.execPath}\n${tell}\n${program}`);
  chmodSync(file, 0o755);
  return file;
}
const toldBy = (name: string) =>
  readFileSync(join(folder, `${name}.told`), 'utf8')
    .trim()
    .split('\n');

const ELECTRON = `
  tell(process.argv.slice(2).join(' '));
  process.once('message', (secrets) => { tell(JSON.stringify(secrets)); process.send({ kind: 'ready' }); });
  process.on('message', (message) => { if (message === 'stop') { tell('stop'); process.exit(0); } });`;

/** A user with a screen: as root no browser opens a window, so the launcher runs as nobody. */
const withDisplay = (env: Record<string, string> = {}) => ({
  env: { DISPLAY: ':99', HOME: folder, ELECTRON_MIRROR: 'http://127.0.0.1:9/', ...env },
  ...(isRoot ? { user: NOBODY } : {}),
});

test('--help tells the options and starts nothing', async () => {
  const { ended, said } = launch(args('--help'));
  expect(await ended).toBe(0);
  for (const option of ['--shell', '--data', '--port', '--demo', '--head-office', '--no-open']) {
    expect(said.join('\n')).toContain(option);
  }
  expect(existsSync(data)).toBe(false);
});

test('an option that it does not know ends it with a sentence', async () => {
  const { ended, said } = launch(args('--shell', 'firefox'));
  expect(await ended).toBe(1);
  expect(said).toEqual(['--shell must be one of auto, electron, browser']);
});

test('a port in use is told in a sentence, and nothing stays behind', async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
  const port = String((other.address() as { port: number }).port);
  const { ended, said } = launch(args('--shell', 'browser', '--no-open', '--port', port));
  expect(await ended).toBe(1);
  expect(said.join('\n')).toContain(`Port ${port} is in use.`);
  other.close();
});

test.skipIf(!onLinux)('a workstation that is killed comes back where it was, for the same session', async () => {
  const launcher = launch(args('--shell', 'browser', '--no-open'));
  const entrance = new URL((await launcher.line(/^workstation: http/)).replace('workstation: ', ''));
  const session = await fetch(`${entrance.origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: entrance.origin },
    body: JSON.stringify({ code: new URLSearchParams(entrance.hash.slice(1)).get('code') }),
  });
  expect(session.ok).toBe(true);
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  const [killed] = childrenOf(launcher.pid, /loopback\/main\.ts/);
  process.kill(killed ?? 0, 'SIGKILL');
  expect(await launcher.line(/^workstation: started again/)).toContain(entrance.origin);
  const again = await fetch(`${entrance.origin}/session`, { headers: { cookie } });
  expect(again.ok).toBe(true);
  const [second] = childrenOf(launcher.pid, /loopback\/main\.ts/);
  expect(second).not.toBe(killed);
  expect(await launcher.interrupt()).toBe(0);
  expect(existsSync(`/proc/${second}`)).toBe(false);
});

test.skipIf(!onLinux)('a launcher that is killed takes with it what it started', async () => {
  const launcher = launch(args('--shell', 'browser', '--no-open'));
  const entrance = new URL((await launcher.line(/^workstation: http/)).replace('workstation: ', ''));
  process.kill(launcher.pid, 'SIGKILL');
  await launcher.ended;
  const isServing = () =>
    fetch(entrance.origin).then(
      () => true,
      () => false,
    );
  await expect.poll(isServing, { timeout: 30_000 }).toBe(false);
});

test.skipIf(!onLinux)('without a display it says so, prints the address and keeps serving', async () => {
  const launcher = launch(args());
  expect(await launcher.line(/^shell:/)).toBe('shell: browser (there is no display)');
  const entrance = new URL((await launcher.line(/^workstation: http/)).replace('workstation: ', ''));
  expect(await launcher.line(/^no window/)).toBe('no window is opened: there is no display');
  expect((await fetch(entrance.origin)).status).toBe(200);
  expect(await launcher.interrupt()).toBe(0);
});

test.skipIf(!onLinux)('with a display an installed browser opens the address without its bars', async () => {
  const browser = standIn('browser', "tell(process.argv.slice(2).join(' '));");
  const launcher = launch(args(), withDisplay({ RSW_CHROMIUM: browser }));
  expect(await launcher.line(/^shell:/)).toMatch(/^shell: browser \(Electron's binary /);
  const entrance = (await launcher.line(/^workstation: http/)).replace('workstation: ', '');
  await launcher.line(/^Ctrl-C/);
  await expect.poll(() => existsSync(join(folder, 'browser.told'))).toBe(true);
  expect(toldBy('browser')).toEqual([`--app=${entrance} --user-data-dir=${join(data, 'browser')} --no-first-run`]);
  expect(await launcher.interrupt()).toBe(0);
});

test.skipIf(!onLinux)('a browser that refuses is named', async () => {
  const browser = standIn('browser', 'process.exit(3);');
  const launcher = launch(args(), withDisplay({ RSW_CHROMIUM: browser }));
  expect(await launcher.line(/^no window/)).toBe(`no window is opened: ${browser} ended with status 3`);
  expect(await launcher.interrupt()).toBe(0);
});

test.skipIf(!onLinux)("where Electron's binary is, it opens the workstation, and Ctrl-C ends it in order", async () => {
  standIn('electron', ELECTRON);
  const launcher = launch(
    args('--head-office', 'http://127.0.0.1:9'),
    withDisplay({ ELECTRON_OVERRIDE_DIST_PATH: folder }),
  );
  expect(await launcher.line(/^shell:/)).toBe("shell: electron (Electron's binary is there)");
  await launcher.line(/^Ctrl-C/);
  expect(toldBy('electron')).toEqual([
    `${resolve('out/main/index.js')} --data=${data} --head-office=http://127.0.0.1:9`,
    '{}',
  ]);
  expect(await launcher.interrupt()).toBe(0);
  expect(toldBy('electron').at(-1)).toBe('stop');
});

test.skipIf(!onLinux)('closing the Electron window ends everything', async () => {
  standIn('electron', `${ELECTRON} process.once('message', () => setImmediate(() => process.exit(0)));`);
  const launcher = launch(args(), withDisplay({ ELECTRON_OVERRIDE_DIST_PATH: folder }));
  expect(await launcher.ended).toBe(0);
});

test.skipIf(!onLinux)(
  'an Electron that cannot run here gives way to the browser shell, unless it was asked for',
  async () => {
    standIn('electron', 'process.exit(133);');
    const environment = withDisplay({ ELECTRON_OVERRIDE_DIST_PATH: folder });
    const launcher = launch(args('--no-open'), environment);
    expect(await launcher.line(/^Electron ended/)).toMatch(/status 133 .* The browser shell takes its place\./);
    await launcher.line(/^workstation: http/);
    expect(await launcher.interrupt()).toBe(0);
    const asked = launch(args('--shell', 'electron'), environment);
    expect(await asked.ended).toBe(1);
    expect(asked.said.at(-1)).toMatch(/^Electron ended with status 133/);
  },
);
