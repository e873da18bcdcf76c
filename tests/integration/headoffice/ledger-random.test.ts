// Goal: the promises of the ledger (L1 to L20) hold after every step of any history. Method: seeded random lives on real
// PGlite and PostgreSQL. After each step the database is asked what a database can be (L1 to L6, L8, L9, L14, L17 to L19);
// its documents are calculated in another order and line by line (L11, L13), their lines, limits and the next line's worth
// summed up (L12, L15, L16), new entries sent through voucher files and back (L20); runs must leave nothing to post (L10),
// refusals the ledger as it was (L7), and amounts and deductions are held against sums that the database makes.
// RSW_LEDGER_OPS=100000 RSW_LEDGER_SEED=7 for a night's length.
import { expect, test } from 'vitest';
import { describeOnBackends } from '../../support/head-office.ts';
import { LedgerWalk } from '../../support/ledger-walk/walk.ts';

const OPS = Number(process.env.RSW_LEDGER_OPS ?? 25);
const SEED = Number(process.env.RSW_LEDGER_SEED ?? 20261126);
/** Steps until the ledger begins anew: asking everything costs what the ledger holds. */
const EPISODE = 150;
/** Steps after which a life has come to everything below, with any seed. */
const LONG = 1000;
const TO_BE_MET = [
  ...['cap', 'minimum', 'floor', 'cliff', 'deduction posted', 'deduction posted by a clause', 'deduction twice'],
  ...['deduction case_not_confirmed', 'deduction diversion_exceeds_goods', 'deduction diversion_exceeds_earned'],
  ...['deduction diversion_not_calculated', 'deduction figures_differ', 'opening', 'reversal of opening'],
];

describeOnBackends('the ledger', (backend) => {
  test(
    `keeps its promises after each of ${OPS} random steps (seed ${SEED})`,
    async () => {
      const database = await backend.openDatabase();
      const walk = await LedgerWalk.begin(database, SEED);
      for (let n = 1; n <= OPS; n += 1) {
        await walk.step();
        if (n % EPISODE === 0) await walk.reset();
      }
      expect(walk.life.log.length).toBeGreaterThanOrEqual(OPS / 2);
      // A life long enough comes to everything that promises are about; a short one to some of it.
      if (OPS >= LONG) expect([...walk.life.met.keys()]).toEqual(expect.arrayContaining(TO_BE_MET));
    },
    OPS * 2000 + 120_000,
  );
});
