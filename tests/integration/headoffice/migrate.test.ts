// Goal: a head office whose schema another program made is left as it is, and it is said which program to use. Method: a
// real database whose record of applied steps is changed; refusals by code, and nothing written by them.
import { beforeAll, expect, test } from 'vitest';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { migrateHeadOffice } from '../../../db/headoffice/migrate.ts';
import { describeOnBackends } from '../../support/head-office.ts';

describeOnBackends('the schema', (backend) => {
  let database: HeadOfficeDatabase;
  beforeAll(async () => {
    database = await backend.openDatabase();
    // Were anything done before a refusal, the missing step would be there again.
    await database.query("delete from ho.schema_migration where name = '180_detector_tuning.sql'");
  });
  const recorded = async () => (await database.query('select * from ho.schema_migration order by name')).rows;
  async function refusalAfter(change: string): Promise<unknown> {
    await database.query(change);
    const before = await recorded();
    const refusal: unknown = await migrateHeadOffice(database).catch((error: unknown) => error);
    expect(await recorded()).toEqual(before);
    return refusal;
  }

  test('a step that reads differently today stops everything', async () => {
    expect(
      await refusalAfter("update ho.schema_migration set hash = 'x' where name = '190_territories.sql'"),
    ).toMatchObject({ code: 'database_changed', params: { step: '190_territories.sql' } });
  });

  test('a step that only a newer program knows stops everything', async () => {
    expect(
      await refusalAfter("update ho.schema_migration set name = '999_later.sql' where name = '190_territories.sql'"),
    ).toMatchObject({ code: 'database_newer', params: { step: '999_later.sql' } });
  });
});
