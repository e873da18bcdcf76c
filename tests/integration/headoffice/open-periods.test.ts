// Goal: there always is a period to post in, opened once, and what concerns a closed one is posted there. Method: head
// offices without periods and with nothing but an old one, on real PGlite and PostgreSQL; several ask at the same time.
import { expect, test } from 'vitest';
import { openRunningPeriod } from '../../../db/headoffice/upkeep.ts';
import { describeOnBackends } from '../../support/head-office.ts';
import { decided, foundLedgerCompany, proposed } from '../../support/ledger-company.ts';

describeOnBackends('the next period', (backend) => {
  test('is opened by the night’s work where there is none yet, once, whoever comes first', async () => {
    const database = await backend.openDatabase();
    const opened = await Promise.all([openRunningPeriod(database), openRunningPeriod(database)]);
    expect(opened.flat()).toHaveLength(1);
    const { rows } = await database.query(
      `select code, state, closed_hash, (now() at time zone 'Asia/Shanghai')::date >= starts_on as begun,
         (now() at time zone 'Asia/Shanghai')::date < ends_on as runs from ho.period`,
    );
    expect(rows).toEqual([{ code: opened.flat()[0], state: 'open', closed_hash: null, begun: true, runs: true }]);
  });

  test('is opened when the one before it is closed; a correction is posted in it, with the period it concerns', async () => {
    const database = await backend.openDatabase();
    const company = await foundLedgerCompany(database);
    await database.query("delete from ho.period where code <> 'past'");
    const of = { agreementId: company.ningboAgreement, dealerId: company.ningbo, periodCode: 'past' };
    for (const to of ['closing', 'closed'] as const) {
      const { id } = await proposed(company.maker, company.group, {
        kind: 'close_period',
        body: { periodCode: 'past', to },
      });
      expect(await decided(database, company.checker, [id])).toMatchObject({ status: 'accepted' });
    }
    for (const amountFen of [100, 200]) {
      const { id } = await proposed(company.maker, company.group, {
        kind: 'override',
        body: { reason: 'x', lines: [{ ...of, amountFen }] },
      });
      expect(await decided(database, company.checker, [id])).toMatchObject({ status: 'accepted' });
    }
    const { rows } = await database.query<{ code: string; state: string; concerns: readonly string[] | null }>(
      `select p.code, p.state, (select json_agg(c.code order by e.seq) from ho.entry e
           join ho.period c on c.id = e.effective_period_id
           where e.posting_date >= p.starts_on and e.posting_date < p.ends_on) as concerns
       from ho.period p order by p.starts_on`,
    );
    expect(rows).toEqual([
      { code: 'past', state: 'closed', concerns: null },
      { code: expect.any(String), state: 'open', concerns: ['past', 'past'] },
    ]);
    expect(await openRunningPeriod(database)).toEqual([]);
  });
});
