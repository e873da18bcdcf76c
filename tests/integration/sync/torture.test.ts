// Goal: however often the laptop is killed, its network cut, answers lost, head office's log compacted or the replica
// deleted, every state it shows is one that head office had, it ends up equal to head office, and each saved command took
// effect exactly once, in order.
// Method: real server, real client in a process of its own that is killed with SIGKILL after a random number of looks;
// the choices come from a seed. RSW_TORTURE_LIVES makes it longer, RSW_TORTURE_SEED another one.
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { expect, onTestFinished, test } from 'vitest';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { compact } from '../../../db/headoffice/sequencer.ts';
import { startHeadOfficeServer } from '../../../db/headoffice/server.ts';
import { addReceipt, foundCompany } from '../../support/company.ts';
import { startFaultProxy } from '../../support/fault-proxy.ts';
import { openEmptyHeadOffice } from '../../support/kept-head-office.ts';
import { silent, temporaryFolder } from '../../support/laptop.ts';
import { openLaptop } from '../../support/synced-laptop.ts';
import type { TortureMessage } from '../../support/torture-laptop.ts';

const LIVES = Number(process.env.RSW_TORTURE_LIVES ?? 5);
const SEED = Number(process.env.RSW_TORTURE_SEED ?? 20260925);
const TARGETS = 20;
const TARGET_SUM = TARGETS * 100;

/** mulberry32: small, seeded, good enough to choose with. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

test(`${LIVES} lives of a laptop, seed ${SEED}`, async () => {
  const random = generator(SEED);
  const upTo = (limit: number) => Math.floor(random() * limit);
  const database = await openEmptyHeadOffice();
  onTestFinished(() => database.close());
  const company = await foundCompany(database);
  const targets = await addTargets(database, company.zhejiang, company.ningbo);
  const server = await startHeadOfficeServer({ database, port: 0, log: silent });
  onTestFinished(() => server.close());
  const proxy = await startFaultProxy(() => server.address);
  onTestFinished(() => proxy.close());

  const folder = temporaryFolder();
  const journal = join(temporaryFolder(), 'journal');
  writeFileSync(journal, '');
  const first = await openLaptop(folder);
  await first.enrol(database, 'chen', proxy.address);
  await first.close();

  /** Books that balance: two receipts that cancel out, two targets that trade, all in one transaction. */
  const trade = () => {
    const fen = 1 + upTo(1000);
    const [from, to] = [targets[upTo(TARGETS)] ?? '', targets[upTo(TARGETS)] ?? ''];
    const on = `2026-0${1 + upTo(8)}-1${upTo(10)}`;
    return database.transaction(async (tx) => {
      await addReceipt(tx, { region: company.zhejiang, dealer: company.ningbo, on, fen });
      await tx.query('update ho.target set value = value - 1 where id = $1', [from]);
      await addReceipt(tx, { region: company.jiangsu, dealer: company.suzhou, on, fen: -fen });
      await tx.query('update ho.target set value = value + 1 where id = $1', [to]);
    });
  };

  let looksAtData = 0;
  const start = (): ChildProcess =>
    fork(join('tests', 'support', 'torture-laptop.ts'), [folder, journal, company.ningbo]);
  const nextLook = async (child: ChildProcess): Promise<TortureMessage> => {
    const [message] = (await once(child, 'message')) as [TortureMessage];
    if (message.receipts > 0) looksAtData += 1;
    // Every state is one that head office had: the books balance, or nothing was fetched yet.
    expect([0, null]).toContain(message.sum);
    expect([TARGET_SUM, null]).toContain(message.targets);
    expect(message.notices).toEqual([]);
    return message;
  };

  for (let life = 0; life < LIVES; life++) {
    const lossy = random() < 0.5;
    proxy.faults.loseAnswer = (path) => path === '/v1/commands' && lossy && random() < 0.3;
    proxy.faults.line = (line) => (random() < 0.03 ? undefined : line);
    const child = start();
    // Some lives end before anything arrived, most while things arrive.
    let waitsForData = random() < 0.75;
    for (let left = upTo(20); left >= 0; ) {
      const { receipts } = await nextLook(child);
      if (receipts > 0) waitsForData = false;
      if (!waitsForData) left -= 1;
      await trade();
      if (random() < 0.1) await compact(database);
      if (random() < 0.05) proxy.cut();
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    if (random() < 0.2)
      for (const part of ['', '-wal', '-shm']) rmSync(join(folder, `replica.db${part}`), { force: true });
  }

  expect(looksAtData).toBeGreaterThan(LIVES);

  // Peace: everything arrives.
  proxy.faults.loseAnswer = null;
  proxy.faults.line = null;
  const survivor = start();
  await nextLook(survivor);
  survivor.send('stop saving');
  await nextLook(survivor);
  const truth = await digestOf(database);
  for (;;) {
    const { digest, waiting } = await nextLook(survivor);
    if (digest === truth && waiting === 0) break;
  }
  survivor.kill('SIGKILL');
  await once(survivor, 'exit');

  const told = readFileSync(journal, 'utf8').trim().split('\n');
  const { rows } = await database.query<{ id: string; status: string; notes: bigint }>(
    `select c.id::text, c.status, (select count(*) from ho.annotation a where a.id::text = c.payload ->> 'annotationId') as notes
     from ho.command c order by c.seq`,
  );
  const carriedOut = rows.map(({ id }) => id);
  // A command may have been saved a moment before the kill, and its user not told: more is no loss.
  expect(carriedOut.filter((id) => told.includes(id))).toEqual(told);
  expect(carriedOut.length - told.length).toBeLessThanOrEqual(LIVES + 1);
  expect(rows.every(({ status, notes }) => status === 'accepted' && notes === 1n)).toBe(true);
  expect(told.length).toBeGreaterThan(0);
});

async function addTargets(database: HeadOfficeDatabase, region: string, dealer: string): Promise<string[]> {
  const ids = Array.from({ length: TARGETS }, () => v7());
  for (const [index, id] of ids.entries()) {
    await database.query(
      `insert into ho.target (id, region_id, dealer_id, kpi, month, value, valid_from)
       values ($1, $2, $3, 'net_sales', date '2026-01-01' + make_interval(months => $4), 100, '2025-12-01')`,
      [id, region, dealer, index],
    );
  }
  return ids;
}

/** The digest that a laptop makes of its receipts and targets, made at head office. */
async function digestOf(database: HeadOfficeDatabase): Promise<string> {
  const digest = createHash('sha256');
  for (const sql of [
    'select id::text, amount_fen::text as n from ho.receipt order by id',
    'select id::text, value::text as n from ho.target order by id',
  ]) {
    const { rows } = await database.query<{ id: string; n: string }>(sql);
    for (const { id, n } of rows) digest.update(`${id},${n}`);
  }
  return digest.digest('hex');
}
