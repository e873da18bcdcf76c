// Goal: only the one browser that was given the code can reach the data service. Method: a real host on 127.0.0.1 and
// requests as an attacker's page or program would send them; then the honest way through to an answer.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type LoopbackHost, startLoopbackHost } from '../../../db/host/loopback/server.ts';
import { createRouter } from '../../../db/service/router.ts';
import { scriptedHandlers } from '../../support/scripted-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsw-loopback-'));
const logged: string[] = [];
const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
const router = createRouter(scriptedHandlers({ 'diversion.getTile': () => new Uint8Array([7, 8]) }));
const CODE = 'the-code-of-this-test';
let host: LoopbackHost;
let port: number;

const start = (options: { readonly port?: number; readonly router?: Promise<typeof router> } = {}) =>
  startLoopbackHost({
    router: options.router ?? Promise.resolve(router),
    folders: { renderer: join(folder, 'renderer'), resources: join(folder, 'resources') },
    port: options.port ?? 0,
    code: CODE,
    log,
  });

beforeAll(async () => {
  for (const name of ['renderer', 'resources/map', 'resources/icons'])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'renderer', 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
  writeFileSync(join(folder, 'renderer', 'app-Ab12_x9Z.js'), '1');
  writeFileSync(join(folder, 'resources', 'map', 'divisions.bin'), 'map');
  writeFileSync(join(folder, 'resources', 'icons', 'a.png'), 'icon');
  writeFileSync(join(folder, 'secret.json'), 'secret');
  host = await start();
  port = Number(new URL(host.address).port);
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Sends exactly these headers and this path: no client library mends or normalises them. */
const send = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  new Promise<Answer>((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
const exchange = (headers: Record<string, string>, code: string) =>
  send('POST', '/session', { 'content-type': 'application/json', ...headers }, JSON.stringify({ code }));

const dial = (headers: Record<string, string>, origin?: string) =>
  new Promise<WebSocket | 'refused'>((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, {
      headers,
      ...(origin === undefined ? {} : { origin }),
    });
    socket.once('open', () => resolve(socket));
    socket.once('error', () => resolve('refused'));
  });

test('a name that was rebound to 127.0.0.1 gets nothing', async () => {
  expect((await send('GET', '/', { host: `evil.example:${port}` })).status).toBe(403);
  expect((await send('GET', '/', { host: `localhost:${port}` })).status).toBe(403);
});

test('another origin gets nothing, not even a static file or a CORS header', async () => {
  const foreign = await send('GET', '/app-Ab12_x9Z.js', { origin: 'https://evil.example' });
  expect(foreign.status).toBe(403);
  expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
  expect((await send('GET', '/app-Ab12_x9Z.js', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await send('OPTIONS', '/session', { origin: 'https://evil.example' })).status).toBe(403);
  expect((await exchange({ origin: 'https://evil.example' }, CODE)).status).toBe(403);
  expect((await exchange({}, CODE)).status).toBe(403);
});

test.each([
  '/../secret.json',
  '/..%2fsecret.json',
  '/%2e%2e/secret.json',
  '/..\\secret.json',
  '/resources/icons/a.png',
  '/.source',
])('the path %s leads nowhere', async (path) => {
  const answer = await send('GET', path);
  expect(answer.status).toBe(404);
  expect(answer.body).not.toContain('"secret"');
});

test('the page has a strict policy with a nonce of its own', async () => {
  const [first, second] = [await send('GET', '/'), await send('GET', '/')];
  const nonce = /content="([^"]+)"/.exec(first.body)?.[1] ?? '';
  expect(first.headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
  expect(first.headers['content-security-policy']).toContain("script-src 'self';");
  expect(second.body).not.toBe(first.body);
  expect(first.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
  expect((await send('GET', '/app-Ab12_x9Z.js')).headers['cache-control']).toContain('immutable');
  expect((await send('GET', '/resources/map/divisions.bin')).body).toBe('map');
});

test('the code opens one session, once; without its cookie there is no socket', async () => {
  const origin = host.address;
  expect(host.entrance).toBe(`${origin}/#code=${CODE}`);
  expect((await send('GET', '/session')).status).toBe(401);
  expect((await exchange({ origin }, 'a guess')).status).toBe(403);
  const opened = await exchange({ origin }, CODE);
  expect(opened.status).toBe(200);
  const setCookie = String(opened.headers['set-cookie']);
  expect(setCookie).toMatch(/; HttpOnly; SameSite=Strict$/);
  expect((await exchange({ origin }, CODE)).status).toBe(410);

  const cookie = setCookie.split(';')[0] ?? '';
  expect(await dial({}, origin)).toBe('refused');
  expect(await dial({ cookie }, 'https://evil.example')).toBe('refused');
  expect(await dial({ cookie })).toBe('refused');
  expect(await dial({ cookie: `rsw_${port}=wrong` }, origin)).toBe('refused');

  const socket = await dial({ cookie }, origin);
  if (socket === 'refused') throw new Error('the honest client was refused');
  const selection = {
    period: { from: '2026-07-01', to: '2026-10-01' },
    regionId: null,
    place: null,
    dealerIds: [],
    productLineId: null,
  };
  const answered = new Promise<string>((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString())));
  socket.send(
    JSON.stringify({
      op: 'call',
      id: 0,
      kind: 'query',
      path: 'diversion.getTile',
      input: { selection, z: 0, x: 0, y: 0 },
    }),
  );
  expect(JSON.parse(await answered)).toEqual({ op: 'result', id: 0, value: { $bytes: 'Bwg=' } });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.send('no json');
  expect(await closed).toBe(1007);
  expect(logged.join('')).not.toContain(CODE);
});

test('a port in use is said to be in use', async () => {
  await expect(start({ port })).rejects.toMatchObject({ code: 'port_in_use', params: { port } });
});

describe('while the service starts', () => {
  /** A host of its own whose service has not come, with somebody at its door who may come in. */
  async function waitingAtTheDoor() {
    const service = Promise.withResolvers<typeof router>();
    const early = await start({ router: service.promise });
    const origin = early.address;
    const to = { host: new URL(origin).host, origin, 'content-type': 'application/json' };
    port = Number(new URL(origin).port);
    expect((await send('GET', '/', { host: to.host })).status).toBe(200);
    const opened = await send('POST', '/session', to, JSON.stringify({ code: CODE }));
    const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? '';
    return { early, service, dialled: dial({ cookie }, origin) };
  }
  afterEach(() => {
    port = Number(new URL(host.address).port);
  });

  test('there is a page, and a call is answered once the service is there', async () => {
    const { early, service, dialled } = await waitingAtTheDoor();
    service.resolve(router);
    const socket = await dialled;
    if (socket === 'refused') throw new Error('the honest client was refused');
    const answered = new Promise<string>((resolve) => socket.once('message', (data: Buffer) => resolve(`${data}`)));
    socket.send(JSON.stringify({ op: 'ping' }));
    expect(JSON.parse(await answered)).toEqual({ op: 'pong' });
    await early.close();
  });

  test.each([
    ['fails', async (service: PromiseWithResolvers<typeof router>) => service.reject(new Error('no'))],
    ['is stopped', async (_: unknown, early: LoopbackHost) => early.close()],
  ])('whoever waits is let go when it %s', async (_, end) => {
    const { early, service, dialled } = await waitingAtTheDoor();
    await end(service, early);
    expect(await dialled).toBe('refused');
    await early.close();
  });
});
