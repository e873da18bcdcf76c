// Goal: the app: scheme gives the page its files, with the headers that protect it, and nothing else of the disk.
// Method: the real handler over a small folder, asked as Electron asks it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAppHandler } from '../../../electron/security/app-protocol.ts';
import { isOwnAddress, isOwnFrame } from '../../../electron/security/own-address.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsw-app-'));
const answer = createAppHandler({ renderer: join(folder, 'renderer'), resources: join(folder, 'resources') });

beforeAll(() => {
  for (const name of ['renderer', 'resources/map', 'resources/icons']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, 'renderer', 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
  writeFileSync(join(folder, 'resources', 'map', 'divisions.bin'), new Uint8Array([1, 2, 3]));
  writeFileSync(join(folder, 'resources', 'icons', 'a.png'), 'icon');
  writeFileSync(join(folder, 'secret.json'), 'secret');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the page carries a new nonce each time, and a policy that names it', async () => {
  const nonces = new Set<string>();
  for (let turn = 0; turn < 2; turn += 1) {
    const response = await answer(new Request('app://workstation/'));
    const nonce = /content="([^"]+)"/.exec(await response.text())?.[1] ?? '';
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(nonce).toMatch(/^[\w+/=]{20,}$/);
    expect(policy).toContain(`'nonce-${nonce}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/connect-src 'self';/);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(2);
});

test('bytes arrive as they are, and HEAD brings none', async () => {
  const address = 'app://workstation/resources/map/divisions.bin';
  expect(new Uint8Array(await (await answer(new Request(address))).arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
  expect(await (await answer(new Request(address, { method: 'HEAD' }))).text()).toBe('');
});

test.each([
  ['/../secret.json', 404],
  ['/..%2fsecret.json', 404],
  ['/%2e%2e/secret.json', 404],
  ['/..\\secret.json', 404],
  ['/resources/icons/a.png', 404],
  ['/resources/map/..%5c..%5csecret.json', 404],
  ['/missing.js', 404],
])('%s is answered with %i', async (path, status) => {
  const response = await answer(new Request(`app://workstation${path}`));
  expect(response.status).toBe(status);
  expect(await response.text()).toBe('');
});

test('another host and another method are refused', async () => {
  expect((await answer(new Request('app://elsewhere/'))).status).toBe(403);
  expect((await answer(new Request('app://workstation/', { method: 'POST' }))).status).toBe(405);
});

test.each([
  ['app://workstation/', true],
  ['app://workstation/index.html?a#b', true],
  ['app://workstation.example/', false],
  ['app://workstation@example/', false],
  ['app://user@workstation/', false],
  ['https://workstation/', false],
  ['file:///etc/passwd', false],
  ['about:blank', false],
  ['', false],
])('%s is our own: %s', (address, own) => expect(isOwnAddress(address)).toBe(own));

test('only the page itself may speak: no frame within it, no page that is gone', () => {
  const url = 'app://workstation/';
  expect(isOwnFrame({ url, parent: null })).toBe(true);
  expect(isOwnFrame({ url, parent: {} })).toBe(false);
  expect(isOwnFrame({ url: 'https://example.com/', parent: null })).toBe(false);
  expect(isOwnFrame(null)).toBe(false);
});
