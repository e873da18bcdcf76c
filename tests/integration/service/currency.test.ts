// Goal: amounts of two currencies are never added. Method: a company that sells in yuan and an export in dollars in one
// head office, on both databases; what it refuses, and what a laptop that holds both says of selections on either side.
import { v7 } from 'uuid';
import { beforeAll, expect, test } from 'vitest';
import type { Selection } from '../../../db/contract/selection.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { importDataset } from '../../../db/headoffice/import/import-dataset.ts';
import { bulkLoad } from '../../../db/headoffice/sequencer.ts';
import { performanceService } from '../../../db/service/performance.ts';
import { rebatesService } from '../../../db/service/rebates.ts';
import { describeOnBackends } from '../../support/head-office.ts';
import { removeFolder, writeNorthwind } from '../../support/northwind-files.ts';
import { foundRandomCompany, type RandomCompany } from '../../support/random-company.ts';
import { laptopWith } from '../../support/service-parts.ts';

const context = { signal: new AbortController().signal };
const everything: Selection = {
  period: { from: '1996-07-01', to: '2026-04-01' },
  regionId: null,
  dealerIds: [],
  place: null,
  productLineId: null,
};

describeOnBackends('two currencies at one head office', (backend) => {
  let database: HeadOfficeDatabase;
  let company: RandomCompany;
  beforeAll(async () => {
    database = await backend.openDatabase();
    company = await bulkLoad(database, (tx) => foundRandomCompany(tx, 20260925));
    const folder = writeNorthwind();
    await importDataset(database, 'northwind', folder);
    removeFolder(folder);
  });
  const idOf = async (sql: string): Promise<string> => {
    const { rows } = await database.query<{ id: string }>(sql);
    return rows[0]?.id ?? '';
  };
  const germany = () => idOf(`select id::text as id from ho.region where code = 'NW-Germany'`);

  test('refuses a document in another currency than its region', async () => {
    const dealer = await idOf(`select id::text as id from ho.dealer where code = 'NW-ALFKI'`);
    const receipt = (currency: string) =>
      database.transaction(async (tx) => {
        await tx.query(
          `insert into ho.receipt (id, region_id, dealer_id, received_on, amount_fen, currency, method)
           select $1, r.id, $2, '1997-02-01', 100, $3, 'bank' from ho.region r where r.code = 'NW-Germany'`,
          [v7(), dealer, currency],
        );
        throw new Error('taken back');
      });
    await expect(receipt('USD')).rejects.toThrow('taken back');
    await expect(receipt('CNY')).rejects.toMatchObject({ code: '23503' });
  });

  test('refuses a return into a region of another currency, and another currency for a region with documents', async () => {
    const returned = (region: string) =>
      database.transaction(async (tx) => {
        await tx.query(
          `insert into ho.return_line (id, order_line_id, region_id, dealer_id, returned_on, sku_id, quantity_milli,
             net_fen, tax_fen, cost_fen, reason_code)
           select $1, l.id, $2, l.dealer_id, '1997-02-01', l.sku_id, 1000, 1, 0, 0, 'quality'
           from ho.order_line l join ho.sales_order o on o.id = l.order_id where o.code = 'NW-3'`,
          [v7(), region],
        );
        throw new Error('taken back');
      });
    await expect(returned(await germany())).rejects.toThrow('taken back');
    await expect(returned(company.regions[2] ?? '')).rejects.toMatchObject({ code: '23514' });
    await expect(
      database.query(`update ho.region set currency = 'CNY' where code = 'NW-Germany'`),
    ).rejects.toMatchObject({ code: '23503' });
  });

  test('answers within one currency and names it, and refuses a selection that has both', async () => {
    const { parts } = await laptopWith(database, company.divisionIndex);
    const performance = performanceService(parts);
    const rebates = rebatesService(parts);
    const ask = async (change: Partial<Selection>) => {
      const selection = { ...everything, ...change };
      const dashboard = await performance.getDashboard({ selection }, context);
      const ledger = await rebates.getLedger({ selection }, context);
      const netFen = dashboard.kpis.find(({ key }) => key === 'net_sales')?.value;
      return { currencies: [dashboard.currency, ledger.currency], netFen };
    };
    const northwind = await idOf(`select id::text as id from ho.region where code = 'NW'`);
    const group = company.regions[0] ?? '';
    const netOf = async (currency: string) => {
      const { rows } = await database.query<{ n: string }>(
        'select sum(net_fen)::text as n from ho.sales_line where currency = $1',
        [currency],
      );
      return Number(rows[0]?.n);
    };
    const dollars = { currencies: ['USD', 'USD'], netFen: await netOf('USD') };
    expect(dollars.netFen).toBe(12_240 + 4560 + 5 + 9975);
    expect(await ask({ regionId: northwind })).toEqual(dollars);
    expect(await ask({ regionId: group })).toEqual({ currencies: ['CNY', 'CNY'], netFen: await netOf('CNY') });
    const customers = await database.query<{ id: string }>(
      `select id::text as id from ho.dealer where code like 'NW-%'`,
    );
    const dealerIds = customers.rows.map(({ id }) => id);
    expect(await ask({ dealerIds })).toEqual(dollars);
    // No amount in the period, and still of that region: nought dollars.
    const before = { from: '1990-01-01', to: '1990-04-01' };
    expect(await ask({ regionId: northwind, period: before })).toEqual({ currencies: ['USD', 'USD'], netFen: 0 });

    const mixed = { code: 'currencies_mixed', params: { currencies: 'CNY, USD' } };
    await expect(ask({})).rejects.toMatchObject(mixed);
    await expect(ask({ dealerIds: [...dealerIds, company.dealers[0] ?? ''] })).rejects.toMatchObject(mixed);
    // A period with amounts of one currency only does not help: its figures are compared with those of another year.
    await expect(ask({ period: before })).rejects.toMatchObject(mixed);
    const selection = everything;
    await expect(performance.explain({ selection, key: 'net_sales', limit: 10 }, context)).rejects.toMatchObject(mixed);
    await expect(rebates.getLedger({ selection }, context)).rejects.toMatchObject(mixed);
  });
});
