// Goal: head office outlives its database's restarts: what was under way fails and is tried again, nothing else does, and
// changes reach laptops as before. Method: a real PostgreSQL that ends every session, at rest and in the middle of work.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { issueEnrolmentCode } from '../../../db/headoffice/enrolment.ts';
import { migrateHeadOffice } from '../../../db/headoffice/migrate.ts';
import { openHeadOfficeDatabase } from '../../../db/headoffice/open-database.ts';
import { type HeadOfficeServer, startHeadOfficeServer } from '../../../db/headoffice/server.ts';
import { addReceipt, type Company, foundCompany } from '../../support/company.ts';
import { makeDevice, openStream } from '../../support/device.ts';
import { silent } from '../../support/head-office.ts';
import { postgresBinaries, startPostgres, type TestPostgres } from '../../support/postgres.ts';

const binaries = postgresBinaries();

describe.skipIf(binaries === null)('a PostgreSQL that ends every session (needs one)', () => {
  let postgres: TestPostgres;
  let database: HeadOfficeDatabase;
  let server: HeadOfficeServer;
  let company: Company;
  beforeAll(async () => {
    if (binaries === null) return;
    postgres = await startPostgres(binaries);
    database = await openHeadOfficeDatabase({ kind: 'server', url: postgres.createDatabase('lost') });
    await migrateHeadOffice(database);
    company = await foundCompany(database);
    server = await startHeadOfficeServer({ database, port: 0, log: silent });
  });
  afterAll(async () => {
    await server.close();
    await database.close();
    postgres.stop();
  });

  const endAll = async () => {
    const { rows } = await database.query<{ n: number }>(
      `select count(pg_terminate_backend(pid))::int as n from pg_stat_activity
       where pid <> pg_backend_pid() and datname = current_database()`,
    );
    return rows[0]?.n ?? 0;
  };

  test('at rest: an open stream and the next notification go on', async () => {
    const device = await makeDevice();
    await device.enrol(server.address, await issueEnrolmentCode(database, 'zhou'));
    const stream = await openStream(server.address, await device.token(server.address));
    await stream.checkpoint();
    expect(await endAll()).toBeGreaterThan(0);
    await addReceipt(database, { region: company.zhejiang, dealer: company.ningbo, on: '2026-07-01', fen: 5 });
    const lines = await stream.checkpoint();
    expect(lines.flatMap((line) => line.data?.data ?? []).map((op) => op.object_type)).toContain('receipt_pack');
    stream.stop();
  });

  test('in the middle of a transaction: that one fails with its own reason, the next one works', async () => {
    const broken = database.transaction(async (tx) => {
      await tx.query('select 1');
      await endAll();
      await tx.query('select 2');
    });
    await expect(broken).rejects.toThrow(/terminat|connection/i);
    expect((await database.query<{ n: number }>('select 1 as n')).rows).toEqual([{ n: 1 }]);
  });
});
