import { deepStrictEqual } from 'node:assert';
import { performance } from 'node:perf_hooks';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { migrateHeadOffice } from '../../../db/headoffice/migrate.ts';
import { openHeadOfficeDatabase } from '../../../db/headoffice/open-database.ts';
import { decided, foundLedgerCompany, proposed } from '../../support/ledger-company.ts';
import { postgresBinaries, startPostgres } from '../../support/postgres.ts';
import { type Measured, ratioGoal, side } from '../report.ts';

const PROPOSALS = { small: 5, full: 200 };

/** An entry with its legs, as the ledger has it. */
interface Stored {
  readonly entry: string;
  readonly legs: string;
}

/** Approves proposals one by one, as a checker does. Gives the milliseconds, and what was posted. */
async function byProduct(
  database: HeadOfficeDatabase,
  company: Awaited<ReturnType<typeof foundLedgerCompany>>,
  count: number,
): Promise<{ readonly ms: number; readonly stored: readonly Stored[] }> {
  const key = { agreementId: company.ningboAgreement, dealerId: company.ningbo, periodCode: company.periods.current };
  const ids: string[] = [];
  for (let n = 1; n <= count; n += 1) {
    const { id, answer } = await proposed(company.maker, company.group, {
      kind: 'override',
      body: { reason: 'bench', lines: [{ ...key, amountFen: n }] },
    });
    deepStrictEqual(answer.status, 'accepted');
    ids.push(id);
  }
  const begin = performance.now();
  for (const id of ids) deepStrictEqual((await decided(database, company.checker, [id])).status, 'accepted');
  const ms = performance.now() - begin;
  const { rows } = await database.query<Stored>(
    `select to_jsonb(e)::text as entry, (select jsonb_agg(to_jsonb(l) order by l.leg_no)::text from ho.entry_leg l
       where l.entry_id = e.id) as legs
     from ho.entry e where e.proposal_id::uuid = any ($1::uuid[]) order by e.seq`,
    [ids],
  );
  return { ms, stored: rows };
}

/** Inserts the same rows into bare tables, a transaction for each entry. Gives the milliseconds. */
async function plainly(database: HeadOfficeDatabase, stored: readonly Stored[]): Promise<number> {
  await database.transaction((tx) =>
    tx.script(`drop schema if exists bench cascade; create schema bench;
      create table bench.entry (like ho.entry); create table bench.entry_leg (like ho.entry_leg)`),
  );
  const begin = performance.now();
  for (const { entry, legs } of stored) {
    await database.transaction(async (tx) => {
      await tx.query('insert into bench.entry select * from jsonb_populate_record(null::bench.entry, $1::jsonb)', [
        entry,
      ]);
      await tx.query(
        'insert into bench.entry_leg select * from jsonb_populate_recordset(null::bench.entry_leg, $1::jsonb)',
        [legs],
      );
    });
  }
  const ms = performance.now() - begin;
  const { rows } = await database.query<Stored>(
    `select to_jsonb(e)::text as entry, (select jsonb_agg(to_jsonb(l) order by l.leg_no)::text from bench.entry_leg l
       where l.entry_id = e.id) as legs from bench.entry e order by e.seq`,
  );
  deepStrictEqual(rows, stored, 'both sides must hold the same rows');
  return ms;
}

async function onDatabase(database: HeadOfficeDatabase, name: string, count: number, runs: number): Promise<Measured> {
  await migrateHeadOffice(database);
  const company = await foundLedgerCompany(database);
  const times: Record<'product' | 'plain', number[]> = { product: [], plain: [] };
  for (let run = 0; run < runs; run += 1) {
    const { ms, stored } = await byProduct(database, company, count);
    times.product.push(ms / count);
    times.plain.push((await plainly(database, stored)) / count);
  }
  const product = side('product, one approved proposal', 'ms', times.product);
  const plain = side('the same rows, plainly inserted', 'ms', times.plain);
  return {
    part: name,
    question: 'What does it cost head office to post one approved proposal, against inserting its rows?',
    sizes: { proposals: count, perSecond: Math.round(1000 / product.median), runs },
    sides: [product, plain],
    goal: ratioGoal(product, plain, 'at most', 20),
    equal: 'every column of every entry and leg',
    notes: ['the product also checks authority, balances, chain and the command, keeps its answer and marks packs'],
  };
}

/** How many proposals head office posts, in the process and on PostgreSQL where there is one. */
export async function posting(size: 'small' | 'full', runs: number): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  const embedded = await openHeadOfficeDatabase({ kind: 'embedded', folder: null });
  try {
    measured.push(await onDatabase(embedded, 'in the process', PROPOSALS[size], runs));
  } finally {
    await embedded.close();
  }
  const binaries = postgresBinaries();
  if (binaries === null) return measured;
  const postgres = await startPostgres(binaries);
  try {
    const database = await openHeadOfficeDatabase({ kind: 'server', url: postgres.createDatabase('posting') });
    try {
      measured.push(await onDatabase(database, 'PostgreSQL', PROPOSALS[size], runs));
    } finally {
      await database.close();
    }
  } finally {
    postgres.stop();
  }
  return measured;
}
