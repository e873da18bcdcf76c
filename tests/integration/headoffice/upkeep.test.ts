// Goal: what head office does at night makes the log shorter and right, and is done once a night. Method: real PGlite and
// PostgreSQL; changes written past the triggers on purpose; the log replayed before and after.
import { describe, expect, test } from 'vitest';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { recheck, sequence } from '../../../db/headoffice/sequencer.ts';
import { keepUp, keepUpWhenDue, openFromOn, upkeepDue } from '../../../db/headoffice/upkeep.ts';
import { addReceipt, type Company, foundCompany } from '../../support/company.ts';
import { describeOnBackends } from '../../support/head-office.ts';
import { reduceLog, sumOfPacks, wrongBuckets } from '../../support/sync-log.ts';

const AMOUNT = 2;

describe('when it is done', () => {
  test.each([
    ['never done before', null, '2026-11-24T03:00:00+08:00', '2026-11-24'],
    ['yesterday, and it is two', '2026-11-23', '2026-11-24T02:00:00+08:00', '2026-11-24'],
    ['yesterday, and it is not yet two', '2026-11-23', '2026-11-24T01:59:59+08:00', null],
    ['this morning', '2026-11-24', '2026-11-24T23:59:00+08:00', null],
    ['the machine was off for a week', '2026-11-17', '2026-11-24T12:00:00+08:00', '2026-11-24'],
    ['the clock was put back', '2026-11-24', '2026-11-20T12:00:00+08:00', null],
  ])('%s', (_, lastOn, now, due) => {
    expect(upkeepDue(lastOn, new Date(now))).toBe(due);
  });

  test.each([
    ['2026-11-24', '2026-11-01'],
    ['2026-10-01', '2026-10-01'],
    ['2026-09-30', '2026-09-01'],
    ['2026-02-11', '2026-02-01'],
  ])('on %s, days are open from %s', (date, from) => expect(openFromOn(date)).toBe(from));
});

/** Writes as no user may: with the triggers off. */
const unseen = (database: HeadOfficeDatabase, sql: string, values: readonly string[]) =>
  database.transaction((tx) => tx.query(sql, values), { settings: { 'app.capture': 'off' } });

async function sums(database: HeadOfficeDatabase): Promise<{ log: number; tables: number }> {
  const { rows } = await database.query<{ fen: number }>(
    'select coalesce(sum(amount_fen), 0)::float8 as fen from ho.receipt',
  );
  return { log: sumOfPacks(await reduceLog(database), 'receipt_pack', AMOUNT), tables: rows[0]?.fen ?? 0 };
}

async function withReceipts(database: HeadOfficeDatabase): Promise<Company & { readonly receipts: readonly string[] }> {
  const company = await foundCompany(database);
  const { zhejiang: region, ningbo: dealer } = company;
  const receipts: string[] = [];
  for (const [index, on] of ['2026-01-05', '2026-02-06', '2026-11-07', '2026-11-08'].entries()) {
    receipts.push(await addReceipt(database, { region, dealer, on, fen: 100 + index }));
    await sequence(database);
  }
  return { ...company, receipts };
}

describeOnBackends('the night’s work', (backend) => {
  test('changes that went past the triggers are found, told to laptops, and written down', async () => {
    const database = await backend.openDatabase();
    const { ningbo, receipts } = await withReceipts(database);
    expect(await recheck(database)).toBe(0);
    await unseen(database, 'update ho.receipt set amount_fen = 7 where id = $1', [receipts[0] ?? '']);
    await unseen(database, 'delete from ho.receipt where id = $1', [receipts[3] ?? '']);
    await unseen(database, "update ho.dealer set name = '改名' where id = $1", [ningbo]);
    const torn = await sums(database);
    expect(torn.log).not.toBe(torn.tables);
    const { mended } = await keepUp(database, '2026-02-01');
    expect(mended).toBe(3);
    const mendedSums = await sums(database);
    expect(mendedSums.log).toBe(mendedSums.tables);
    expect((await reduceLog(database)).get(`global#1|dealer/${ningbo}`)).toContain('改名');
    expect(await recheck(database)).toBe(0);
    const { rows } = await database.query("select detail from ho.audit where action = 'sync.mended'");
    expect(rows).toEqual([{ detail: { mended: 3 } }]);
  });

  test('an ordinary change that is not sequenced yet is no finding', async () => {
    const database = await backend.openDatabase();
    const { zhejiang, ningbo } = await withReceipts(database);
    await addReceipt(database, { region: zhejiang, dealer: ningbo, on: '2026-11-09', fen: 1 });
    expect(await recheck(database)).toBe(0);
    const { log, tables } = await sums(database);
    expect(log).toBe(tables);
  });

  test('closed months are packed, the log is compacted, and nothing adds up differently', async () => {
    const database = await backend.openDatabase();
    const { receipts } = await withReceipts(database);
    for (const fen of ['1', '2', '3']) {
      await database.query('update ho.receipt set amount_fen = $1 where id = $2', [fen, receipts[2] ?? '']);
      await sequence(database);
    }
    const before = await sums(database);
    const done = await keepUp(database, '2026-11-24');
    expect(done).toMatchObject({ mended: 0, openFrom: '2026-11-01' });
    expect(done.compacted).toBeGreaterThan(0);
    expect(await sums(database)).toEqual(before);
    const periods = [...(await reduceLog(database)).keys()].flatMap((key) =>
      key.includes('receipt_pack') ? [key.split('/').at(-1)] : [],
    );
    expect(periods.sort()).toEqual(['2026-01', '2026-02', '2026-11-07', '2026-11-08']);
    expect(await wrongBuckets(database)).toEqual([]);
    // The border never moves back, whatever the clock says.
    expect(await keepUp(database, '2026-01-01')).toMatchObject({ openFrom: '2026-11-01', compacted: 0 });
  });

  test('it is done once a night, and not on the day head office was founded', async () => {
    const database = await backend.openDatabase();
    await withReceipts(database);
    const at = (time: string) => keepUpWhenDue(database, new Date(`${time}+08:00`));
    expect(await at('2026-11-24T12:00:00')).toBeNull();
    expect(await at('2026-11-25T01:00:00')).toBeNull();
    expect(await at('2026-11-25T02:10:00')).not.toBeNull();
    expect(await at('2026-11-25T02:20:00')).toBeNull();
  });
});
