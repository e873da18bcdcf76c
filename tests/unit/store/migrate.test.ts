// Goal: steps of local.db are numbered, frozen and all-or-nothing. Method: real SQLite in memory; the released steps are
// held by hash, the schema they lead to by a snapshot.
import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { MIGRATIONS } from '../../../db/migrations/index.ts';
import { migrateLocal } from '../../../db/store/migrate.ts';

/** Released steps, never edited: a change here means that a laptop in the field was not asked. */
const FROZEN: Readonly<Record<string, string>> = {
  foundation: '551948b82a54ae07',
  lease: '4c7e88ca479b2976',
};

const schema = (db: Database.Database) =>
  db.prepare("select name, sql from sqlite_schema where name not like 'sqlite_%' order by name").all();

test('steps are numbered from one without holes, and released ones are as they were', () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  const hashes = MIGRATIONS.map(({ name, sql }) => [name, createHash('sha256').update(sql).digest('hex').slice(0, 16)]);
  expect(Object.fromEntries(hashes)).toEqual(FROZEN);
});

test('the schema they lead to', () => {
  const db = new Database(':memory:');
  migrateLocal(db, () => {});
  expect(schema(db)).toMatchSnapshot();
  expect(migrateLocal(db, () => {})).toEqual([]);
});

const later = (sql: string) => [...MIGRATIONS, { version: MIGRATIONS.length + 1, name: 'later', sql }];

test('a backup is made before a file in use is changed, not before a new one is made', () => {
  const db = new Database(':memory:');
  let backups = 0;
  const backUp = () => {
    backups += 1;
  };
  migrateLocal(db, backUp);
  expect(backups).toBe(0);
  expect(migrateLocal(db, backUp, later('create table a (b)'))).toEqual(['later']);
  expect(backups).toBe(1);
});

test.each([
  ['is wrong in the middle', 'create table a (b); create table broken ('],
  [
    'leaves a reference to nothing',
    'create table p (id integer primary key); create table c (p references p); insert into c values (7)',
  ],
])('a step that %s leaves the file as it was', (_, sql) => {
  const db = new Database(':memory:');
  migrateLocal(db, () => {});
  const before = schema(db);
  expect(() => migrateLocal(db, () => {}, later(sql))).toThrow(
    expect.objectContaining({ code: 'migration_failed', params: { step: 'later' } }),
  );
  expect(schema(db)).toEqual(before);
  expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
});

test('a full disk stops a step without harm', () => {
  const db = new Database(':memory:');
  migrateLocal(db, () => {});
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
  expect(() => migrateLocal(db, () => {}, later('create table a (b); create table c (d)'))).toThrow(
    expect.objectContaining({ code: 'disk_full' }),
  );
  expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
});

test('a file of a newer program is refused', () => {
  const db = new Database(':memory:');
  db.pragma('user_version = 99');
  expect(() => migrateLocal(db, () => {})).toThrow(
    expect.objectContaining({ code: 'local_newer', params: { found: 99, known: MIGRATIONS.length } }),
  );
});
