// Goal: an export arrives whole or not at all, says where it is damaged, changes nothing the second time and can be
// taken out again. Method: a little export in Northwind's shape on both databases, whole and damaged in every way; its
// amounts are reckoned by hand.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../../db/contract/errors.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { importDataset, undoImport } from '../../../db/headoffice/import/import-dataset.ts';
import { describeOnBackends } from '../../support/head-office.ts';
import { type NorthwindFile, northwindText, removeFolder, writeNorthwind } from '../../support/northwind-files.ts';

const folders: string[] = [];
const exported = (changed: Readonly<Record<NorthwindFile, string | Uint8Array | null>> = {}): string => {
  const folder = writeNorthwind(changed);
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) removeFolder(folder);
});

const TABLES = [
  'region', 'person', 'employment', 'role_grant', 'product_line', 'category', 'brand', 'sku', 'price_list', 'price', 'cost',
  'dealer', 'dealer_region', 'sales_order', 'order_line', 'delivery',
]; // biome-ignore format: a list of names

describeOnBackends('an import', (backend) => {
  let database: HeadOfficeDatabase;
  beforeAll(async () => {
    database = await backend.openDatabase();
  });

  /** How many rows lie in the tables that imports fill. */
  const rowsIn = async (): Promise<number> => {
    const sum = TABLES.map((table) => `(select count(*) from ho.${table})`).join(' + ');
    const { rows } = await database.query<{ n: bigint }>(`select ${sum} as n`);
    return Number(rows[0]?.n);
  };
  const refusal = async (folder: string): Promise<unknown> => {
    const error: unknown = await importDataset(database, 'northwind', folder).then(
      () => null,
      (reason: unknown) => reason,
    );
    return error instanceof AppError ? { code: error.code, params: error.params } : error;
  };

  describe('of damaged files writes nothing and names the place', () => {
    const orders = northwindText('Orders');
    test.each([
      ['a missing file', { Orders: null }, { code: 'not_found', params: { file: 'Orders.csv.gz' } }],
      [
        'a header without a column',
        { Orders: orders.replace('RequiredDate', 'Needed') },
        {
          code: 'import_damaged',
          params: { file: 'Orders.csv.gz', line: 1, column: 'RequiredDate', problem: 'header' },
        },
      ],
      [
        'an empty file',
        { Orders: '' },
        { code: 'import_damaged', params: { file: 'Orders.csv.gz', line: 1, column: 'OrderID', problem: 'header' } },
      ],
      [
        'a row that is too short',
        { Orders: orders.replace('1996-08-01,1996-07-16', '1996-08-01') },
        { code: 'import_damaged', params: { file: 'Orders.csv.gz', line: 2, column: '', problem: 'row' } },
      ],
      [
        'a quote that is never closed',
        { Customers: northwindText('Customers').replace('Helados"', 'Helados') },
        {
          code: 'import_damaged',
          params: { file: 'Customers.csv.gz', line: expect.any(Number), column: '', problem: 'row' },
        },
      ],
      [
        'a day that does not exist',
        { Orders: orders.replace('1996-07-05', '1996-02-30') },
        { code: 'import_damaged', params: { file: 'Orders.csv.gz', line: 3, column: 'OrderDate', problem: 'value' } },
      ],
      [
        'an amount with a comma',
        { OrderDetails: northwindText('OrderDetails').replace('15.2', '"15,2"') },
        {
          code: 'import_damaged',
          params: { file: 'OrderDetails.csv.gz', line: 3, column: 'UnitPrice', problem: 'value' },
        },
      ],
      [
        'another encoding',
        { Customers: gzipSync(Buffer.from(northwindText('Customers'), 'latin1')) },
        { code: 'import_damaged', params: { file: 'Customers.csv.gz', line: 0, column: '', problem: 'encoding' } },
      ],
      [
        'an archive cut short',
        { Customers: gzipSync(northwindText('Customers')).subarray(0, 60) },
        { code: 'import_damaged', params: { file: 'Customers.csv.gz', line: 0, column: '', problem: 'archive' } },
      ],
    ])('%s', async (_name, changed: Readonly<Record<NorthwindFile, string | Uint8Array | null>>, expected) => {
      expect(await refusal(exported(changed))).toEqual(expected);
      expect(await rowsIn()).toBe(0);
    });

    test('a cancelled import', async () => {
      const signal = AbortSignal.abort();
      const error: unknown = await importDataset(database, 'northwind', exported(), { signal }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({ code: 'cancelled' });
      expect(await rowsIn()).toBe(0);
      const { rows } = await database.query('select 1 from ho.import_batch');
      expect(rows).toEqual([]);
    });
  });

  describe('of whole files', () => {
    const whole = exported();
    let batchId = '';

    test('maps every row, to the cent', async () => {
      const result = await importDataset(database, 'northwind', whole);
      batchId = result.batchId;
      expect(result.repeated).toBe(false);
      expect(result.counts.order_line).toEqual({ inserted: 4, skipped: 0, rejected: 0 });
      expect(result.counts.dealer).toEqual({ inserted: 2, skipped: 0, rejected: 0 });
      const { rows } = await database.query(
        `select o.code, d.name, r.name as region, p.name as seller, s.name as sku, l.quantity_milli::int as milli,
           l.net_fen::int as fen, o.currency, l.ordered_on as day
         from ho.order_line l join ho.sales_order o on o.id = l.order_id join ho.dealer d on d.id = l.dealer_id
           join ho.region r on r.id = l.region_id join ho.person p on p.id = o.person_id join ho.sku s on s.id = l.sku_id
         order by o.code, l.line_no`,
      );
      const ana = 'Ana "Trujillo", Helados';
      expect(rows).toEqual([
        { code: 'NW-1', name: 'Alfreds Futterkiste', region: 'Germany', seller: 'Nancy Davolio', sku: 'Chai', milli: 10_000, fen: 12_240, currency: 'USD', day: '1996-07-04' },
        { code: 'NW-1', name: 'Alfreds Futterkiste', region: 'Germany', seller: 'Nancy Davolio', sku: 'Chang', milli: 3000, fen: 4560, currency: 'USD', day: '1996-07-04' },
        { code: 'NW-2', name: ana, region: 'Mexico', seller: 'Andrew Fuller', sku: 'Chai', milli: 1000, fen: 5, currency: 'USD', day: '1996-07-05' },
        { code: 'NW-3', name: 'Alfreds Futterkiste', region: 'Germany', seller: 'Nancy Davolio', sku: 'Chang', milli: 7000, fen: 9975, currency: 'USD', day: '1997-01-31' },
      ]); // biome-ignore format: one row a line
      const late = await database.query(
        'select o.code, d.on_time from ho.delivery d join ho.sales_order o on o.id = d.order_id order by 1',
      );
      expect(late.rows).toEqual([
        { code: 'NW-1', on_time: true },
        { code: 'NW-2', on_time: false },
      ]);
    });

    test('lets a laptop be enrolled for it, and sends it by month', async () => {
      const { rows } = await database.query(
        `select p.code, r.name, g.role from ho.role_grant g join ho.person p on p.id = g.person_id join ho.region r on r.id = g.region_id`,
      );
      expect(rows).toEqual([{ code: 'nw', name: 'Northwind', role: 'manager' }]);
      const packs = await database.query(
        `select right(id, 7) as month, count(*)::int as n from sync.op
         where op = 'PUT' and type = 'sales_line_pack' group by 1 order by 1`,
      );
      expect(packs.rows).toEqual([
        { month: '1996-07', n: 2 },
        { month: '1997-01', n: 1 },
      ]);
    });

    test('changes nothing when the same files come again', async () => {
      const before = await rowsIn();
      const epoch = await database.query('select epoch from sync.state');
      expect(await importDataset(database, 'northwind', whole)).toMatchObject({ batchId, repeated: true });
      expect(await rowsIn()).toBe(before);
      expect((await database.query('select epoch from sync.state')).rows).toEqual(epoch.rows);
    });

    test('adds what a newer export has more, and rejects with a reason what belongs to nothing', async () => {
      const before = await rowsIn();
      const newer = exported({
        Orders: `${northwindText('Orders')}4,NOBODY,1,1997-02-01,1997-02-28,\n`,
        OrderDetails: `${northwindText('OrderDetails')}3,1,18.0,1,0.0\n3,1,18.0,1,0.0\n4,1,18.0,1,0.0\n1,9,1.0,1,0.0\n`,
      });
      const result = await importDataset(database, 'northwind', newer);
      expect(result.counts.order_line).toEqual({ inserted: 1, skipped: 4, rejected: 3 });
      expect(result.counts.sales_order).toEqual({ inserted: 0, skipped: 3, rejected: 1 });
      const { rows } = await database.query(
        `select table_name, source_key, reason from ho.import_row where batch_id = $1 and outcome = 'rejected' order by 1, 2`,
        [result.batchId],
      );
      expect(rows).toEqual([
        { table_name: 'order_line', source_key: '1/9', reason: 'unknown_sku' },
        { table_name: 'order_line', source_key: '3/1', reason: 'named_twice' },
        { table_name: 'order_line', source_key: '4/1', reason: 'unknown_order' },
        { table_name: 'sales_order', source_key: '4', reason: 'unknown_dealer' },
      ]);
      await expect(undoImport(database, batchId)).rejects.toMatchObject({
        code: 'import_refused',
        params: { problem: 'in_use' },
      });
      await undoImport(database, result.batchId);
      expect(await rowsIn()).toBe(before);
    });

    test('is taken out whole, can be undone twice, and comes again the same', async () => {
      const ids = async () =>
        (
          await database.query(
            `select id::text as id from ho.order_line union all select id::text from ho.dealer order by 1`,
          )
        ).rows;
      const first = await ids();
      await undoImport(database, batchId);
      expect(await rowsIn()).toBe(0);
      const synced = await database.query<{ n: bigint }>(
        `select count(*) as n from sync.op where op = 'PUT' and type = 'dealer'`,
      );
      expect(Number(synced.rows[0]?.n)).toBe(0);
      await undoImport(database, batchId);
      const again = await importDataset(database, 'northwind', whole);
      expect(again.batchId).not.toBe(batchId);
      expect(await ids()).toEqual(first);
    });

    test('is not taken out from under a later import that found its rows there', async () => {
      const first = await importDataset(database, 'northwind', whole);
      const more = `${northwindText('Suppliers')}2,New Orleans Cajun Delights\n`;
      const second = await importDataset(database, 'northwind', exported({ Suppliers: more }));
      expect(second.counts.brand).toEqual({ inserted: 1, skipped: 1, rejected: 0 });
      const before = await rowsIn();
      await expect(undoImport(database, first.batchId)).rejects.toMatchObject({ code: 'import_refused' });
      expect(await rowsIn()).toBe(before);
      await undoImport(database, second.batchId);
      await undoImport(database, first.batchId);
      expect(await rowsIn()).toBe(0);
    });

    test.each(['018f0000-0000-7000-8000-000000000000', 'nonsense'])('says so when %s never was', async (batch) => {
      await expect(undoImport(database, batch)).rejects.toMatchObject({ code: 'not_found', params: { batch } });
    });
  });
});
