// Goal: a laptop shows what its person may see of head office, keeps up with it, and sends what was decided on it exactly
// once. Method: the real server over PGlite, the real sync client, real files; waits are for states, never for time.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { type HeadOfficeServer, startHeadOfficeServer } from '../../../db/headoffice/server.ts';
import { addReceipt, type Company, foundCompany } from '../../support/company.ts';
import { startFaultProxy } from '../../support/fault-proxy.ts';
import { openEmptyHeadOffice } from '../../support/kept-head-office.ts';
import { note, silent, temporaryFolder } from '../../support/laptop.ts';
import { openLaptop, type SyncedLaptop } from '../../support/synced-laptop.ts';

let database: HeadOfficeDatabase;
let server: HeadOfficeServer;
let company: Company;
const RECEIPTS = 'select count(*) as n, coalesce(sum(amount_fen), 0) as fen from receipt';

beforeAll(async () => {
  database = await openEmptyHeadOffice();
  company = await foundCompany(database);
  server = await startHeadOfficeServer({ database, port: 0, log: silent });
});
afterAll(async () => {
  await server.close();
  await database.close();
});

const receiptAt = (region: 'zhejiang' | 'jiangsu', fen: number, on = '2026-07-01') =>
  addReceipt(database, {
    region: company[region],
    dealer: region === 'zhejiang' ? company.ningbo : company.suzhou,
    on,
    fen,
  });

/** What head office would say to {@link RECEIPTS} for these regions. */
async function truth(...regions: string[]): Promise<readonly object[]> {
  const { rows } = await database.query<{ n: number; fen: number }>(
    `select count(*)::int as n, coalesce(sum(amount_fen), 0)::float8 as fen from ho.receipt
     where region_id = any($1::uuid[])`,
    [regions],
  );
  return rows;
}

async function syncedLaptop(person: string, folder = temporaryFolder()): Promise<SyncedLaptop> {
  const laptop = await openLaptop(folder);
  await laptop.enrol(database, person, server.address);
  await laptop.until(({ state }) => state === 'idle');
  return laptop;
}

test('the first sync brings the scope of the person, and nothing else', async () => {
  await receiptAt('zhejiang', 11);
  await receiptAt('jiangsu', 22);
  const zhou = await syncedLaptop('zhou');
  expect(zhou.engine.status).toMatchObject({ state: 'idle', headOffice: server.address, error: null, progress: null });
  expect(zhou.engine.status.syncedAt).not.toBeNull();
  expect(zhou.rows(RECEIPTS)).toEqual(await truth(company.zhejiang));
  expect(zhou.rows('select distinct region_id from pack')).toEqual([{ region_id: company.zhejiang }]);
  const chen = await syncedLaptop('chen');
  expect(chen.rows(RECEIPTS)).toEqual(await truth(company.zhejiang, company.jiangsu));
});

test('changes arrive without being asked for, and listeners can read them when they are told', async () => {
  const laptop = await syncedLaptop('zhou');
  const before = laptop.engine.status.dataVersion;
  const told: unknown[] = [];
  laptop.engine.onApplied(() => told.push(...laptop.rows(RECEIPTS)));
  await receiptAt('zhejiang', 100);
  const expected = await truth(company.zhejiang);
  await laptop.untilRows(RECEIPTS, expected);
  await laptop.until(() => told.length > 0);
  expect(told.at(-1)).toEqual(expected[0]);
  expect(laptop.engine.status.dataVersion).toBeGreaterThan(before);
});

test('what was decided offline is sent once when the network is back', async () => {
  const proxy = await startFaultProxy(() => server.address);
  const laptop = await openLaptop(temporaryFolder());
  await laptop.enrol(database, 'zhou', proxy.address);
  await laptop.until(({ state }) => state === 'idle');
  const { syncedAt } = laptop.engine.status;
  proxy.faults.down = true;
  proxy.cut();
  await laptop.until(({ state }) => state === 'offline');
  expect(laptop.engine.status).toMatchObject({ syncedAt, waitingCommands: 0 });
  expect(laptop.rows(RECEIPTS)).toEqual(await truth(company.zhejiang));
  const saved = ['a', 'b', 'c'].map((body) => ({
    body,
    ...laptop.store.outbox.enqueue({
      kind: 'annotation.add',
      version: 1,
      payload: { annotationId: v7(), dealerId: company.ningbo, body },
    }),
  }));
  laptop.engine.commandsWaiting();
  expect(laptop.engine.status.waitingCommands).toBe(3);
  // The first time they are carried out, but the answer is lost.
  let lost = 0;
  proxy.faults.loseAnswer = (path) => path === '/v1/commands' && lost++ < 2;
  proxy.faults.down = false;
  await laptop.until(({ waitingCommands }) => waitingCommands === 0);
  await laptop.untilRows(
    'select body from annotation where dealer_id in (select id from dealer) order by body',
    saved.map(({ body }) => ({ body })),
  );
  const { rows } = await database.query<{ id: string; seq: bigint; status: string }>(
    'select id::text, seq, status from ho.command where device_id = $1 order by seq',
    [laptop.store.device.read()?.id ?? ''],
  );
  expect(rows.map(({ id, seq, status }) => ({ id, seq: Number(seq), status }))).toEqual(
    saved.map(({ id, seq }) => ({ id, seq, status: 'accepted' })),
  );
  await proxy.close();
});

test('answers come down as rows too: without any answer over HTTP nothing waits for ever', async () => {
  const proxy = await startFaultProxy(() => server.address);
  const laptop = await openLaptop(temporaryFolder());
  proxy.faults.loseAnswer = (path) => path === '/v1/commands';
  await laptop.enrol(database, 'zhou', proxy.address);
  await laptop.until(({ state }) => state === 'idle');
  laptop.store.outbox.enqueue({
    kind: 'annotation.add',
    version: 1,
    payload: { annotationId: v7(), dealerId: company.ningbo, body: 'x' },
  });
  laptop.engine.commandsWaiting();
  await laptop.until(({ waitingCommands }) => waitingCommands === 0);
  expect(laptop.store.outbox.list().at(-1)?.status).toBe('accepted');
  await proxy.close();
});

test('a refusal is counted until it was looked at', async () => {
  const laptop = await syncedLaptop('zhou');
  laptop.store.outbox.enqueue(note('of a dealer that does not exist'));
  laptop.engine.commandsWaiting();
  await laptop.until(({ refusedCommands }) => refusedCommands === 1);
  expect(laptop.store.outbox.list().at(-1)).toMatchObject({ status: 'rejected', reasonCode: 'dealer_not_in_scope' });
  laptop.store.outbox.markRefusalsSeen();
  laptop.engine.commandsWaiting();
  expect(laptop.engine.status.refusedCommands).toBe(0);
});

test('two laptops of one person: each sends its own decisions once and hears its own answers, both see both', async () => {
  const [desk, road] = [await syncedLaptop('zhou'), await syncedLaptop('zhou')];
  const saved = [desk, road].map((laptop, index) => {
    const payload = { annotationId: v7(), dealerId: company.ningbo, body: `two laptops ${index}` };
    const command = laptop.store.outbox.enqueue({ kind: 'annotation.add', version: 1, payload });
    laptop.engine.commandsWaiting();
    return command;
  });
  expect(saved[0]?.id).not.toBe(saved[1]?.id);
  for (const [index, laptop] of [desk, road].entries()) {
    await laptop.untilRows(
      "select body from annotation where body like 'two laptops%' order by body",
      [0, 1].map((n) => ({ body: `two laptops ${n}` })),
    );
    await laptop.untilRows(
      `select id, status from command_result where id in ('${saved.map(({ id }) => id).join("','")}')`,
      [{ id: saved[index]?.id, status: 'accepted' }],
    );
  }
});

/** Several requests full; RSW_BACKLOG=10000 is what the design promises, and takes minutes. */
const BACKLOG = Number(process.env.RSW_BACKLOG ?? 350);

test(`a backlog of ${BACKLOG} commands goes up in order, each once, while answers are lost`, async () => {
  const proxy = await startFaultProxy(() => server.address);
  const laptop = await openLaptop(temporaryFolder());
  await laptop.enrol(database, 'zhou', proxy.address);
  await laptop.until(({ state }) => state === 'idle');
  proxy.faults.down = true;
  proxy.cut();
  for (let n = 0; n < BACKLOG; n++) {
    const payload = { annotationId: v7(), dealerId: company.ningbo, body: `backlog ${n}` };
    laptop.store.outbox.enqueue({ kind: 'annotation.add', version: 1, payload });
  }
  laptop.engine.commandsWaiting();
  expect(laptop.engine.status.waitingCommands).toBe(BACKLOG);
  let requests = 0;
  proxy.faults.loseAnswer = (path) => path === '/v1/commands' && requests++ % 4 === 1;
  proxy.faults.down = false;
  laptop.engine.start();
  await laptop.until(({ waitingCommands }) => waitingCommands === 0);
  const { rows } = await database.query<{ body: string }>(
    `select a.body from ho.command c join ho.annotation a on a.id::text = c.payload ->> 'annotationId'
     where a.body like 'backlog %' order by c.seq`,
  );
  expect(rows.map(({ body }) => body)).toEqual(Array.from({ length: BACKLOG }, (_, n) => `backlog ${n}`));
  await proxy.close();
});

test('head office was restored and lost a command: it is sent again, and the next one after it', async () => {
  const laptop = await syncedLaptop('zhou');
  const save = (body: string) => {
    const payload = { annotationId: v7(), dealerId: company.ningbo, body };
    laptop.store.outbox.enqueue({ kind: 'annotation.add', version: 1, payload });
    laptop.engine.commandsWaiting();
  };
  const settled = () => laptop.until(({ waitingCommands }) => waitingCommands === 0);
  const device = laptop.store.device.read()?.id ?? '';
  for (const body of ['restored 1', 'restored 2']) save(body);
  await settled();
  await database.query('delete from ho.command where device_id = $1 and seq = 2', [device]);
  await database.query("delete from ho.annotation where body = 'restored 2'");
  save('restored 3');
  await settled();
  const { rows } = await database.query<{ seq: number; body: string }>(
    `select c.seq::int as seq, a.body from ho.command c join ho.annotation a on a.id::text = c.payload ->> 'annotationId'
     where c.device_id = $1 and c.status = 'accepted' order by c.seq`,
    [device],
  );
  expect(rows).toEqual([1, 2, 3].map((seq) => ({ seq, body: `restored ${seq}` })));
});

test('an encrypted laptop syncs, and shows nothing in the clear', async () => {
  const folder = temporaryFolder();
  const keys = { kind: 'file', file: join(folder, 'key') } as const;
  const laptop = await openLaptop(folder, {}, keys);
  await laptop.enrol(database, 'zhou', server.address);
  await laptop.until(({ state }) => state === 'idle');
  expect(laptop.rows(RECEIPTS)).toEqual(await truth(company.zhejiang));
  await laptop.engine.rebuild();
  await laptop.untilRows(RECEIPTS, await truth(company.zhejiang));
  await laptop.close();
  for (const name of ['replica.db', 'local.db']) {
    const bytes = readFileSync(join(folder, name));
    expect(bytes.length).toBeGreaterThan(10_000);
    for (const word of ['SQLite format', '宁波恒丰食品', company.zhejiang]) expect(bytes.includes(word)).toBe(false);
  }
  const again = await openLaptop(folder, {}, keys);
  expect(again.rows(RECEIPTS)).toEqual(await truth(company.zhejiang));
});

test('another region: the rows of the former one go, those of the new one come, in one step', async () => {
  const person = v7();
  const grant = v7();
  await database.query(`insert into ho.person (id, code, name) values ($1, 'mover', '何静')`, [person]);
  await database.query(
    `insert into ho.role_grant (id, person_id, region_id, role, valid_from) values ($1, $2, $3, 'viewer', '2020-01-01')`,
    [grant, person, company.zhejiang],
  );
  const laptop = await syncedLaptop('mover');
  expect(laptop.rows(RECEIPTS)).toEqual(await truth(company.zhejiang));
  const regions: unknown[] = [];
  laptop.engine.onApplied(() => regions.push(laptop.rows('select distinct region_id as r from pack')));
  await database.query('update ho.role_grant set region_id = $1 where id = $2', [company.jiangsu, grant]);
  await laptop.untilRows(RECEIPTS, await truth(company.jiangsu));
  for (const seen of regions) expect([[{ r: company.zhejiang }], [{ r: company.jiangsu }]]).toContainEqual(seen);
  expect(laptop.rows('select distinct region_id as r from dealer_region')).toEqual([{ r: company.jiangsu }]);
});

test('a deleted replica is fetched again; nothing of the laptop’s own is lost', async () => {
  const folder = temporaryFolder();
  const laptop = await syncedLaptop('zhou', folder);
  laptop.store.outbox.enqueue(note('x'));
  await laptop.close();
  for (const part of ['', '-wal', '-shm']) rmSync(join(folder, `replica.db${part}`), { force: true });
  const again = await openLaptop(folder);
  expect(again.engine.status).toMatchObject({ state: 'idle', syncedAt: null, waitingCommands: 1, dataVersion: 0 });
  again.engine.start();
  await again.untilRows(RECEIPTS, await truth(company.zhejiang));
  await again.until(({ waitingCommands }) => waitingCommands === 0);
});

test('a rebuild while readers are at work', async () => {
  const laptop = await syncedLaptop('zhou');
  const reader = laptop.store.openReplica();
  await laptop.engine.rebuild();
  expect(reader.open).toBe(false);
  await laptop.untilRows(RECEIPTS, await truth(company.zhejiang));
  await laptop.until(({ state }) => state === 'idle');
});

test('head office made its log anew: the replica follows', async () => {
  const laptop = await syncedLaptop('zhou');
  await database.query('select sync.reseed()');
  await receiptAt('zhejiang', 7);
  await laptop.untilRows(RECEIPTS, await truth(company.zhejiang));
  await laptop.until(({ state }) => state === 'idle');
  const { rows } = await database.query<{ epoch: string }>('select epoch::text from sync.state');
  expect(laptop.rows('select epoch from replica_origin')).toEqual(rows);
});

test('a restart continues where it was: the replica is there at once, before any network', async () => {
  const folder = temporaryFolder();
  const laptop = await syncedLaptop('zhou', folder);
  const { syncedAt } = laptop.engine.status;
  await laptop.close();
  const again = await openLaptop(folder);
  expect(again.engine.status).toMatchObject({ state: 'idle', syncedAt, dataVersion: 1 });
  expect(again.rows(RECEIPTS)).toEqual(await truth(company.zhejiang));
});

test('the laptop of another person: the former one’s rows go, and so does nothing of hers', async () => {
  const laptop = await syncedLaptop('zhou');
  const former = laptop.store.device.read()?.id;
  await laptop.enrol(database, 'chen', server.address);
  await laptop.untilRows(RECEIPTS, await truth(company.zhejiang, company.jiangsu));
  expect(laptop.store.device.read()?.id).not.toBe(former);
  expect(laptop.store.device.read()?.person?.name).toBe('陈立');
});

test('the private key never leaves', async () => {
  const proxy = await startFaultProxy(() => server.address);
  const laptop = await openLaptop(temporaryFolder());
  await laptop.enrol(database, 'zhou', proxy.address);
  await laptop.until(({ state }) => state === 'idle');
  const device = laptop.store.device.read();
  const sent = proxy.seen.map(({ body }) => body).join();
  expect(proxy.seen.map(({ path }) => path)).toContain('/v1/enrol');
  expect(sent).toContain(device?.publicJwk.x);
  expect(device?.privateJwk.d).toMatch(/^[\w-]{43}$/);
  expect(sent).not.toContain(device?.privateJwk.d);
  await proxy.close();
});
