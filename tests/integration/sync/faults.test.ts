// Goal: every way in which head office or the network fails has its own code, costs nothing that was saved, and heals by
// itself once the cause is gone. Method: the real server, client and files; a proxy between them that does the damage.
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { importJWK, type JWK, SignJWT } from 'jose';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { HEAD_OFFICE_PROTOCOL, type Hello, STREAM_AUDIENCE } from '../../../db/contract/head-office.ts';
import { REPLICA_SCHEMA_VERSION } from '../../../db/domain/replica/manifest.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { type HeadOfficeServer, startHeadOfficeServer } from '../../../db/headoffice/server.ts';
import { signLease } from '../../../db/headoffice/tokens.ts';
import { REPLICA_PAGE_BYTES } from '../../../db/store/connection.ts';
import { addReceipt, type Company, foundCompany } from '../../support/company.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';
import { openEmptyHeadOffice } from '../../support/kept-head-office.ts';
import { damage, note, silent, temporaryFolder } from '../../support/laptop.ts';
import { openLaptop, type SyncedLaptop } from '../../support/synced-laptop.ts';

let database: HeadOfficeDatabase;
let server: HeadOfficeServer;
let company: Company;
let proxy: FaultProxy;
const RECEIPTS = 'select count(*) as n, sum(amount_fen) as fen from receipt';

/** Receipts enough to make the replica some megabytes large. */
const RECEIPT_DAYS = 60;
const RECEIPTS_A_DAY = 200;

async function addManyReceipts(): Promise<void> {
  for (let day = 0; day < RECEIPT_DAYS; day++) {
    const ids = Array.from({ length: RECEIPTS_A_DAY }, () => v7());
    await database.query(
      `insert into ho.receipt (id, region_id, dealer_id, received_on, amount_fen, currency, method)
       select id, $2, $3, date '2026-01-01' + $4::int, 100, 'CNY', 'bank' from unnest($1::uuid[]) as id`,
      [ids, company.zhejiang, company.ningbo, day],
    );
  }
}

async function truth(): Promise<readonly object[]> {
  const { rows } = await database.query<{ n: number; fen: number }>(
    'select count(*)::int as n, sum(amount_fen)::float8 as fen from ho.receipt where region_id = $1',
    [company.zhejiang],
  );
  return rows;
}

beforeAll(async () => {
  database = await openEmptyHeadOffice();
  company = await foundCompany(database);
  await addManyReceipts();
  server = await startHeadOfficeServer({ database, port: 0, log: silent });
});
afterAll(async () => {
  await server.close();
  await database.close();
});
beforeEach(async () => {
  proxy = await startFaultProxy(() => server.address);
  onTestFinished(() => proxy.close());
});

async function syncedLaptop(folder = temporaryFolder()): Promise<SyncedLaptop> {
  const laptop = await openLaptop(folder);
  await laptop.enrol(database, 'zhou', proxy.address);
  await laptop.until(({ state }) => state === 'idle');
  return laptop;
}

/** Listens on 127.0.0.1 until the test is over. */
async function listening(other: ReturnType<typeof createServer>): Promise<string> {
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  return `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
}

const json = (body: unknown) => ({ status: 200, body: JSON.stringify(body) });
const greeting = (change: Partial<Hello>) => ({
  product: 'regional-sales-workstation',
  protocol: HEAD_OFFICE_PROTOCOL,
  minClient: HEAD_OFFICE_PROTOCOL,
  replicaSchema: REPLICA_SCHEMA_VERSION,
  epoch: '0198f5f0-0000-4000-8000-000000000000',
  leaseDays: 14,
  ...change,
});

describe('at the given address there is', () => {
  const enrolAt = async (address: string) => {
    const laptop = await openLaptop(temporaryFolder());
    const error = await laptop.engine
      .enrol({ address, code: 'x'.repeat(32), deviceName: 'test' })
      .catch((thrown: { code: string }) => thrown.code);
    expect(laptop.engine.status.state).toBe('not_enrolled');
    return error;
  };

  test('nobody', async () => {
    const gone = createServer();
    const address = await listening(gone);
    gone.close();
    await once(gone, 'close');
    expect(await enrolAt(address)).toBe('head_office_unreachable');
  });

  test('a web server of somebody else', async () => {
    const address = await listening(createHttpServer((_, response) => response.end('<html>It works!</html>')));
    expect(await enrolAt(address)).toBe('head_office_not_ours');
  });

  test('a captive portal', async () => {
    const address = await listening(
      createHttpServer((_, response) => response.writeHead(302, { location: 'http://192.0.2.1/login' }).end()),
    );
    expect(await enrolAt(address)).toBe('head_office_not_ours');
  });

  test('a service that speaks no HTTP', async () => {
    const address = await listening(createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')));
    expect(await enrolAt(address)).toBe('head_office_not_ours');
  });

  test('a proxy whose head office is down', async () => {
    proxy.faults.answer = () => ({ status: 502, body: 'Bad Gateway' });
    expect(await enrolAt(proxy.address)).toBe('head_office_unreachable');
  });

  test.each([
    ['asks for newer laptops', { minClient: HEAD_OFFICE_PROTOCOL + 1 }, 'head_office_too_new'],
    ['is older than this laptop', { protocol: HEAD_OFFICE_PROTOCOL - 1 }, 'head_office_too_old'],
    ['sends a newer shape', { replicaSchema: REPLICA_SCHEMA_VERSION + 1 }, 'head_office_too_new'],
    ['sends an older shape', { replicaSchema: REPLICA_SCHEMA_VERSION - 1 }, 'head_office_too_old'],
  ] as const)('a head office that %s', async (_, change, code) => {
    proxy.faults.answer = (path) => (path === '/v1/hello' ? json(greeting(change)) : undefined);
    expect(await enrolAt(proxy.address)).toBe(code);
  });

  test('ours, and the code is wrong: it can be tried again with the right one', async () => {
    expect(await enrolAt(proxy.address)).toBe('enrolment_rejected');
    await syncedLaptop();
  });
});

describe('an enrolled laptop', () => {
  test('is not tied to an address where head office is not', async () => {
    const laptop = await syncedLaptop();
    proxy.faults.answer = (path) => (path === '/v1/hello' ? json({}) : undefined);
    await expect(laptop.engine.setHeadOffice(proxy.address)).rejects.toMatchObject({ code: 'head_office_not_ours' });
    await laptop.engine.setHeadOffice(`${server.address}/`);
    await laptop.until(({ state, headOffice }) => state === 'idle' && headOffice === server.address);
  });

  test('that is sent to a head office to which it does not belong keeps its data', async () => {
    const laptop = await syncedLaptop();
    const other = await startFaultProxy(() => server.address);
    onTestFinished(() => other.close());
    const unknown = { code: 'token_rejected', message: 'unknown device' };
    other.faults.answer = (path) =>
      path === '/v1/hello' ? json(greeting({ epoch: v7() })) : { status: 401, body: JSON.stringify(unknown) };
    await laptop.engine.setHeadOffice(other.address);
    expect(await laptop.untilError('token_rejected')).toMatchObject({ state: 'failed' });
    expect(laptop.rows(RECEIPTS)).toEqual(await truth());
    await laptop.engine.setHeadOffice(server.address);
    await laptop.until(({ state, error }) => state === 'idle' && error === null);
  });

  test('whose head office became too new reads on and keeps its decisions', async () => {
    const laptop = await syncedLaptop();
    proxy.faults.answer = (path) =>
      path === '/v1/hello' ? json(greeting({ minClient: HEAD_OFFICE_PROTOCOL + 1 })) : undefined;
    laptop.engine.start();
    expect(await laptop.untilError('head_office_too_new')).toMatchObject({ state: 'failed' });
    expect(laptop.rows(RECEIPTS)).toEqual(await truth());
    laptop.store.outbox.enqueue(note('kept'));
    proxy.faults.answer = null;
    await laptop.until(({ state, error }) => state === 'idle' && error === null);
  });
});

describe('a token', () => {
  async function signed(claims: {
    readonly key: JWK;
    readonly kid: string;
    readonly secondsAgo: number;
    device: string;
  }) {
    const now = Math.floor(Date.now() / 1000) - claims.secondsAgo;
    return new SignJWT({ device: claims.device })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: claims.kid })
      .setIssuer('regional-sales-workstation:head-office')
      .setAudience(STREAM_AUDIENCE)
      .setSubject(company.zhou)
      .setIssuedAt(now)
      .setExpirationTime(now + 600)
      .sign(await importJWK(claims.key, 'EdDSA'));
  }

  test.each([
    ['that has expired', 'token_expired', 3600],
    ['that is forged', 'token_rejected', 0],
  ] as const)('%s is refused by its name, and a good one goes on', async (_, code, secondsAgo) => {
    const laptop = await syncedLaptop();
    const { rows } = await database.query<{ kid: string; private_jwk: JWK }>(
      'select kid, private_jwk from ho.signing_key',
    );
    const office = rows[0];
    if (office === undefined) throw new Error('head office has no key');
    const own = laptop.store.device.read();
    if (own === null) throw new Error('the laptop has no key');
    const key = code === 'token_expired' ? office.private_jwk : { ...own.privateJwk, kty: 'OKP' };
    const bad = await signed({ key, kid: office.kid, secondsAgo, device: own.id });
    const grant = await database.transaction((tx) => signLease(tx, own.id, 14), { role: 'ho_auth' });
    proxy.faults.answer = (path) =>
      path === '/v1/token' ? json({ token: bad, expiresAt: '2099-01-01T00:00:00.000Z', ...grant }) : undefined;
    proxy.cut();
    // The stream was cut while the laptop still had a good token: a new start asks for another one.
    await laptop.close();
    const again = await openLaptop(laptop.store.folder);
    again.engine.start();
    expect(await again.untilError(code)).toMatchObject({ state: 'failed' });
    expect(again.rows(RECEIPTS)).toEqual(await truth());
    proxy.faults.answer = null;
    await again.until(({ state }) => state === 'idle');
  });

  test('of a laptop whose clock is a day off is a good one', async () => {
    const { createHeadOffice, createDispatcher } = await import('../../../db/sync/head-office.ts');
    const office = createHeadOffice(proxy.address, createDispatcher(), new AbortController().signal);
    const day = 86_400_000;
    proxy.faults.answer = () => ({
      status: 200,
      headers: { date: new Date(Date.now() + day).toUTCString() },
      body: JSON.stringify(greeting({})),
    });
    await office.hello();
    expect(Math.abs(office.now().getTime() - Date.now() - day)).toBeLessThan(60_000);
  });
});

describe('the device', () => {
  const ownId = (laptop: SyncedLaptop) => laptop.store.device.read()?.id ?? '';

  test('was revoked: reading goes on, decisions are kept, and another enrolment takes them along', async () => {
    const laptop = await syncedLaptop();
    await database.query('update ho.device set revoked_at = now() where id = $1', [ownId(laptop)]);
    laptop.engine.start();
    proxy.cut();
    await laptop.close();
    const again = await openLaptop(laptop.store.folder);
    again.engine.start();
    expect(await again.untilError('device_revoked')).toMatchObject({ state: 'failed' });
    expect(again.rows(RECEIPTS)).toEqual(await truth());
    again.store.outbox.enqueue({
      kind: 'annotation.add',
      version: 1,
      payload: { annotationId: v7(), dealerId: company.ningbo, body: 'from the revoked device' },
    });
    await again.enrol(database, 'zhou', proxy.address);
    await again.until(({ state, waitingCommands }) => state === 'idle' && waitingCommands === 0);
    await again.untilRows("select body from annotation where body like '%revoked%'", [
      { body: 'from the revoked device' },
    ]);
  });

  test('is to be wiped: keys and files go, and the laptop is nobody’s', async () => {
    const folder = temporaryFolder();
    const laptop = await syncedLaptop(folder);
    const secret = laptop.store.device.read()?.privateJwk.d ?? '';
    expect(readFileSync(laptop.store.localFile.concat('-wal')).includes(secret)).toBe(true);
    const id = ownId(laptop);
    await database.query('update ho.device set wipe_requested_at = now() where id = $1', [id]);
    await laptop.close();
    const again = await openLaptop(folder);
    again.engine.start();
    expect(await again.untilError('device_wiped')).toMatchObject({ state: 'not_enrolled', syncedAt: null });
    expect(again.rows(RECEIPTS)).toEqual([{ n: 0, fen: null }]);
    expect(again.store.device.read()).toBeNull();
    expect(again.store.notices.map(({ code }) => code)).toEqual(['device_wiped']);
    expect(existsSync(join(folder, 'backups'))).toBe(false);
    const heard = () =>
      database.query<{ heard: boolean }>('select wiped_at is not null as heard from ho.device where id = $1', [id]);
    await expect.poll(async () => (await heard()).rows).toEqual([{ heard: true }]);
    await again.close();
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes(secret)).toBe(false);
  });
});

describe('the stream', () => {
  /** Does `harm` to the first line that carries data, once. */
  const harmOnce = (harm: (line: string) => string | undefined) => {
    let done = false;
    proxy.faults.line = (line) => {
      if (done || !line.startsWith('{"data"')) return line;
      done = true;
      return harm(line);
    };
  };
  const damaged = async (harm: (line: string) => string | undefined, code: 'stream_interrupted' | 'stream_damaged') => {
    harmOnce(harm);
    const laptop = await openLaptop(temporaryFolder());
    const failed = laptop.untilError(code);
    const applied: unknown[] = [];
    laptop.engine.onApplied(() => applied.push(...laptop.rows(RECEIPTS)));
    await laptop.enrol(database, 'zhou', proxy.address);
    await failed;
    await laptop.until(({ state, error }) => state === 'idle' && error === null);
    // Nothing in between was shown.
    const expected = await truth();
    expect(laptop.rows(RECEIPTS)).toEqual(expected);
    for (const seen of applied) expect([{ n: 0, fen: null }, ...expected]).toContainEqual(seen);
  };

  test('is cut in the middle of a line', () => damaged(() => undefined, 'stream_interrupted'));
  test('carries a line that is no JSON', () =>
    damaged((line) => `${line.slice(0, 200)}\u0000${line.slice(220)}`, 'stream_damaged'));
  test('lost an operation inside a line', () =>
    damaged((line) => {
      const parsed = JSON.parse(line) as { data: { data: unknown[] } };
      parsed.data.data.shift();
      return JSON.stringify(parsed);
    }, 'stream_damaged'));
  test('repeats an operation', () =>
    damaged((line) => {
      const parsed = JSON.parse(line) as { data: { data: unknown[] } };
      parsed.data.data.push(parsed.data.data[0]);
      return JSON.stringify(parsed);
    }, 'stream_damaged'));
});

describe('this laptop', () => {
  test('has a full disk: what was there stays, and the rest comes when there is room', async () => {
    const folder = temporaryFolder();
    const laptop = await openLaptop(folder, { maxReplicaPages: 150 });
    await laptop.enrol(database, 'zhou', proxy.address);
    expect(await laptop.untilError('disk_full')).toMatchObject({ state: 'failed' });
    expect(laptop.rows(RECEIPTS)).toEqual([{ n: 0, fen: null }]);
    laptop.store.outbox.enqueue(note('kept'));
    await laptop.close();
    const again = await openLaptop(folder);
    expect(again.store.notices).toEqual([]);
    expect(again.engine.status.waitingCommands + again.engine.status.refusedCommands).toBe(1);
    await again.sync();
    expect(again.rows(RECEIPTS)).toEqual(await truth());
  });

  test('has a damaged replica: it is fetched anew', async () => {
    const folder = temporaryFolder();
    const laptop = await syncedLaptop(folder);
    await laptop.close();
    damage(laptop.store.replicaFile, 0, 4096);
    const again = await openLaptop(folder);
    expect(again.store.notices.map(({ code }) => code)).toEqual(['replica_corrupt']);
    await again.sync();
    expect(again.rows(RECEIPTS)).toEqual(await truth());
  });

  test('has a replica whose damage shows only while it is written: it is fetched anew', async () => {
    const folder = temporaryFolder();
    const laptop = await syncedLaptop(folder);
    await laptop.close();
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(laptop.store.replicaFile);
    const pages = db.prepare("select rootpage from sqlite_schema where name in ('ps_oplog', 'ps_buckets', 'pack')");
    const roots = pages.pluck().all() as number[];
    db.close();
    for (const root of roots) damage(laptop.store.replicaFile, (root - 1) * REPLICA_PAGE_BYTES, REPLICA_PAGE_BYTES);
    const again = await openLaptop(folder);
    await again.sync();
    expect(again.store.notices.map(({ code }) => code)).toContain('replica_corrupt');
    await addReceipt(database, { region: company.zhejiang, dealer: company.ningbo, on: '2026-08-01', fen: 5 });
    await again.untilRows(RECEIPTS, await truth());
  });
});
