// Goal: the imported figures are the source's own. Method: the two published data sets beside the project are imported
// on both databases and compared with sums that are made straight from the files, by code that the import does not use.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { type ImportResult, importDataset, undoImport } from '../../../db/headoffice/import/import-dataset.ts';
import { describeOnBackends } from '../../support/head-office.ts';

const DATA = join(import.meta.dirname, '../../../../shared/data');
const here = existsSync(DATA);

const Rows = z.array(z.record(z.string(), z.string()));
const rowsOf = (file: string) => Rows.parse(parse(gunzipSync(readFileSync(join(DATA, file))), { columns: true }));
/** Cents of an amount of at most four places, half up. */
const cents = (amount: string | undefined): number => {
  const [whole = '0', places = ''] = (amount ?? '').split('.');
  return Math.floor((Number(whole) * 10_000 + Number(places.padEnd(4, '0')) + 50) / 100);
};
type Sums = Readonly<Record<string, number>>;
function sumBy(
  rows: z.output<typeof Rows>,
  key: (row: Record<string, string>) => string,
  value: (row: Record<string, string>) => number,
): Sums {
  const sums: Record<string, number> = {};
  for (const row of rows) sums[key(row)] = (sums[key(row)] ?? 0) + value(row);
  return sums;
}

describe.skipIf(!here)(here ? 'real exports' : 'real exports (skipped: no data sets beside the project)', () => {
  describeOnBackends('AdventureWorks', (backend) => {
    let database: HeadOfficeDatabase;
    let result: ImportResult;
    const progress: number[] = [];
    const folder = join(DATA, 'adventureworks-dw');
    beforeAll(async () => {
      database = await backend.openDatabase();
      result = await importDataset(database, 'adventureworks-dw', folder, {
        onProgress: (rows) => progress.push(rows),
      });
    });
    const sums = async (sql: string): Promise<Sums> => {
      const { rows } = await database.query<{ key: string; n: bigint | string }>(sql);
      return Object.fromEntries(rows.map(({ key, n }) => [key, Number(n)]));
    };

    test('every reseller sale arrives, and nothing else', async () => {
      expect(result.counts.order_line).toEqual({ inserted: 60_855, skipped: 0, rejected: 0 });
      expect(result.counts.sales_order).toEqual({ inserted: 3796, skipped: 0, rejected: 0 });
      expect(result.counts.dealer).toEqual({ inserted: 701, skipped: 0, rejected: 0 });
      expect(progress.at(-1)).toBeGreaterThan(60_000);
      const { rows } = await database.query('select open_from from sync.state');
      expect(rows).toEqual([{ open_from: '2014-01-01' }]);
    });

    test('net, tax and cost of each month and each reseller equal the file', async () => {
      const sales = rowsOf('adventureworks-dw/FactResellerSales.csv.gz');
      const month = (row: Record<string, string>) => String(row.OrderDate).slice(0, 7);
      const byMonth = (column: string) =>
        sums(
          `select to_char(business_date, 'YYYY-MM') as key, sum(${column})::bigint as n from ho.sales_line group by 1`,
        );
      expect(await byMonth('net_fen')).toEqual(sumBy(sales, month, (row) => cents(row.SalesAmount)));
      expect(await byMonth('tax_fen')).toEqual(sumBy(sales, month, (row) => cents(row.TaxAmt)));
      expect(await byMonth('cost_fen')).toEqual(sumBy(sales, month, (row) => cents(row.TotalProductCost)));
      const codes = new Map(
        rowsOf('adventureworks-dw/DimReseller.csv.gz').map((row) => [row.ResellerKey, row.ResellerAlternateKey]),
      );
      expect(
        await sums(
          'select d.code as key, sum(l.net_fen)::bigint as n from ho.sales_line l join ho.dealer d on d.id = l.dealer_id group by 1',
        ),
      ).toEqual(
        sumBy(
          sales,
          (row) => String(codes.get(row.ResellerKey)),
          (row) => cents(row.SalesAmount),
        ),
      );
    });

    test('net of each territory equals the file', async () => {
      const names = new Map(
        rowsOf('adventureworks-dw/DimSalesTerritory.csv.gz').map((row) => [
          row.SalesTerritoryKey,
          row.SalesTerritoryRegion,
        ]),
      );
      expect(
        await sums(
          'select r.name as key, sum(l.net_fen)::bigint as n from ho.sales_line l join ho.region r on r.id = l.region_id group by 1',
        ),
      ).toEqual(
        sumBy(
          rowsOf('adventureworks-dw/FactResellerSales.csv.gz'),
          (row) => String(names.get(row.SalesTerritoryKey)),
          (row) => cents(row.SalesAmount),
        ),
      );
    });

    test('each product is mapped or rejected with a reason', async () => {
      const products = rowsOf('adventureworks-dw/DimProduct.csv.gz');
      const without = products.filter((row) => row.ProductSubcategoryKey === '');
      const codes = new Set(
        products.filter((row) => row.ProductSubcategoryKey !== '').map((row) => row.ProductAlternateKey),
      );
      expect(result.counts.sku).toEqual({ inserted: codes.size, skipped: 0, rejected: without.length });
      const { rows } = await database.query<{ reason: string }>(
        `select distinct reason from ho.import_row where table_name = 'sku' and outcome = 'rejected'`,
      );
      expect(rows).toEqual([{ reason: 'no_category' }]);
    });

    test('can be taken out again, to the last row', async () => {
      await undoImport(database, result.batchId);
      for (const table of ['order_line', 'delivery', 'sales_order', 'dealer', 'sku', 'cost', 'person', 'region']) {
        expect((await database.query(`select 1 from ho.${table} limit 1`)).rows, table).toEqual([]);
      }
    });
  });

  describeOnBackends('Northwind', (backend) => {
    test('every order line arrives, to the cent', async () => {
      const database = await backend.openDatabase();
      const { counts } = await importDataset(database, 'northwind', join(DATA, 'northwind'));
      expect(counts.order_line).toEqual({ inserted: 2155, skipped: 0, rejected: 0 });
      expect(counts.sales_order).toEqual({ inserted: 830, skipped: 0, rejected: 0 });
      // Prices have two places and discounts two: the product is whole in ten-thousandths.
      const expected = rowsOf('northwind/OrderDetails.csv.gz').reduce((sum, row) => {
        const share = 100 - Math.round(Number(row.Discount) * 100);
        return sum + Math.floor((cents(row.UnitPrice) * Number(row.Quantity) * share + 50) / 100);
      }, 0);
      const { rows } = await database.query<{ n: string }>('select sum(net_fen)::text as n from ho.sales_line');
      expect(Number(rows[0]?.n)).toBe(expected);
      expect(expected).toBe(126_579_329);
    });
  });
});
