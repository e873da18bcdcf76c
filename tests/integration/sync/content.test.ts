// Goal: at a checkpoint the laptop holds exactly what head office has, row by row, and when it does not this is found within
// a day and mended. Method: the real server on PGlite and PostgreSQL, the real client and files; rows changed in the
// replica behind the client's back, in the tables only and in both places.
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DigestAnswer } from '../../../db/contract/head-office.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { issueEnrolmentCode } from '../../../db/headoffice/enrolment.ts';
import { closeMonths } from '../../../db/headoffice/sequencer.ts';
import { type HeadOfficeServer, startHeadOfficeServer } from '../../../db/headoffice/server.ts';
import { readReplicaContent } from '../../../db/store/replica-content.ts';
import { addReceipt, type Company, foundCompany } from '../../support/company.ts';
import { makeDevice, post } from '../../support/device.ts';
import { describeOnBackends, silent } from '../../support/head-office.ts';
import { temporaryFolder } from '../../support/laptop.ts';
import { openLaptop } from '../../support/synced-laptop.ts';

const RECEIPTS = 'select count(*) as n, sum(amount_fen) as fen from receipt';
const SUM = [{ n: 30, fen: 30 * 100 + (29 * 30) / 2 }];

describeOnBackends('the content of a replica', (backend) => {
  let database: HeadOfficeDatabase;
  let company: Company;
  let server: HeadOfficeServer;
  beforeAll(async () => {
    database = await backend.openDatabase();
    company = await foundCompany(database);
    for (let n = 0; n < 30; n++) {
      const on = `2026-0${1 + (n % 9)}-1${n % 10}`;
      await addReceipt(database, { region: company.zhejiang, dealer: company.ningbo, on, fen: 100 + n });
    }
    server = await startHeadOfficeServer({ database, port: 0, log: silent });
    await closeMonths(database, '2026-07-01');
  });
  afterAll(() => server.close());

  async function syncedLaptop() {
    const folder = temporaryFolder();
    const laptop = await openLaptop(folder);
    await laptop.enrol(database, 'zhou', server.address);
    await laptop.untilRows(RECEIPTS, SUM);
    await laptop.until(({ state }) => state === 'idle');
    return { folder, laptop };
  }
  /** The next day; the laptop checks as it does once a day. */
  const tomorrow = { now: () => new Date(Date.now() + 86_400_000) };
  const checkedOn = (laptop: { store: { settings: { read(): Readonly<Record<string, unknown>> } } }) =>
    laptop.store.settings.read().replicaCheckedOn;

  async function digestAt(buckets: readonly object[]) {
    const device = await makeDevice();
    await device.enrol(server.address, await issueEnrolmentCode(database, 'zhou'));
    const answer = await post(`${server.address}/v1/digest`, { buckets }, await device.token(server.address));
    return DigestAnswer.parse(await answer.json()).buckets;
  }

  test('is that of head office, bucket by bucket; what is not the device’s or has moved on is not told', async () => {
    const { laptop } = await syncedLaptop();
    const replica = laptop.store.openReplica();
    const content = readReplicaContent(replica);
    replica.close();
    expect(content?.wrongTables).toEqual([]);
    const ours = content?.buckets.filter(({ name, rows }) => rows > 0 && !name.startsWith('device:')) ?? [];
    const end = String(2 ** 40);
    const asked = ours.map(({ name }) => ({ name, at: end }));
    const foreign = { name: `region:${company.jiangsu}#1`, at: end };
    const theirs = await digestAt([...asked, foreign]);
    expect(theirs.length).toBeGreaterThan(2);
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect([...theirs].sort(byName)).toEqual(
      ours.map(({ name, rows, digest }) => ({ name, rows, digest })).sort(byName),
    );
    expect(await digestAt([{ name: ours[0]?.name, at: '0' }])).toEqual([]);
  });

  test('that is right is left as it is, and compared once a day', async () => {
    const { folder, laptop } = await syncedLaptop();
    const today = checkedOn(laptop);
    await laptop.close();
    const next = await openLaptop(folder, tomorrow);
    next.engine.start();
    // The comparison is made beside the sync and tells nobody when all is well.
    await vi.waitUntil(() => checkedOn(next) !== today, { timeout: 60_000 });
    expect(next.store.notices).toEqual([]);
    expect(next.rows(RECEIPTS)).toEqual(SUM);
  });

  test.each([
    ['a figure in a table', 'update receipt set amount_fen = amount_fen + 1 where n = 0'],
    ['a row too few', 'delete from receipt where rowid in (select 1)'],
    ['a name', "update dealer set name = '别人'"],
    [
      'a figure, there and in what was sent',
      `update ps_oplog set data = replace(data, '宁波恒丰食品', '宁波恒丰集团');
       update dealer set name = '宁波恒丰集团' where name = '宁波恒丰食品'`,
    ],
  ])('%s that is not head office’s: found the next day, and fetched anew', async (_, sql) => {
    const { folder, laptop } = await syncedLaptop();
    await laptop.close();
    const file = new Database(`${folder}/replica.db`);
    file.exec(sql.replace('rowid in (select 1)', 'pk = (select min(pk) from receipt)'));
    file.close();
    const next = await openLaptop(folder, tomorrow);
    next.engine.start();
    await next.until(() => next.store.notices.some(({ code }) => code === 'replica_corrupt'));
    await next.until(({ state, error }) => state === 'idle' && error === null);
    await next.untilRows(RECEIPTS, SUM);
    expect(next.rows('select name from dealer order by name')).toEqual([
      { name: '宁波恒丰食品' },
      { name: '苏州味源食品' },
    ]);
    expect(next.store.notices).toHaveLength(1);
  });
});
