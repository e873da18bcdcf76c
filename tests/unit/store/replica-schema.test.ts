// Goal: the replica's tables take what head office sends, and a pack is replaced or removed whole. Method: the generated
// SQL in a real SQLite in memory; the same statements that the sync client runs; a property over random packs.
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PACK_TABLES, REPLICA_SCHEMA_VERSION, ROW_TABLES } from '../../../db/domain/replica/manifest.ts';
import { REPLICA_APPLICATION_ID, replicaSchemaSql, syncedTables } from '../../../db/store/replica-schema.ts';

type Row = Readonly<Record<string, string | number | null>>;

function replica() {
  const db = new Database(':memory:');
  db.pragma('trusted_schema = off');
  db.exec(replicaSchemaSql());
  const tables = new Map(syncedTables().map((table) => [table.name, table]));
  const table = (name: string) => {
    const found = tables.get(name);
    if (found === undefined) throw new Error(`${name} is not synced`);
    return found;
  };
  return {
    db,
    put(name: string, id: string, data: Row) {
      const { sql, params } = table(name).put;
      db.prepare(sql).run(...params.map((param) => (param === 'Id' ? id : (data[param.Column] ?? null))));
    },
    remove(name: string, id: string) {
      db.prepare(table(name).delete.sql).run(id);
    },
    all: (sql: string) => db.prepare(sql).all(),
  };
}

const receipts = (rows: readonly (readonly [string, string, number])[], period = '2026-09'): Row => ({
  region_id: 'r',
  dealer_id: 'd',
  period,
  body: JSON.stringify(rows),
});

test('the file says what it is', () => {
  const { db } = replica();
  expect(db.pragma('application_id', { simple: true })).toBe(REPLICA_APPLICATION_ID);
  expect(db.pragma('user_version', { simple: true })).toBe(REPLICA_SCHEMA_VERSION);
});

test('every synced type of the manifest can be put twice and removed', () => {
  const { put, remove, all } = replica();
  for (const { name } of ROW_TABLES) {
    put(name, 'x', {});
    put(name, 'x', {});
    expect(all(`select id from ${name}`)).toEqual([{ id: 'x' }]);
    remove(name, 'x');
    expect(all(`select id from ${name}`)).toEqual([]);
  }
  for (const pack of PACK_TABLES) {
    const row = pack.columns.map((column) => (column.type === 'text' ? column.name : column.type === 'real' ? 1.5 : 7));
    for (const rows of [[row, row], [row]]) {
      put(`${pack.name}_pack`, 'x', { region_id: 'r', dealer_id: null, period: '2026-09', body: JSON.stringify(rows) });
    }
    const names = pack.columns.map((column) => column.name);
    expect(all(`select n, ${names.join(', ')} from ${pack.name}`)).toEqual([
      { n: 0, ...Object.fromEntries(names.map((name, index) => [name, row[index]])) },
    ]);
    remove(`${pack.name}_pack`, 'x');
    expect(all(`select n from ${pack.name}`)).toEqual([]);
    expect(all('select pk from pack')).toEqual([]);
  }
});

test('a pack keeps its key when it is replaced', () => {
  const { put, all } = replica();
  put('receipt_pack', 'a', receipts([['1', '2026-09-01', 100]]));
  put('receipt_pack', 'b', receipts([['2', '2026-09-02', 200]]));
  put(
    'receipt_pack',
    'a',
    receipts([
      ['3', '2026-09-03', 300],
      ['4', '2026-09-04', 400],
    ]),
  );
  expect(all('select pk, id from pack order by id')).toEqual([
    { pk: 1, id: 'a' },
    { pk: 2, id: 'b' },
  ]);
  expect(all('select pk, n, id, amount_fen from receipt')).toEqual([
    { pk: 1, n: 0, id: '3', amount_fen: 300 },
    { pk: 1, n: 1, id: '4', amount_fen: 400 },
    { pk: 2, n: 0, id: '2', amount_fen: 200 },
  ]);
});

test('packs of two facts may bear the same id', () => {
  const { put, remove, all } = replica();
  put('receipt_pack', 'a', receipts([['1', '2026-09-01', 100]]));
  put('invoice_pack', 'a', { ...receipts([]), body: '[["9","2026-09-01","2026-10-01",5,1]]' });
  remove('receipt_pack', 'a');
  expect(all('select id from receipt')).toEqual([]);
  expect(all('select id from invoice')).toEqual([{ id: '9' }]);
});

test('property: after any puts and removals the facts are those of the packs last put', () => {
  const id = fc.constantFrom('a', 'b', 'c');
  const rows = fc.array(fc.tuple(fc.uuid(), fc.constant('2026-09-01'), fc.integer({ min: -1e9, max: 1e9 })), {
    maxLength: 5,
  });
  const step = fc.oneof(fc.record({ id, rows }), fc.record({ id, rows: fc.constant(null) }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const { db, put, remove, all } = replica();
      const model = new Map<string, readonly (readonly [string, string, number])[]>();
      for (const { id: pack, rows: facts } of steps) {
        if (facts === null) {
          remove('receipt_pack', pack);
          model.delete(pack);
        } else {
          put('receipt_pack', pack, receipts(facts));
          model.set(pack, facts);
        }
      }
      const expected = [...model]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([pack, facts]) => facts.map(([fact, , amount], n) => ({ pack, n, fact, amount })));
      expect(
        all(`select p.id as pack, f.n, f.id as fact, f.amount_fen as amount
             from receipt f join pack p on p.pk = f.pk order by p.id, f.n`),
      ).toEqual(expected);
      db.close();
    }),
    { seed: 20260925, numRuns: 100 },
  );
});
