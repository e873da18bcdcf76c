// Goal: the sync log says what the tables say, whatever happens to them. Method: real PGlite and real PostgreSQL;
// random histories (seeded) of inserts, changes, moves and deletions, sequenced at random moments, compacted and
// packed by month in between; the log replayed from its beginning must equal the tables asked directly.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PACK_TABLES, ROW_TABLES } from '../../../db/domain/replica/manifest.ts';
import { bulkLoad, closeMonths, compact, reseed, sequence } from '../../../db/headoffice/sequencer.ts';
import { addReceipt, foundCompany } from '../../support/company.ts';
import { describeOnBackends } from '../../support/head-office.ts';
import { reduceLog, sumOfPacks, wrongBuckets } from '../../support/sync-log.ts';

const AMOUNT = 2;
/** States taken while writers are at work. */
const CUTS = 20;

const Step = fc.oneof(
  fc.record({
    do: fc.constant('receive' as const),
    fen: fc.integer({ min: 1, max: 1e9 }),
    day: fc.integer({ min: 0, max: 90 }),
  }),
  fc.record({ do: fc.constant('amend' as const), fen: fc.integer({ min: 1, max: 1e9 }), pick: fc.nat() }),
  fc.record({ do: fc.constant('move' as const), pick: fc.nat() }),
  fc.record({ do: fc.constant('delete' as const), pick: fc.nat() }),
  fc.record({
    do: fc.constant('rename' as const),
    name: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' }),
  }),
  fc.record({ do: fc.constantFrom('sequence' as const, 'compact' as const, 'reseed' as const) }),
);

const dayOf = (n: number): string => new Date(Date.UTC(2026, 6, 1 + n)).toISOString().slice(0, 10);

describeOnBackends('sync log', (backend) => {
  test('replayed, it equals the tables after any history', async () => {
    const database = await backend.openDatabase();
    const company = await foundCompany(database);
    await fc.assert(
      fc.asyncProperty(fc.array(Step, { minLength: 1, maxLength: 25 }), async (steps) => {
        for (const step of steps) {
          const { rows } = await database.query<{ id: string }>('select id from ho.receipt order by id');
          const picked = 'pick' in step && rows.length > 0 ? (rows[step.pick % rows.length]?.id ?? '') : null;
          if (step.do === 'receive') {
            await addReceipt(database, {
              region: company.zhejiang,
              dealer: company.ningbo,
              on: dayOf(step.day),
              fen: step.fen,
            });
          } else if (step.do === 'amend' && picked !== null) {
            await database.query('update ho.receipt set amount_fen = $1 where id = $2', [step.fen, picked]);
          } else if (step.do === 'move' && picked !== null) {
            await database.query('update ho.receipt set region_id = $1, dealer_id = $2 where id = $3', [
              company.jiangsu,
              company.suzhou,
              picked,
            ]);
          } else if (step.do === 'delete' && picked !== null) {
            await database.query('delete from ho.receipt where id = $1', [picked]);
          } else if (step.do === 'rename') {
            await database.query('update ho.dealer set name = $1 where id = $2', [step.name, company.ningbo]);
          } else if (step.do === 'sequence') await sequence(database);
          else if (step.do === 'compact') await compact(database);
          else if (step.do === 'reseed') await reseed(database);
        }
        await sequence(database);
        const state = await reduceLog(database);
        const { rows: truth } = await database.query<{ region_id: string; n: bigint; fen: bigint }>(
          'select region_id, count(*) as n, sum(amount_fen)::bigint as fen from ho.receipt group by region_id',
        );
        for (const region of [company.zhejiang, company.jiangsu]) {
          const inRegion = new Map([...state].filter(([key]) => key.startsWith(`region:${region}#`)));
          const row = truth.find((candidate) => candidate.region_id === region);
          expect(sumOfPacks(inRegion, 'receipt_pack', AMOUNT)).toBe(Number(row?.fen ?? 0n));
        }
        const dealer = await database.query<{ name: string }>('select name from ho.dealer where id = $1', [
          company.ningbo,
        ]);
        const sent = JSON.parse(state.get(`global#1|dealer/${company.ningbo}`) ?? '{}') as { name?: string };
        expect(sent.name).toBe(dealer.rows[0]?.name);
        expect(await wrongBuckets(database)).toEqual([]);
      }),
      { numRuns: 25, seed: 20260925 },
    );
  });

  test('compaction and month packs change nothing that adds up', async () => {
    const database = await backend.openDatabase();
    const { zhejiang, ningbo } = await foundCompany(database);
    for (let n = 0; n < 40; n += 1) {
      await addReceipt(database, { region: zhejiang, dealer: ningbo, on: dayOf((n % 3) * 20), fen: 100 + n });
      await sequence(database);
    }
    const before = await reduceLog(database);
    expect(await compact(database)).toBeGreaterThan(0);
    expect(await reduceLog(database)).toEqual(before);
    const sum = sumOfPacks(before, 'receipt_pack', AMOUNT);
    await closeMonths(database, '2026-08-01');
    const closed = await reduceLog(database);
    expect(sumOfPacks(closed, 'receipt_pack', AMOUNT)).toBe(sum);
    const periods = [...closed.keys()]
      .filter((key) => key.includes('receipt_pack'))
      .map((key) => key.split('/').at(-1));
    expect(periods).toContain('2026-07');
    expect(periods.filter((period) => period?.startsWith('2026-07-'))).toEqual([]);
    expect(periods).toContain('2026-08-10');
    await expect(closeMonths(database, '2026-07-01')).rejects.toThrow(/packed already/);
    expect(await wrongBuckets(database)).toEqual([]);
  });

  test('nothing changed, nothing written; a bulk load is a new epoch', async () => {
    const database = await backend.openDatabase();
    const { zhejiang, ningbo } = await foundCompany(database);
    await sequence(database);
    expect(await sequence(database)).toBe(0);
    await database.query('update ho.dealer set name = name');
    expect(await sequence(database)).toBe(0);
    const epoch = async () =>
      (await database.query<{ epoch: string }>('select epoch::text from sync.state')).rows[0]?.epoch;
    const first = await epoch();
    await bulkLoad(database, (tx) => addReceipt(tx, { region: zhejiang, dealer: ningbo, on: '2026-07-05', fen: 77 }));
    expect(await epoch()).not.toBe(first);
    expect(sumOfPacks(await reduceLog(database), 'receipt_pack', AMOUNT)).toBe(77);
  });

  test('every table of the manifest is captured, for insert, update and delete', async () => {
    const database = await backend.openDatabase();
    const { rows } = await database.query<{ table: string; op: string }>(
      `select event_object_table as "table", event_manipulation as op from information_schema.triggers
       where trigger_schema = 'ho' and trigger_name like 'capture%'`,
    );
    const captured = new Set(rows.map(({ table, op }) => `${table} ${op}`));
    const wanted = [
      ...ROW_TABLES.map((table) => table.source ?? table.name),
      ...PACK_TABLES.flatMap((pack) => pack.feeds.map((feed) => feed.table)),
    ];
    for (const table of wanted)
      for (const op of ['INSERT', 'UPDATE', 'DELETE']) expect(captured).toContain(`${table} ${op}`);
  });
});

describeOnBackends('sync log under concurrent writers', (backend) => {
  test('every checkpoint is a state head office had: money moved between dealers is never half seen, by two sequencers', async () => {
    const database = await backend.openDatabase();
    const { zhejiang, ningbo, jiangsu, suzhou } = await foundCompany(database);
    const total = 1_000_000;
    const a = await addReceipt(database, { region: zhejiang, dealer: ningbo, on: '2026-07-01', fen: total });
    const b = await addReceipt(database, { region: jiangsu, dealer: suzhou, on: '2026-07-01', fen: 1 });
    await sequence(database);
    const cuts: number[] = [];
    // The writers go on for as long as cuts are taken, so that every cut falls among them.
    const writers = Array.from({ length: 3 }, async (_, writer) => {
      for (let n = 0; cuts.length < CUTS; n += 1) {
        await database.transaction(async (tx) => {
          const fen = 1 + ((writer * 31 + n * 7) % 97);
          await tx.query('update ho.receipt set amount_fen = amount_fen - $1 where id = $2', [fen, a]);
          await tx.query('update ho.receipt set amount_fen = amount_fen + $1 where id = $2', [fen, b]);
        });
      }
    });
    while (cuts.length < CUTS) {
      // Two services on one database: one sequences, the other waits and finds the rest.
      await Promise.all([sequence(database), sequence(database)]);
      cuts.push(sumOfPacks(await reduceLog(database), 'receipt_pack', AMOUNT));
    }
    await Promise.all(writers);
    expect(new Set(cuts)).toEqual(new Set([total + 1]));
  });
});
