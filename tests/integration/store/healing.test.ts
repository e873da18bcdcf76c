// Goal: damage to either file heals by itself and costs no saved command. Method: real files, overwritten with noise
// while closed, at the start, in the middle and over every page; the user's notices are part of what is expected.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { MIGRATIONS } from '../../../db/migrations/index.ts';
import { REPLICA_PAGE_BYTES } from '../../../db/store/connection.ts';
import { openLocal, replicaFileOf } from '../../../db/store/open-local.ts';
import type { Store } from '../../../db/store/open-store.ts';
import { becomeSomebody, damage, note, openTestStore, silent, temporaryFolder } from '../../support/laptop.ts';

const PAGE = 4096;
const bodies = (store: Store) => store.outbox.list().map(({ payload }) => (payload as { body: string }).body);
const codes = (store: Store) => store.notices.map(({ code }) => code);
/** The backup that follows a saved command is made in the next turn of the event loop. */
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

async function withCommands(folder: string, count: number): Promise<string[]> {
  const store = await openTestStore(folder);
  becomeSomebody(store);
  const texts = Array.from({ length: count }, (_, index) => `${index}`.padEnd(900, '·'));
  for (const text of texts) store.outbox.enqueue(note(text));
  await nextTurn();
  await store.close();
  return texts;
}

describe('local.db', () => {
  test.each([
    ['its header', 0],
    ['its schema', 100],
    ['a page of commands', 12 * PAGE],
  ])('%s is damaged: the newest backup has everything', async (_, offset) => {
    const folder = temporaryFolder();
    const saved = await withCommands(folder, 40);
    damage(join(folder, 'local.db'), offset, PAGE);
    const store = await openTestStore(folder);
    expect(bodies(store)).toEqual(saved);
    expect(codes(store)).toEqual(['local_restored']);
    expect(store.device.read()?.person?.name).toBe('周敏');
    expect(readdirSync(folder).filter((name) => /^local\.db\.damaged-\w+$/.test(name))).toHaveLength(1);
    await store.close();
    expect(codes(await openTestStore(folder))).toEqual([]);
  });

  test('the newest backup is damaged too: an older one is taken, and commands are read out of the damaged file', async () => {
    const folder = temporaryFolder();
    const store = await openTestStore(folder);
    becomeSomebody(store);
    await nextTurn();
    await store.close();
    // The next start keeps a backup that knows the device; the commands that follow are only in later copies.
    const again = await openTestStore(folder);
    for (let index = 0; index < 40; index++) again.outbox.enqueue(note(`${index}`));
    await nextTurn();
    await again.close();
    damage(join(folder, 'backups', 'local-latest.db'), 0, PAGE);
    const size = statSync(join(folder, 'local.db')).size;
    damage(join(folder, 'local.db'), size - PAGE, PAGE);
    const healed = await openTestStore(folder);
    expect(codes(healed)).toEqual(['local_restored']);
    const salvaged = healed.notices[0]?.params.salvaged;
    expect(bodies(healed)).toHaveLength(Number(salvaged));
    expect(Number(salvaged)).toBeGreaterThan(0);
    expect(healed.device.read()?.person?.name).toBe('周敏');
  });

  test('without any backup it starts empty and says so', async () => {
    const folder = temporaryFolder();
    await withCommands(folder, 3);
    rmSync(join(folder, 'backups'), { recursive: true });
    damage(join(folder, 'local.db'), 0, PAGE);
    const store = await openTestStore(folder);
    expect(codes(store)).toEqual(['local_corrupt']);
    expect(store.device.read()).toBeNull();
  });

  test('whatever page is damaged, no command is lost', async () => {
    const folder = temporaryFolder();
    const saved = await withCommands(folder, 12);
    const pages = statSync(join(folder, 'local.db')).size / PAGE;
    for (let page = 0; page < pages; page++) {
      damage(join(folder, 'local.db'), page * PAGE + 64, PAGE / 2);
      const store = await openTestStore(folder);
      expect(bodies(store)).toEqual(saved);
      await store.close();
    }
  });

  test('a migration that fails at its second step leaves the file as it was before the first', async () => {
    const folder = temporaryFolder();
    const saved = await withCommands(folder, 3);
    const next = MIGRATIONS.length + 1;
    const migrations = [
      ...MIGRATIONS,
      { version: next, name: 'good', sql: 'create table good (a)' },
      { version: next + 1, name: 'bad', sql: 'drop table outbox; create table' },
    ];
    const place = { folder, file: join(folder, 'local.db'), key: null, log: silent };
    expect(() => openLocal({ ...place, migrations })).toThrow(
      expect.objectContaining({ code: 'migration_failed', params: { step: 'bad' } }),
    );
    const store = await openTestStore(folder);
    expect(bodies(store)).toEqual(saved);
    expect(codes(store)).toEqual([]);
    const db = new Database(join(folder, 'local.db'), { readonly: true });
    expect(db.prepare("select name from sqlite_schema where name = 'good'").all()).toEqual([]);
    db.close();
  });

  test('an encrypted file heals as well', async () => {
    const folder = temporaryFolder();
    const keys = { kind: 'file', file: join(folder, 'key') } as const;
    const store = await openTestStore(folder, keys);
    becomeSomebody(store);
    store.outbox.enqueue(note('a'));
    await nextTurn();
    await store.close();
    damage(join(folder, 'local.db'), PAGE + 10, 100);
    const healed = await openTestStore(folder, keys);
    expect(bodies(healed)).toEqual(['a']);
    expect(codes(healed)).toEqual(['local_restored']);
  });
});

describe('replica.db', () => {
  const fill = (folder: string) => {
    const db = new Database(replicaFileOf(folder));
    db.exec("insert into brand (id, code, name) values ('b', 'b', 'b')");
    db.close();
  };
  const brands = (store: Store) => store.openReplica().prepare('select count(*) as n from brand').get();

  test('its header is damaged: it is made anew, and local.db is as it was', async () => {
    const folder = temporaryFolder();
    const saved = await withCommands(folder, 2);
    fill(folder);
    damage(replicaFileOf(folder), 0, PAGE);
    const store = await openTestStore(folder);
    expect(codes(store)).toEqual(['replica_corrupt']);
    expect(brands(store)).toEqual({ n: 0 });
    expect(bodies(store)).toEqual(saved);
  });

  test('a page inside is damaged: found after an exit that was not in order', async () => {
    const folder = temporaryFolder();
    await (await openTestStore(folder)).close();
    fill(folder);
    const db = new Database(replicaFileOf(folder));
    const root = db.prepare("select rootpage from sqlite_schema where name = 'brand'").pluck().get();
    db.close();
    damage(replicaFileOf(folder), (Number(root) - 1) * REPLICA_PAGE_BYTES, 200);
    const running = new Database(join(folder, 'running'));
    running.exec('create table x (a)');
    running.close();
    const store = await openTestStore(folder);
    expect(codes(store)).toEqual(['replica_corrupt']);
    expect(brands(store)).toEqual({ n: 0 });
  });

  test('another shape is replaced', async () => {
    const folder = temporaryFolder();
    await (await openTestStore(folder)).close();
    fill(folder);
    const db = new Database(replicaFileOf(folder));
    db.pragma('user_version = 999');
    db.close();
    const store = await openTestStore(folder);
    expect(codes(store)).toEqual(['replica_rebuilding']);
    expect(brands(store)).toEqual({ n: 0 });
  });

  test('a sound one is kept, a deleted one is made anew without a word', async () => {
    const folder = temporaryFolder();
    await (await openTestStore(folder)).close();
    fill(folder);
    const kept = await openTestStore(folder);
    expect(brands(kept)).toEqual({ n: 1 });
    await kept.close();
    rmSync(replicaFileOf(folder));
    const store = await openTestStore(folder);
    expect(existsSync(replicaFileOf(folder))).toBe(true);
    expect(codes(store)).toEqual([]);
  });

  test('replaced while it is read: old connections are closed, readers are told', async () => {
    const store = await openTestStore(temporaryFolder());
    const reader = store.openReplica();
    let told = 0;
    store.onReplicaReplaced(() => {
      told += 1;
    });
    store.replaceReplica();
    expect(reader.open).toBe(false);
    expect(told).toBe(1);
    expect(brands(store)).toEqual({ n: 0 });
  });
});
