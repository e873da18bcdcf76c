// Goal: the promises of the ledger (L1 to L10, L14, L17, L18) hold after every step of any history. Method: seeded random
// lives on real PGlite and PostgreSQL; after each step all promises are asked, refusals compared with the ledger before,
// amounts with sums that the database makes. RSW_LEDGER_OPS=100000 RSW_LEDGER_SEED=7 for a night's length.
import { expect, test } from 'vitest';
import { describeOnBackends } from '../../support/head-office.ts';
import { foundLedgerCompany } from '../../support/ledger-company.ts';
import { LedgerWalk } from '../../support/ledger-walk.ts';

const OPS = Number(process.env.RSW_LEDGER_OPS ?? 25);
const SEED = Number(process.env.RSW_LEDGER_SEED ?? 20261126);
/** Steps until the ledger begins anew: asking everything costs what the ledger holds. */
const EPISODE = 150;

describeOnBackends('the ledger', (backend) => {
  test(
    `keeps its promises after each of ${OPS} random steps (seed ${SEED})`,
    async () => {
      const database = await backend.openDatabase();
      const company = await foundLedgerCompany(database);
      const walk = new LedgerWalk(database, company, SEED);
      for (let n = 1; n <= OPS; n += 1) {
        await walk.step();
        if (n % EPISODE === 0) await walk.reset();
      }
      expect(walk.log.length).toBeGreaterThanOrEqual(OPS / 2);
    },
    OPS * 2000 + 120_000,
  );
});
