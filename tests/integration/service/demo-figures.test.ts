// Goal: what the workstation shows of the demo company equals SQL at head office. Method: the demo company (small, fixed
// seed) on a real PostgreSQL where there is one, otherwise PGlite; its sync log in a real replica; the real map; the
// default view and seeded random selections against the oracle.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Selection } from '../../../db/contract/selection.ts';
import { decodeDivisionIndex } from '../../../db/domain/geo/division-index.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { seedDemo } from '../../../db/headoffice/demo/seed-demo.ts';
import { migrateHeadOffice } from '../../../db/headoffice/migrate.ts';
import { openHeadOfficeDatabase } from '../../../db/headoffice/open-database.ts';
import { diversionService } from '../../../db/service/diversion.ts';
import { performanceService } from '../../../db/service/performance.ts';
import { rebatesService } from '../../../db/service/rebates.ts';
import { compareDashboard, compareLedger, compareOverview } from '../../support/oracle/compare.ts';
import { MAP_FOLDER, mapGeography } from '../../support/oracle/map.ts';
import { selectionsOf } from '../../support/oracle/selections.ts';
import { postgresBinaries, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { laptopWith } from '../../support/service-parts.ts';

const SELECTIONS = 5;
let postgres: TestPostgres | null = null;
let database: HeadOfficeDatabase;

beforeAll(async () => {
  const binaries = postgresBinaries();
  if (binaries !== null) postgres = await startPostgres(binaries);
  database = await openHeadOfficeDatabase(
    postgres === null ? { kind: 'embedded', folder: null } : { kind: 'server', url: postgres.createDatabase('demo') },
  );
  await migrateHeadOffice(database);
  await seedDemo(database, { size: 'small', seed: 20260925, asOf: '2026-09-25' });
});
afterAll(async () => {
  await database.close();
  postgres?.stop();
});

async function column(sql: string): Promise<string[]> {
  const { rows } = await database.query<{ value: string }>(sql);
  return rows.map((row) => row.value);
}

test('the default view and random selections', async () => {
  const divisionIndex = decodeDivisionIndex(readFileSync(`${MAP_FOLDER}/divisions.bin`));
  const { parts } = await laptopWith(database, divisionIndex);
  const handlers = {
    diversion: diversionService(parts),
    rebates: rebatesService(parts),
    performance: performanceService(parts),
  };
  const geography = mapGeography();
  const compare = async (selection: Selection) => {
    const { outside } = await compareOverview(handlers, database, geography, selection);
    const { agreements } = await compareLedger(handlers, database, selection);
    return { outside, agreements, netFen: await compareDashboard(handlers, database, selection) };
  };

  const thisQuarter: Selection = {
    period: { from: '2026-07-01', to: '2026-10-01' },
    regionId: null,
    dealerIds: [],
    place: null,
    productLineId: null,
  };
  const shown = await compare(thisQuarter);
  expect(Math.min(shown.outside, shown.agreements, shown.netFen)).toBeGreaterThan(0);

  const choices = {
    bounds: [
      '2024-02-29',
      '2024-10-01',
      '2025-06-15',
      '2025-10-01',
      '2026-01-01',
      '2026-04-01',
      '2026-09-10',
      '2026-10-01',
    ],
    regions: await column("select id::text as value from ho.region where level in ('area', 'province') order by code"),
    dealers: await column('select id::text as value from ho.dealer order by no limit 40'),
    places: await column('select distinct left(adcode, 4) || $$00$$ as value from ho.dealer order by 1 limit 20'),
    productLines: await column('select id::text as value from ho.product_line order by code'),
  };
  await fc.assert(
    fc.asyncProperty(selectionsOf(choices), async (selection) => void (await compare(selection))),
    {
      seed: 20260925,
      numRuns: SELECTIONS,
      endOnFailure: true,
    },
  );
});
