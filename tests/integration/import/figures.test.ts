// Goal: a real company's export comes out on the laptop's screen as it stands in its files. Method: AdventureWorksDW is
// imported, a real laptop enrols as its manager and syncs over the network, and what the service answers is compared with
// SQL at head office and with sums made straight from the files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { contract } from '../../../db/contract/index.ts';
import type { Selection } from '../../../db/contract/selection.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { importDataset } from '../../../db/headoffice/import/import-dataset.ts';
import { migrateHeadOffice } from '../../../db/headoffice/migrate.ts';
import { openHeadOfficeDatabase } from '../../../db/headoffice/open-database.ts';
import { type HeadOfficeServer, startHeadOfficeServer } from '../../../db/headoffice/server.ts';
import { readPackParts } from '../../../db/host/pack-file.ts';
import { readProofParts } from '../../../db/host/proof-sheet.ts';
import { createService, type Service } from '../../../db/service/create-service.ts';
import { silent, temporaryFolder } from '../../support/laptop.ts';
import { compareDashboard, compareLedger, compareOverview } from '../../support/oracle/compare.ts';
import { MAP_FOLDER, mapGeography } from '../../support/oracle/map.ts';
import { selectionsOf } from '../../support/oracle/selections.ts';
import { postgresBinaries, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { openLaptop } from '../../support/synced-laptop.ts';

const FOLDER = join(import.meta.dirname, '../../../../shared/data/adventureworks-dw');
const here = existsSync(FOLDER);
const SELECTIONS = 6;

const Rows = z.array(z.record(z.string(), z.string()));
type FileRow = z.output<typeof Rows>[number];
const rowsOf = (file: string): readonly FileRow[] =>
  Rows.parse(parse(gunzipSync(readFileSync(join(FOLDER, `${file}.csv.gz`))), { columns: true }));
/** Cents of an amount of at most four places, half up. */
const cents = (amount = ''): number => {
  const [whole = '0', places = ''] = amount.split('.');
  return Math.floor((Number(whole) * 10_000 + Number(places.padEnd(4, '0')) + 50) / 100);
};

const dayOf = (row: FileRow): string => (row.OrderDate ?? '').slice(0, 10);

const context = { signal: new AbortController().signal };

describe.skipIf(!here)(
  here ? 'AdventureWorks on a laptop' : 'AdventureWorks (skipped: no data beside the project)',
  () => {
    let postgres: TestPostgres | null = null;
    let database: HeadOfficeDatabase;
    let server: HeadOfficeServer;
    beforeAll(async () => {
      const binaries = postgresBinaries();
      if (binaries !== null) postgres = await startPostgres(binaries);
      database = await openHeadOfficeDatabase(
        postgres === null ? { kind: 'embedded', folder: null } : { kind: 'server', url: postgres.createDatabase('aw') },
      );
      await migrateHeadOffice(database);
      await importDataset(database, 'adventureworks-dw', FOLDER);
      server = await startHeadOfficeServer({ database, port: 0, log: silent });
    });
    afterAll(async () => {
      await server?.close();
      await database?.close();
      postgres?.stop();
    });

    async function syncedService(): Promise<Service> {
      const laptop = await openLaptop(temporaryFolder());
      await laptop.enrol(database, 'aw', server.address);
      await laptop.until(({ state }) => state === 'idle');
      const { store, engine } = laptop;
      const service = await createService({
        ...{ store, engine, mapFolder: MAP_FOLDER, log: silent },
        appVersion: '0.0.0',
        proof: readProofParts,
        pack: readPackParts,
      });
      onTestFinished(() => service.close());
      return service;
    }

    test('the default view and random selections equal SQL at head office and the files', async () => {
      const { handlers } = await syncedService();
      const sales = rowsOf('FactResellerSales');
      const days = sales.map(dayOf).sort();
      const frame = contract.directory.getFrame.output.parse(await handlers.directory.getFrame({}, context));
      const home = frame.regions.find(({ id }) => id === frame.homeRegionId);
      expect(home).toMatchObject({ code: 'AW', parentId: null });
      expect(frame.person?.roles).toEqual(['manager']);
      expect(frame.dataRange).toEqual({ from: days[0], to: days.at(-1) });
      // The quarter of the last order, 2013-11-29.
      expect(frame.defaultPeriod).toEqual({ from: '2013-10-01', to: '2014-01-01' });
      const territories = rowsOf('DimSalesTerritory').filter((row) => row.SalesTerritoryRegion !== 'NA');
      expect(
        frame.regions
          .filter(({ level }) => level === 'province')
          .map(({ name }) => name)
          .sort(),
      ).toEqual(territories.map((row) => row.SalesTerritoryRegion).sort());

      const shown: Selection = {
        period: frame.defaultPeriod ?? { from: '', to: '' },
        regionId: frame.homeRegionId,
        dealerIds: [],
        place: null,
        productLineId: null,
      };
      const geography = mapGeography();
      const compare = async (selection: Selection): Promise<number> => {
        const { scans } = await compareOverview(handlers, database, geography, selection);
        const { agreements } = await compareLedger(handlers, database, selection);
        expect([scans, agreements]).toEqual([0, 0]);
        return compareDashboard(handlers, database, selection);
      };
      expect(await compare(shown)).toBeGreaterThan(0);

      // The same from the files, by code that neither the import nor the oracle uses.
      const fromFiles = (wanted: (row: FileRow) => boolean) => {
        const rows = sales.filter(wanted);
        const sum = (column: string) => rows.reduce((total, row) => total + cents(row[column]), 0);
        return {
          net: sum('SalesAmount'),
          cost: sum('TotalProductCost'),
          resellers: new Set(rows.map((row) => row.ResellerKey)).size,
        };
      };
      const figures = async (selection: Selection) => {
        const dashboard = await handlers.performance.getDashboard({ selection }, context);
        expect(dashboard.currency).toBe('USD');
        const value = (key: string) => dashboard.kpis.find((kpi) => kpi.key === key);
        const margin = value('gross_margin');
        return {
          dashboard,
          seen: {
            net: value('net_sales')?.value,
            cost: (margin?.denominator ?? 0) - (margin?.numerator ?? 0),
            resellers: value('active_dealers')?.value,
          },
          collection: value('collection')?.value,
        };
      };
      const inPeriod =
        ({ period }: Selection) =>
        (row: FileRow) =>
          period.from <= dayOf(row) && dayOf(row) < period.to;
      const opening = await figures(shown);
      expect(opening.seen).toEqual(fromFiles(inPeriod(shown)));
      // The export has no receipts: nothing is known, which is not nought.
      expect(opening.collection).toBeNull();

      const years: Selection = { ...shown, period: { from: '2010-01-01', to: '2014-01-01' } };
      const all = await figures(years);
      expect(all.seen).toEqual(fromFiles(() => true));
      // 80,450,596.98 in the file, and each line to the cent here.
      expect(all.seen.net).toBe(8_045_059_611);
      const groupOf = new Map(territories.map((row) => [row.SalesTerritoryKey, row.SalesTerritoryGroup]));
      const areas = [...new Set(groupOf.values())];
      expect(Object.fromEntries(all.dashboard.bars.rows.map(({ name, netFen }) => [name, netFen]))).toEqual(
        Object.fromEntries(
          areas.map((area) => [area, fromFiles((row) => groupOf.get(row.SalesTerritoryKey) === area).net]),
        ),
      );
      for (const point of opening.dashboard.trend) {
        expect(point.netFen, point.month).toBe(
          fromFiles((row) => dayOf(row).slice(0, 7) === point.month.slice(0, 7)).net,
        );
      }
      const bikes = frame.productLines.find(({ name }) => name === 'Bikes');
      const lineOf = new Map(
        rowsOf('DimProductSubcategory').map((row) => [row.ProductSubcategoryKey, row.ProductCategoryKey]),
      );
      const bikeKeys = new Set(
        rowsOf('DimProduct')
          .filter((row) => lineOf.get((row.ProductSubcategoryKey ?? '').replace('.0', '')) === '1')
          .map((row) => row.ProductKey),
      );
      expect((await figures({ ...years, productLineId: bikes?.id ?? '' })).seen).toEqual(
        fromFiles((row) => bikeKeys.has(row.ProductKey ?? '')),
      );

      const ids = async (sql: string) => (await database.query<{ id: string }>(sql)).rows.map(({ id }) => id);
      const choices = {
        bounds: ['2010-01-01', '2011-03-15', '2012-01-01', '2012-02-29', '2013-01-31', '2013-10-01', '2014-01-01'],
        regions: frame.regions.map(({ id }) => id),
        dealers: await ids('select id::text as id from ho.dealer order by no limit 40'),
        places: ['330000', '310100'],
        productLines: frame.productLines.map(({ id }) => id),
      };
      await fc.assert(
        fc.asyncProperty(selectionsOf(choices), async (selection) => void (await compare(selection))),
        { seed: 20260925, numRuns: SELECTIONS, endOnFailure: true },
      );
    });
  },
);
