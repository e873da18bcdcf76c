// Goal: a laptop that has not reached head office for the length of its lease is locked, whatever its clock and its files
// say, loses nothing by that, and opens when head office is reached again. Method: the real server, client and files; the
// laptop's clock is given, the network is a proxy that can be cut.
import Database from 'better-sqlite3';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { type HeadOfficeServer, startHeadOfficeServer } from '../../../db/headoffice/server.ts';
import { type Company, foundCompany } from '../../support/company.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';
import { openEmptyHeadOffice } from '../../support/kept-head-office.ts';
import { silent, temporaryFolder } from '../../support/laptop.ts';
import { openLaptop, type SyncedLaptop } from '../../support/synced-laptop.ts';

const DAY_MS = 86_400_000;
const LEASE_DAYS = 14;
let database: HeadOfficeDatabase;
let server: HeadOfficeServer;
let company: Company;
let proxy: FaultProxy;

beforeAll(async () => {
  database = await openEmptyHeadOffice();
  company = await foundCompany(database);
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

/** A clock that is `days` ahead of the real one. */
const ahead = (days: number) => ({ now: () => new Date(Date.now() + days * DAY_MS) });
const isLocked = ({ engine }: SyncedLaptop) => {
  try {
    engine.requireLease();
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: 'lease_expired' });
    return true;
  }
};

/** Folder of a laptop that synced and was closed; from then on there is no network. */
async function leftAlone(): Promise<string> {
  const folder = temporaryFolder();
  const laptop = await openLaptop(folder);
  await laptop.enrol(database, 'zhou', proxy.address);
  await laptop.until(({ state }) => state === 'idle');
  await laptop.close();
  proxy.faults.down = true;
  return folder;
}

test('it comes with the enrolment, and its end is known', async () => {
  const laptop = await openLaptop(temporaryFolder());
  expect(laptop.engine.status.lease).toBeNull();
  expect(isLocked(laptop)).toBe(false);
  await laptop.enrol(database, 'zhou', proxy.address);
  const { lease } = await laptop.until((status) => status.lease !== null);
  const days = (Date.parse(lease?.until ?? '') - Date.now()) / DAY_MS;
  expect(Math.round(days * 100) / 100).toBe(LEASE_DAYS);
  expect(isLocked(laptop)).toBe(false);
});

test('within it everything stays in use; after it the laptop is locked until head office is reached', async () => {
  const folder = await leftAlone();
  const within = await openLaptop(folder, ahead(LEASE_DAYS - 1));
  expect(isLocked(within)).toBe(false);
  const { id } = within.store.outbox.enqueue({
    kind: 'annotation.add',
    version: 1,
    payload: { annotationId: v7(), dealerId: company.ningbo, body: 'saved before the lock' },
  });
  await within.close();
  const after = await openLaptop(folder, ahead(LEASE_DAYS + 1));
  expect(after.engine.status.lease?.expired).toBe(true);
  expect(isLocked(after)).toBe(true);
  after.engine.start();
  await after.until(({ state }) => state === 'offline');
  expect(isLocked(after)).toBe(true);
  // Its clock is still fifteen days ahead of head office's: where head office is heard, that one counts.
  proxy.faults.down = false;
  await after.until(({ lease, waitingCommands }) => lease?.expired === false && waitingCommands === 0);
  expect(isLocked(after)).toBe(false);
  expect(after.store.outbox.list().find((command) => command.id === id)?.status).toBe('accepted');
});

test('a clock that is put back opens nothing', async () => {
  const folder = await leftAlone();
  const after = await openLaptop(folder, ahead(LEASE_DAYS + 1));
  expect(isLocked(after)).toBe(true);
  await after.close();
  for (const days of [0, -1, -400]) {
    const back = await openLaptop(folder, ahead(days));
    expect(isLocked(back)).toBe(true);
    await back.close();
  }
});

test('a clock that was a day behind or ahead locks nobody out', async () => {
  const folder = await leftAlone();
  for (const days of [1, 0, -1]) {
    const laptop = await openLaptop(folder, ahead(days));
    expect(isLocked(laptop)).toBe(false);
    await laptop.close();
  }
});

test.each(['deleted', 'longer', 'of another key', 'of another device'])(
  'a lease that was %s in the file is none',
  async (how) => {
    const folder = await leftAlone();
    const db = new Database(`${folder}/local.db`);
    const { token } = db.prepare<[], { token: string }>('select token from lease').get() ?? { token: '' };
    const [header, payload, signature] = token.split('.');
    if (how === 'deleted') db.exec('delete from lease');
    if (how === 'longer') {
      const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as { exp: number };
      const longer = Buffer.from(JSON.stringify({ ...claims, exp: claims.exp + 1 })).toString('base64url');
      db.prepare('update lease set token = ?').run(`${header}.${longer}.${signature}`);
    }
    if (how === 'of another key') {
      const { publicKey } = await generateKeyPair('EdDSA', { extractable: true });
      db.prepare('update lease set public_jwk = ?').run(JSON.stringify(await exportJWK(publicKey)));
    }
    if (how === 'of another device') {
      const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
      const foreign = new SignJWT({}).setProtectedHeader({ alg: 'EdDSA', typ: 'lease+jwt' }).setSubject(v7());
      const signed = await foreign.setIssuedAt().setExpirationTime('30d').sign(privateKey);
      db.prepare('update lease set token = ?, public_jwk = ?').run(signed, JSON.stringify(await exportJWK(publicKey)));
    }
    db.close();
    const laptop = await openLaptop(folder);
    expect(laptop.engine.status.lease).toEqual({ until: null, expired: true });
    expect(isLocked(laptop)).toBe(true);
    proxy.faults.down = false;
    laptop.engine.start();
    await laptop.until(({ lease }) => lease?.expired === false);
  },
);

test('a laptop that stays open is locked at the moment its lease ends', async () => {
  const folder = await leftAlone();
  const someSecondsLeft = LEASE_DAYS - 8 / 86_400;
  const laptop = await openLaptop(folder, ahead(someSecondsLeft));
  expect(isLocked(laptop)).toBe(false);
  await laptop.until(({ lease }) => lease?.expired === true);
  expect(isLocked(laptop)).toBe(true);
});
