// Goal: a start uses the columns of the last run only when they are exactly those that would be built. Method: a real
// demo replica, its columns written, read back, and read back after each thing that may have changed.
import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeDivisionIndex } from '../../../db/domain/geo/division-index.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { sequence } from '../../../db/headoffice/sequencer.ts';
import type { Analytics } from '../../../db/store/analytics.ts';
import { buildAnalytics } from '../../../db/store/analytics-build.ts';
import { AnalyticsSource } from '../../../db/store/analytics-source.ts';
import { columnsFileOf, readColumns, writeColumns } from '../../../db/store/columns-file.ts';
import { stampOf } from '../../../db/store/columns-stamp.ts';
import { connect } from '../../../db/store/connection.ts';
import { createReplica } from '../../../db/store/replica-file.ts';
import { addReceipt, foundCompany } from '../../support/company.ts';
import { fillReplica } from '../../support/fill-replica.ts';
import { openEmptyHeadOffice } from '../../support/kept-head-office.ts';
import { damage, temporaryFolder } from '../../support/laptop.ts';
import { MAP_FOLDER } from '../../support/oracle/map.ts';

const MAP_FILE = join(MAP_FOLDER, 'divisions.bin');
const KEY = `x'${'5a'.repeat(32)}'`;
let headOffice: HeadOfficeDatabase;

beforeAll(async () => {
  headOffice = await openEmptyHeadOffice();
  const { zhejiang: region, ningbo: dealer } = await foundCompany(headOffice);
  for (const on of ['2026-01-05', '2026-02-06']) await addReceipt(headOffice, { region, dealer, on, fen: 12_345 });
  await sequence(headOffice);
});
afterAll(() => headOffice.close());

/** Says how far each bucket is applied, as the sync client does. */
function applied(file: string, op: number): void {
  const replica = connect(file, { role: 'replica', key: null });
  replica.exec(
    `create table if not exists ps_buckets (
       name text, last_applied_op integer, last_op integer, add_checksum integer, op_checksum integer,
       pending_delete integer);
     delete from ps_buckets; insert into ps_buckets values ('global#1', ${op}, ${op}, 0, 0, 0)`,
  );
  replica.close();
}

async function filledReplica(): Promise<{ readonly file: string; readonly columns: Analytics }> {
  const file = join(temporaryFolder(), 'replica.db');
  const replica = await fillReplica(headOffice, file);
  const columns = buildAnalytics(replica, decodeDivisionIndex(readFileSync(MAP_FILE)), 1);
  replica.close();
  applied(file, 7);
  return { file, columns };
}

function stampNow(file: string): string | null {
  const replica = connect(file, { role: 'replica', key: null, readonly: true });
  const stamp = stampOf(replica, file, MAP_FILE);
  replica.close();
  return stamp;
}

test('what is read back is what was written, under a version of its own', async () => {
  const { columns } = await filledReplica();
  expect(columns.receipts.length).toBe(2);
  const file = join(temporaryFolder(), 'columns');
  writeColumns(file, KEY, 'stamp', columns);
  const kept = readColumns(file, KEY, 'stamp', 9);
  expect(isDeepStrictEqual(kept, { ...columns, version: 9 })).toBe(true);
  expect(kept?.receipts.amountFen.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(readFileSync(file).includes('宁波')).toBe(false);
  expect(existsSync(`${file}-new`)).toBe(false);
});

test('another stamp, another key, no file: none', async () => {
  const { columns } = await filledReplica();
  const file = join(temporaryFolder(), 'columns');
  expect(readColumns(file, KEY, 'stamp', 1)).toBeNull();
  writeColumns(file, KEY, 'stamp', columns);
  expect(readColumns(file, KEY, 'other', 1)).toBeNull();
  expect(readColumns(file, null, 'stamp', 1)).toBeNull();
});

test('one wrong byte anywhere, or a byte too few: none', async () => {
  const { columns } = await filledReplica();
  const folder = temporaryFolder();
  const sound = join(folder, 'sound');
  writeColumns(sound, KEY, 'stamp', columns);
  const { size } = statSync(sound);
  const places = [0, 6, 10, 20, 40, Math.floor(size / 2), size - 200, size - 17, size - 1];
  for (const at of places) {
    const file = join(folder, `damaged-${at}`);
    const bytes = readFileSync(sound);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(readColumns(file, KEY, 'stamp', 1), `byte ${at} of ${size}`).toBeNull();
  }
  copyFileSync(sound, join(folder, 'short'));
  truncateSync(join(folder, 'short'), size - 1);
  expect(readColumns(join(folder, 'short'), KEY, 'stamp', 1)).toBeNull();
});

test('the stamp changes with what was applied and with the file, and a replica nobody synced has none', async () => {
  const { file } = await filledReplica();
  const before = stampNow(file);
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  expect(stampNow(file)).toBe(before);
  applied(file, 8);
  const after = stampNow(file);
  expect(after).not.toBe(before);
  const copy = join(temporaryFolder(), 'replica.db');
  copyFileSync(file, copy);
  expect(stampNow(copy)).not.toBe(after);
  createReplica(copy, null);
  expect(stampNow(copy)).toBeNull();
});

function sourceOn(replicaFile: string): AnalyticsSource {
  const fail = (error: unknown) => expect(error).toBeNull();
  const options = { replicaFile, key: () => null, mapFolder: MAP_FOLDER, onFailure: fail, onUnkept: fail };
  const source = new AnalyticsSource({ ...options, firstVersion: 1 });
  source.renew();
  return source;
}

test('a start after an end in order reads back what the replica still says, and builds what it does not', async () => {
  const { file, columns } = await filledReplica();
  const first = sourceOn(file);
  await first.current();
  await first.close();
  expect(existsSync(columnsFileOf(file))).toBe(true);
  const kept = statSync(columnsFileOf(file)).mtimeMs;

  const second = sourceOn(file);
  const again = await second.current();
  expect(isDeepStrictEqual(again, { ...columns, version: again.version })).toBe(true);
  await second.close();
  expect(statSync(columnsFileOf(file)).mtimeMs).toBe(kept);

  applied(file, 8);
  damage(columnsFileOf(file), 100, 50);
  const third = sourceOn(file);
  const built = await third.current();
  expect(isDeepStrictEqual(built, { ...columns, version: built.version })).toBe(true);
  await third.close();
  expect(readColumns(columnsFileOf(file), null, stampNow(file) ?? '', 1)).not.toBeNull();
});

test('what changed after the last build is not kept as if it were current, and a new replica has no columns', async () => {
  const { file } = await filledReplica();
  const source = sourceOn(file);
  await source.current();
  applied(file, 8);
  await source.close();
  expect(existsSync(columnsFileOf(file))).toBe(false);
  writeFileSync(columnsFileOf(file), 'of the replica before');
  createReplica(file, null);
  expect(existsSync(columnsFileOf(file))).toBe(false);
});
