// Goal: every figure of the three panes equals what SQL says at head office. Method: a small random company (fixed seed)
// with every awkward case, its whole sync log applied to a real replica, and dozens of seeded random selections, each
// answered by the service and by an oracle that shares no code with it.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { bulkLoad } from '../../../db/headoffice/sequencer.ts';
import { diversionService } from '../../../db/service/diversion.ts';
import { performanceService } from '../../../db/service/performance.ts';
import { rebatesService } from '../../../db/service/rebates.ts';
import { describeOnBackends } from '../../support/head-office.ts';
import { compareComparison, compareDashboard, compareLedger, compareOverview } from '../../support/oracle/compare.ts';
import { oracleGeography } from '../../support/oracle/geography.ts';
import { selectionsOf } from '../../support/oracle/selections.ts';
import { foundRandomCompany, type RandomCompany } from '../../support/random-company.ts';
import { laptopWith } from '../../support/service-parts.ts';

const SELECTIONS = 32;

const BOUNDS = [
  '2024-01-01',
  '2024-02-28',
  '2024-02-29',
  '2024-03-01',
  '2025-01-01',
  '2025-02-28',
  '2025-03-01',
  '2025-06-15',
  '2025-06-19',
  '2025-07-01',
  '2025-10-01',
  '2026-01-01',
  '2026-02-15',
  '2026-02-18',
  '2026-03-10',
  '2026-04-01',
  '2027-01-01',
];

describeOnBackends('figures equal SQL at head office', (backend) => {
  let database: HeadOfficeDatabase;
  let company: RandomCompany;
  beforeAll(async () => {
    database = await backend.openDatabase();
    company = await bulkLoad(database, (tx) => foundRandomCompany(tx, 20260925));
  });

  describe('for seeded random selections', () => {
    test('map, ledger and dashboard', async () => {
      const { parts } = await laptopWith(database, company.divisionIndex);
      const handlers = {
        diversion: diversionService(parts),
        rebates: rebatesService(parts),
        performance: performanceService(parts),
      };
      const geography = oracleGeography(company.divisions);
      // An answer of nothing is equal too easily: most selections must have found something.
      const found = { outside: 0, agreements: 0, sales: 0, fresh: 0, gone: 0, both: 0 };
      await fc.assert(
        fc.asyncProperty(selectionsOf({ ...company, bounds: BOUNDS }), async (selection) => {
          if ((await compareOverview(handlers, database, geography, selection)).outside > 0) found.outside += 1;
          const compared = await compareComparison(handlers, database, geography, selection);
          for (const one of ['fresh', 'gone', 'both'] as const) if (compared[one] > 0) found[one] += 1;
          if ((await compareLedger(handlers, database, selection)).agreements > 0) found.agreements += 1;
          if ((await compareDashboard(handlers, database, selection)) !== 0) found.sales += 1;
        }),
        { seed: 20260925, numRuns: SELECTIONS, endOnFailure: true },
      );
      expect(Math.min(found.outside, found.agreements, found.sales)).toBeGreaterThan(SELECTIONS / 4);
      expect(Math.min(found.fresh, found.gone, found.both)).toBeGreaterThanOrEqual(SELECTIONS / 8);
    });
  });
});
