// Goal: the data service that Electron starts is whole as it is built: it opens encrypted files, syncs in its
// threads, answers through a port, ends in order, and says what is wrong when it cannot. Method: the real build, run in a thread with a
// parent as Electron gives it, against a real head office; asked through the page's own client.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MessageChannel, type MessagePort as NodePort, Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueEnrolmentCode } from '../../../db/headoffice/enrolment.ts';
import { migrateHeadOffice } from '../../../db/headoffice/migrate.ts';
import { openHeadOfficeDatabase } from '../../../db/headoffice/open-database.ts';
import { sequence } from '../../../db/headoffice/sequencer.ts';
import { startHeadOfficeServer } from '../../../db/headoffice/server.ts';
import { portChannel } from '../../../renderer/client/channels.ts';
import { Connection, createClient } from '../../../renderer/client/connection.ts';
import { foundCompany } from '../../support/company.ts';
import { silent } from '../../support/laptop.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsw-built-'));
const start = (key: Uint8Array | null) => ({
  type: 'start',
  folder: join(folder, 'laptop'),
  logFile: join(folder, 'log'),
  key,
});
const KEY = new Uint8Array(32).fill(7);

beforeAll(() => {
  const build = spawnSync(process.execPath, ['node_modules/electron-vite/bin/electron-vite.js', 'build'], {
    encoding: 'utf8',
  });
  expect(build.status, build.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

function run() {
  const thread = new Worker(resolve('tests/support/utility-process.ts'), {
    workerData: resolve('out/main/data-service.js'),
  });
  const ended = new Promise<number>((done) => thread.once('exit', done));
  const said = (type: string) =>
    new Promise<unknown>((done, reject) => {
      thread.once('error', reject);
      thread.on('message', (message: { readonly type: string }) => message.type === type && done(message));
    });
  const send = (data: unknown, ports: NodePort[] = []) => thread.postMessage({ data, ports }, ports);
  return { ended, said, send };
}

test('it opens, syncs, answers, and ends', async () => {
  const database = await openHeadOfficeDatabase({ kind: 'embedded', folder: null });
  await migrateHeadOffice(database);
  await foundCompany(database);
  await sequence(database);
  const headOffice = await startHeadOfficeServer({ database, port: 0, log: silent });
  const { ended, said, send } = run();
  const ready = said('ready');
  const enrolmentCode = await issueEnrolmentCode(database, 'zhou');
  send({ ...start(KEY), headOffice: headOffice.address, enrolmentCode });
  await ready;
  const { port1, port2 } = new MessageChannel();
  send({ type: 'port' }, [port1]);
  const connection = new Connection({
    openChannel: async () => portChannel(port2 as unknown as MessagePort),
    delay: () => new Promise(() => undefined),
  });
  await connection.opened();
  const client = createClient(connection);
  for await (const { state, syncedAt } of client.sync.watch({})) if (state === 'idle' && syncedAt !== null) break;
  expect((await client.directory.getFrame({})).person?.name).toBe('周敏');
  const stopped = said('stopped');
  send({ type: 'stop' });
  await stopped;
  expect(await ended).toBe(0);
  expect(
    readFileSync(join(folder, 'laptop', 'local.db'))
      .subarray(0, 6)
      .toString('latin1'),
  ).not.toBe('SQLite');
});

test('another key is told, and the files stay as they were', async () => {
  const { ended, said, send } = run();
  const failed = said('failed');
  send(start(new Uint8Array(32).fill(8)));
  expect(await failed).toEqual({ type: 'failed', code: 'key_wrong' });
  expect(readFileSync(join(folder, 'log'), 'utf8')).toContain('could not be started');
  send({ type: 'stop' });
  expect(await ended).toBe(0);
  expect(existsSync(join(folder, 'laptop', 'local.db'))).toBe(true);
});

test('every thread of the service is built beside it', () => {
  const program = readFileSync('out/main/data-service.js', 'utf8');
  const threads = [...program.matchAll(/new URL\("\.\/([\w-]+\.\w+)", import\.meta\.url\)/g)].map(([, name]) => name);
  expect(threads.length).toBeGreaterThan(1);
  for (const name of threads) expect(existsSync(join('out/main', name ?? '')), name).toBe(true);
  expect(readFileSync('out/preload/index.cjs', 'utf8')).not.toMatch(/require\("(?!electron")/);
});
