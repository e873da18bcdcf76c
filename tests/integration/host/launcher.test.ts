// Goal: one command brings up a synced workstation, a second start finds everything as it was, and Ctrl-C leaves nothing
// running. Method: the launcher itself, on a data folder of its own; a client goes in through the printed address.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { contract } from '../../../db/contract/index.ts';

const data = mkdtempSync(join(tmpdir(), 'rsw-launcher-'));
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true, maxRetries: 5 });
});

async function launch() {
  const child = spawn(
    process.execPath,
    ['electron/launcher/start.mjs', '--no-open', '--shell', 'browser', '--data', data],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  running.add(child);
  const said: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const entrance = await new Promise<URL>((resolve, reject) => {
    void ended.then(() => reject(new Error(said.join('\n'))));
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      const address = /^workstation: (http\S+)/.exec(line)?.[1];
      if (address !== undefined) resolve(new URL(address));
    });
  });
  return {
    entrance,
    said,
    async interrupt() {
      child.kill('SIGINT');
      const status = await ended;
      running.delete(child);
      return status;
    },
  };
}

/** Goes in through the address and waits until the laptop has synced; gives the frame. */
async function enter(entrance: URL) {
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
      if (status.state === 'idle' && status.syncedAt !== null && status.dataVersion > 0) {
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
  const first = await launch();
  const frame = contract.directory.getFrame.output.parse(await enter(first.entrance));
  expect(frame.person?.name).toBe('周敏');
  expect(frame.regions.length).toBeGreaterThan(5);
  const headOffice = /http\S+/.exec(first.said.find((line) => line.startsWith('head office')) ?? '')?.[0] ?? '';
  expect(await isServing(headOffice)).toBe(true);
  expect(await first.interrupt()).toBe(0);
  expect(await isServing(headOffice)).toBe(false);
  expect(await isServing(first.entrance.origin)).toBe(false);

  const second = await launch();
  // Nothing is said of a build either, unless somebody changes a source while this test runs.
  expect(second.said.filter((line) => /installing|founding/.test(line))).toEqual([]);
  const again = contract.directory.getFrame.output.parse(await enter(second.entrance));
  expect(again.person?.id).toBe(frame.person?.id);
  expect(await second.interrupt()).toBe(0);
  for (const name of ['workstation.log', 'headoffice.log']) {
    const file = join(data, 'logs', name);
    const code = new URLSearchParams(first.entrance.hash.slice(1)).get('code') ?? 'missing';
    if (existsSync(file)) expect(readFileSync(file, 'utf8')).not.toContain(code);
  }
});
