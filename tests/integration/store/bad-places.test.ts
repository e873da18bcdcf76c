// Goal: whatever is wrong with the place where the laptop's files lie, what was saved stays saved, the failure has its
// name, and it is over when its cause is. Method: real file systems of a few megabytes (tmpfs; where none can be mounted
// these tests are skipped), real processes that die inside a transaction, files taken away as users and tools do.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { MIGRATIONS } from '../../../db/migrations/index.ts';
import { openLocal } from '../../../db/store/open-local.ts';
import type { Store } from '../../../db/store/open-store.ts';
import { becomeSomebody, note, openTestStore, silent, temporaryFolder } from '../../support/laptop.ts';
import { canMount, tinyDisk } from '../../support/tiny-disk.ts';

const MEGABYTE = 1_048_576;
const bodies = (store: Store) => store.outbox.list().map(({ payload }) => (payload as { body: string }).body);
const codes = (store: Store) => store.notices.map(({ code }) => code);
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
const big = (name: string) => note(name.padEnd(100_000, '·'));

describe.skipIf(!canMount)('a disk of a few megabytes (needs the right to mount)', () => {
  test('is full: the command is refused by name, all before it are kept, and with room it goes on', async () => {
    const disk = tinyDisk(6);
    const store = await openTestStore(join(disk.folder, 'laptop'));
    becomeSomebody(store);
    const kept: string[] = [];
    const fill = () => {
      for (let n = 0; n < 200; n++) {
        store.outbox.enqueue(big(`${n}`));
        kept.push(`${n}`);
      }
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'disk_full' }));
    expect(kept.length).toBeGreaterThan(3);
    // The backup that follows commands finds no room either; it is put off, and nothing else is.
    await nextTurn();
    expect(bodies(store).map((body) => body.split('·')[0])).toEqual(kept);
    expect(() => store.settings.read()).not.toThrow();
    disk.resize(40);
    store.outbox.enqueue(note('with room'));
    await nextTurn();
    await store.close();
    const again = await openTestStore(join(disk.folder, 'laptop'));
    expect(bodies(again).map((body) => body.split('·')[0])).toEqual([...kept, 'with room']);
    expect(codes(again)).toEqual([]);
    await again.close();
  });

  test('is full when the laptop starts: it says so, and what is there is not touched', async () => {
    const disk = tinyDisk(6);
    const folder = join(disk.folder, 'laptop');
    const store = await openTestStore(folder);
    becomeSomebody(store);
    store.outbox.enqueue(note('saved'));
    await nextTurn();
    await store.close();
    const before = statSync(join(folder, 'local.db')).size;
    const filler = join(disk.folder, 'filler');
    for (let part = 0; part < 12; part++) {
      try {
        writeFileSync(`${filler}${part}`, Buffer.alloc(MEGABYTE / 2));
      } catch {
        break;
      }
    }
    await expect(openTestStore(folder)).rejects.toMatchObject({ code: 'disk_full' });
    expect(statSync(join(folder, 'local.db')).size).toBe(before);
    for (const name of readdirSync(disk.folder)) if (name.startsWith('filler')) rmSync(join(disk.folder, name));
    const again = await openTestStore(folder);
    expect(bodies(again)).toEqual(['saved']);
    await again.close();
  });

  test('cannot be written: it says so, and is used again when it can', async () => {
    const disk = tinyDisk(8);
    const folder = join(disk.folder, 'laptop');
    const store = await openTestStore(folder);
    becomeSomebody(store);
    store.outbox.enqueue(note('saved'));
    await nextTurn();
    await store.close();
    disk.turn('ro');
    await expect(openTestStore(folder)).rejects.toMatchObject({ code: 'folder_unwritable' });
    disk.turn('rw');
    const again = await openTestStore(folder);
    expect(bodies(again)).toEqual(['saved']);
    await again.close();
  });
});

describe('a writer that is killed', () => {
  const die = (what: string, folder: string) =>
    spawnSync(process.execPath, [join('tests', 'support', 'dying-writer.ts'), what, folder]).signal;

  async function laptopWith(...saved: string[]): Promise<string> {
    const folder = temporaryFolder();
    const store = await openTestStore(folder);
    becomeSomebody(store);
    for (const body of saved) store.outbox.enqueue(note(body));
    await nextTurn();
    await store.close();
    return folder;
  }

  test('inside the transaction that saves a command: the command is not there, all others are', async () => {
    const folder = await laptopWith('a', 'b');
    expect(die('outbox', folder)).toBe('SIGKILL');
    const store = await openTestStore(folder);
    expect(bodies(store)).toEqual(['a', 'b']);
    expect(store.outbox.enqueue(note('c')).seq).toBe(3);
    expect(codes(store)).toEqual([]);
  });

  test('in the middle of saving an import: no part of it is there, all commands before it are', async () => {
    const folder = await laptopWith('a');
    expect(die('import', folder)).toBe('SIGKILL');
    const store = await openTestStore(folder);
    expect(store.outbox.waiting(100).map(({ kind }) => kind)).toEqual(['annotation.add']);
    const parts = Array.from({ length: 3 }, (_, part) => ({ kind: 'scans.part', version: 1, payload: { part } }));
    store.outbox.enqueueAll(parts);
    expect(store.outbox.waiting(100).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    // Parts are told with their import, not as decisions.
    expect(store.outbox.counts()).toEqual({ waiting: 1, refused: 0 });
    expect(store.outbox.waitingBetween(2, 5)).toBe(3);
  });

  test('inside a step of a migration: the finished step stands, the other can be taken again', async () => {
    const folder = await laptopWith('a', 'b');
    expect(die('migration', folder)).toBe('SIGKILL');
    const next = MIGRATIONS.length + 1;
    const steps = [
      { version: next, name: 'good', sql: 'this was taken and must not be again' },
      { version: next + 1, name: 'dying', sql: 'alter table outbox add column b integer' },
    ];
    const place = { folder, file: join(folder, 'local.db'), key: null, log: silent };
    const { db, notices } = openLocal({ ...place, migrations: [...MIGRATIONS, ...steps] });
    expect(notices).toEqual([]);
    expect(db.pragma('user_version', { simple: true })).toBe(next + 1);
    expect(db.prepare('select count(*) from outbox where b is null').pluck().get()).toBe(2);
    expect(db.prepare('select a from good').pluck().all()).toEqual([1]);
    db.close();
  });
});

describe('files that were taken away', () => {
  /** A folder as it lies there while the laptop is in use: what was saved last is in the write-ahead log. */
  async function inUse(): Promise<string> {
    const folder = temporaryFolder();
    const copy = temporaryFolder();
    const store = await openTestStore(folder);
    becomeSomebody(store);
    for (const body of ['a', 'b', 'c']) store.outbox.enqueue(note(body));
    await nextTurn();
    expect(existsSync(join(folder, 'local.db-wal'))).toBe(true);
    cpSync(folder, copy, { recursive: true });
    await store.close();
    return copy;
  }

  test('the write-ahead log of local.db: the newest backup knows the commands that were in it', async () => {
    const folder = await inUse();
    for (const part of ['-wal', '-shm']) rmSync(join(folder, `local.db${part}`), { force: true });
    const store = await openTestStore(folder);
    expect(bodies(store)).toEqual(['a', 'b', 'c']);
    expect(codes(store)).toEqual(['local_restored']);
    expect(store.device.read()?.person?.name).toBe('周敏');
  });

  test('nothing: a folder that was left in use opens as it was', async () => {
    const store = await openTestStore(await inUse());
    expect(bodies(store)).toEqual(['a', 'b', 'c']);
    expect(codes(store)).toEqual([]);
  });

  test('local.db itself, between two orderly days: the newest backup takes its place', async () => {
    const folder = temporaryFolder();
    const first = await openTestStore(folder);
    becomeSomebody(first);
    first.outbox.enqueue(note('a'));
    await nextTurn();
    await first.close();
    rmSync(join(folder, 'local.db'));
    const store = await openTestStore(folder);
    expect(bodies(store)).toEqual(['a']);
    expect(codes(store)).toEqual(['local_restored']);
  });

  test('the write-ahead log of the replica: what is left is sound or made anew, and local.db is as it was', async () => {
    const folder = await inUse();
    const replica = new Database(join(folder, 'replica.db'));
    replica.exec("insert into brand (id, code, name) values ('b', 'b', 'b')");
    for (const part of ['-wal', '-shm']) rmSync(join(folder, `replica.db${part}`), { force: true });
    replica.close();
    const store = await openTestStore(folder);
    expect(bodies(store)).toEqual(['a', 'b', 'c']);
    expect(() => store.openReplica().prepare('select count(*) from brand').get()).not.toThrow();
  });
});
