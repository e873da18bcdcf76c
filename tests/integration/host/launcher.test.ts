// Goal: one command brings up a synced workstation, a second start finds everything as it was, and Ctrl-C leaves
// nothing running. Method: the launcher itself, on a data folder of its own; a client goes in through the printed
// address.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { contract } from '../../../db/contract/index.ts';
import { endLaunchers, launch } from '../../support/launcher.ts';

const data = mkdtempSync(join(tmpdir(), 'rsw-launcher-'));
afterAll(() => {
  endLaunchers();
  rmSync(data, { recursive: true, force: true, maxRetries: 5 });
});

async function start() {
  const { said, line, interrupt } = launch(['--no-open', '--shell', 'browser', '--data', data]);
  const entrance = new URL((await line(/^workstation: http/)).replace('workstation: ', ''));
  const headOffice = new URL((await line(/^head office: http/)).replace(/^head office: | .*$/g, ''));
  return { entrance, headOffice, said, interrupt };
}

/** Goes in through the address and waits until the laptop has synced with that head office; gives the frame. */
async function enter({ entrance, headOffice }: { readonly entrance: URL; readonly headOffice: URL }) {
  const code = new URLSearchParams(entrance.hash.slice(1)).get('code');
  const { origin } = entrance;
  const session = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ code }),
  });
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  const socket = new WebSocket(`ws://${entrance.host}/rpc`, { origin, headers: { cookie } });
  return new Promise<unknown>((resolve, reject) => {
    socket.once('error', reject);
    const call = (id: number, kind: string, path: string) =>
      socket.send(JSON.stringify({ op: 'call', id, kind, path, input: {} }));
    socket.once('open', () => call(0, 'stream', 'sync.watch'));
    socket.on('message', (raw: Buffer) => {
      const message: unknown = JSON.parse(raw.toString());
      const { op, id, value, error } = message as { op: string; id: number; value: unknown; error?: unknown };
      if (op === 'fail') return reject(new Error(JSON.stringify(error)));
      if (op === 'result') {
        socket.close();
        return resolve(value);
      }
      socket.send(JSON.stringify({ op: 'credit', id, items: 1 }));
      const status = contract.sync.watch.output.parse(value);
      const isSynced = status.state === 'idle' && status.syncedAt !== null && status.dataVersion > 0;
      if (isSynced && status.headOffice === headOffice.origin) {
        socket.send(JSON.stringify({ op: 'cancel', id: 0 }));
        socket.removeAllListeners('message');
        socket.on('message', (answer: Buffer) => {
          const result = JSON.parse(answer.toString()) as { op: string; id: number; value: unknown };
          if (result.id !== 1) return;
          socket.close();
          resolve(result.value);
        });
        call(1, 'query', 'directory.getFrame');
      }
    });
  });
}

const isServing = (address: string) =>
  fetch(address).then(
    () => true,
    () => false,
  );

test('first start, Ctrl-C, warm start', async () => {
  const first = await start();
  const frame = contract.directory.getFrame.output.parse(await enter(first));
  expect(frame.person?.name).toBe('周敏');
  expect(frame.regions.length).toBeGreaterThan(5);
  expect(await isServing(first.headOffice.origin)).toBe(true);
  expect(await first.interrupt()).toBe(0);
  expect(await isServing(first.headOffice.origin)).toBe(false);
  expect(await isServing(first.entrance.origin)).toBe(false);

  const second = await start();
  // Nothing is said of a build either, unless somebody changes a source while this test runs.
  expect(second.said.filter((line) => /installing|founding/.test(line))).toEqual([]);
  // The browser finds what it kept of the page.
  expect(second.entrance.origin).toBe(first.entrance.origin);
  const again = contract.directory.getFrame.output.parse(await enter(second));
  expect(again.person?.id).toBe(frame.person?.id);
  expect(await second.interrupt()).toBe(0);
  for (const name of ['workstation.log', 'headoffice.log']) {
    const file = join(data, 'logs', name);
    const code = new URLSearchParams(first.entrance.hash.slice(1)).get('code') ?? 'missing';
    if (existsSync(file)) expect(readFileSync(file, 'utf8')).not.toContain(code);
  }
});

test('ports that were taken meanwhile are left: head office moves and the laptop finds it, and so does the page', async () => {
  const before = await start();
  expect(await before.interrupt()).toBe(0);
  const others = [before.headOffice, before.entrance].map(({ port }) => ({ port, server: createServer() }));
  for (const { port, server } of others)
    await new Promise<void>((done) => server.listen(Number(port), '127.0.0.1', done));
  const after = await start();
  expect(after.headOffice.port).not.toBe(before.headOffice.port);
  expect(after.entrance.port).not.toBe(before.entrance.port);
  expect(contract.directory.getFrame.output.parse(await enter(after)).person?.name).toBe('周敏');
  expect(await after.interrupt()).toBe(0);
  for (const { server } of others) await new Promise((done) => server.close(done));
});
