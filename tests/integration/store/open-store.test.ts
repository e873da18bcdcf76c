// Goal: a folder has one owner, opens with the right key only, and keeps what was saved. Method: real files; another
// process for the lock, killed without warning.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { AppError } from '../../../db/contract/errors.ts';
import { MIGRATIONS } from '../../../db/migrations/index.ts';
import { openStore } from '../../../db/store/open-store.ts';
import { becomeSomebody, note, openTestStore, silent, temporaryFolder } from '../../support/laptop.ts';

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'opened',
    (error: AppError) => error.code,
  );
const open = (folder: string, keys: Parameters<typeof openStore>[0]['keys'] = { kind: 'none' }) =>
  openStore({ folder, keys, log: silent });

test('settings and commands are there again after a restart', async () => {
  const folder = join(temporaryFolder(), 'deep', 'data');
  const first = await openTestStore(folder);
  first.settings.write({ locale: 'en', syncEveryMinutes: 30 });
  first.settings.write({ locale: 'zh-CN' });
  becomeSomebody(first);
  first.outbox.enqueue(note('a'));
  await first.close();
  const second = await openTestStore(folder);
  expect(second.settings.read()).toEqual({ locale: 'zh-CN', syncEveryMinutes: 30 });
  expect(second.outbox.counts()).toEqual({ waiting: 1, refused: 0 });
  expect(second.notices).toEqual([]);
});

test('readers see both files and can write neither', async () => {
  const store = await openTestStore(temporaryFolder());
  becomeSomebody(store);
  const { id } = store.outbox.enqueue(note('a'));
  const reader = store.openReplica();
  expect(reader.prepare('select o.id from local.outbox o left join command_result r on r.id = o.id').all()).toEqual([
    { id },
  ]);
  expect(() => reader.exec('delete from local.outbox')).toThrow(/readonly/);
  expect(() => reader.exec('delete from dealer')).toThrow(/readonly/);
});

test('an encrypted folder shows nothing in the clear and opens with its key only', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'key');
  const store = await openTestStore(folder, { kind: 'file', file });
  becomeSomebody(store);
  store.outbox.enqueue(note('窜货线索'));
  expect(store.openReplica().prepare('select count(*) as n from local.outbox').get()).toEqual({ n: 1 });
  await store.close();
  expect(statSync(file).mode & 0o077).toBe(0);
  const databases = [join(folder, 'local.db'), join(folder, 'replica.db')];
  const backups = readdirSync(join(folder, 'backups')).map((name) => join(folder, 'backups', name));
  expect(backups.length).toBeGreaterThan(0);
  for (const path of [...databases, ...backups]) {
    const bytes = readFileSync(path);
    expect(bytes.includes('SQLite format')).toBe(false);
    expect(bytes.includes('outbox')).toBe(false);
  }
  expect(await refusal(open(folder))).toBe('key_missing');
  expect(await refusal(open(folder, { kind: 'host', key: new Uint8Array(32) }))).toBe('key_wrong');
  expect(await refusal(open(folder, { kind: 'file', file: join(folder, 'other') }))).toBe('key_missing');
  const again = await openTestStore(folder, { kind: 'host', key: Buffer.from(readFileSync(file, 'utf8'), 'hex') });
  expect(again.outbox.counts().waiting).toBe(1);
});

test('a folder in the clear refuses a key, and is not harmed', async () => {
  const folder = temporaryFolder();
  await (await openTestStore(folder)).close();
  expect(await refusal(open(folder, { kind: 'host', key: new Uint8Array(32) }))).toBe('key_wrong');
  await openTestStore(folder);
});

test('a second owner is refused, also in the same process', async () => {
  const folder = temporaryFolder();
  const store = await openTestStore(folder);
  expect(await refusal(open(folder))).toBe('folder_locked');
  await store.close();
  await openTestStore(folder);
});

test('the lock of another process holds until that is killed, and no longer', async () => {
  const folder = temporaryFolder();
  const owner = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { openStore } from ${JSON.stringify(join(process.cwd(), 'db/store/open-store.ts'))};
     import { pino } from 'pino';
     await openStore({ folder: ${JSON.stringify(folder)}, keys: { kind: 'none' }, log: pino({ level: 'silent' }) });
     process.stdout.write('open');
     setInterval(() => {}, 1000);`,
  ]);
  await once(owner.stdout, 'data');
  expect(await refusal(open(folder))).toBe('folder_locked');
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  await openTestStore(folder);
});

test('a place where no folder can be made is refused', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(await refusal(open(file))).toBe('folder_unwritable');
});

test('a file where a database should be made is refused without harm', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'local.db'));
  expect(await refusal(open(folder))).toBe('folder_unwritable');
});

test('a local.db of a newer program is left as it is', async () => {
  const folder = temporaryFolder();
  await (await openTestStore(folder)).close();
  const newer = (MIGRATIONS.at(-1)?.version ?? 0) + 1;
  const db = new Database(join(folder, 'local.db'));
  db.pragma(`user_version = ${newer}`);
  db.close();
  const before = readFileSync(join(folder, 'local.db'));
  expect(await refusal(open(folder))).toBe('local_newer');
  expect(readFileSync(join(folder, 'local.db')).equals(before)).toBe(true);
});

test('seven backups of starts are kept', async () => {
  const folder = temporaryFolder();
  for (let start = 0; start < 10; start++) await (await openTestStore(folder)).close();
  expect(readdirSync(join(folder, 'backups')).filter((name) => name.startsWith('local-2'))).toHaveLength(7);
});

test('a wiped laptop knows nothing and nobody, and can be used again', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'key');
  const store = await openTestStore(folder, { kind: 'file', file });
  const key = readFileSync(file, 'utf8');
  becomeSomebody(store);
  store.outbox.enqueue(note('a'));
  store.openReplica();
  store.wipe();
  expect(readFileSync(file, 'utf8')).not.toBe(key);
  expect(store.device.read()).toBeNull();
  expect(store.outbox.list()).toEqual([]);
  expect(store.notices.map(({ code }) => code)).toEqual(['device_wiped']);
  expect(store.openReplica().prepare('select count(*) as n from local.outbox').get()).toEqual({ n: 0 });
  await store.close();
  expect((await openTestStore(folder, { kind: 'file', file })).notices).toEqual([]);
});
