// Goal: an auditor can ask the ledger from outside, and take it away. Method: `npm run cli` as real processes over a real
// PostgreSQL with a ledger that was posted by commands, before and after somebody changed a byte past the triggers.
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { migrateHeadOffice } from '../../../db/headoffice/migrate.ts';
import { openHeadOfficeDatabase } from '../../../db/headoffice/open-database.ts';
import { runCli } from '../../support/cli.ts';
import { decided, foundLedgerCompany, proposed } from '../../support/ledger-company.ts';
import { postgresBinaries, startPostgres, type TestPostgres } from '../../support/postgres.ts';

const binaries = postgresBinaries();
const REASON = '=HYPERLINK("http://x","y"), 承诺';

describe.skipIf(binaries === null)('the ledger on the command line', () => {
  let postgres: TestPostgres;
  let database: HeadOfficeDatabase;
  let url = '';
  beforeAll(async () => {
    postgres = await startPostgres(binaries ?? '');
    url = postgres.createDatabase('ledger');
    database = await openHeadOfficeDatabase({ kind: 'server', url });
    await migrateHeadOffice(database);
    const company = await foundLedgerCompany(database);
    const lines = [
      { agreementId: company.ningboAgreement, dealerId: company.ningbo, periodCode: 'current', amountFen: 12_345 },
    ];
    for (const content of [
      { kind: 'override', body: { reason: REASON, lines } },
      { kind: 'confirm', body: { lines } },
    ] as const) {
      const { id } = await proposed(company.maker, company.group, structuredClone(content) as never);
      expect(await decided(database, company.checker, [id])).toMatchObject({ status: 'accepted' });
    }
  });
  afterAll(async () => {
    await database.close();
    postgres.stop();
  });
  const run = (...args: string[]) => runCli(args, { env: { RSW_DATABASE_URL: url } });

  test('export: CSV that no spreadsheet takes for formulas, and the same as JSON', async () => {
    const { status, stdout } = await run('ledger', 'export');
    expect(status).toBe(0);
    const rows: Record<string, string>[] = parse(stdout, { bom: true, columns: true });
    expect(rows.map(({ kind, account, debitFen, creditFen }) => [kind, account, debitFen, creditFen])).toEqual([
      ['override', 'rebate_expense', '12345', '0'],
      ['override', 'rebate_accrued', '0', '12345'],
      ['confirm', 'rebate_accrued', '12345', '0'],
      ['confirm', 'rebate_payable', '0', '12345'],
    ]);
    expect(rows[0]?.reason).toBe(`'${REASON}`);
    expect(rows.flatMap((row) => Object.values(row)).filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
    const json = await run('--json', 'ledger', 'export');
    const { legs } = JSON.parse(json.stdout) as { legs: { reason: string; debitFen: number }[] };
    expect([legs.length, legs[0]?.reason, legs[0]?.debitFen]).toEqual([4, REASON, 12_345]);
    const none = await run('--json', 'ledger', 'export', '--to', '2000-01-01');
    expect([none.status, none.stdout]).toEqual([0, '{"legs":[]}\n']);
    expect((await run('ledger', 'export', '--from', 'yesterday')).status).toBe(2);
  });

  test('verify: says that every promise holds, and names the place when a byte was changed', async () => {
    const sound = await run('--json', 'ledger', 'verify');
    expect([sound.status, (JSON.parse(sound.stdout) as { ok: boolean }).ok]).toEqual([0, true]);
    await database.script(
      `alter table ho.entry disable trigger user; update ho.entry set reason = reason || ' ' where seq = 1;
       alter table ho.entry enable trigger user`,
    );
    const changed = await run('--json', 'ledger', 'verify');
    const { ok, findings } = JSON.parse(changed.stdout) as {
      ok: boolean;
      findings: { id: string; broken: string[] }[];
    };
    expect([changed.status, ok]).toEqual([1, false]);
    expect(findings.filter(({ broken }) => broken.length > 0)).toMatchObject([{ id: 'L6', broken: ['entry 1'] }]);
    await database.script('alter table ho.entry disable trigger entry_chain');
    const { status, stdout } = await run('ledger', 'verify');
    expect(status).toBe(1);
    expect(stdout).toMatch(/BROKEN {2}L2 .*\n +ho\.entry\.entry_chain/);
  });
});
