// Goal: what the ledger promises holds whoever writes, whenever two write at once, and wherever it is interrupted. Method:
// statements past the program, checkers at the same time, a session that ends in the middle of a posting, on real PGlite and
// PostgreSQL; the whole ledger compared with what it was before.
import { v7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Draft } from '../../../db/domain/ledger/draft.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { postEntries } from '../../../db/headoffice/ledger/post.ts';
import { readPeriods } from '../../../db/headoffice/ledger/read-facts.ts';
import { firstBrokenEntry } from '../../../db/headoffice/ledger/verify-chain.ts';
import { describeOnBackends } from '../../support/head-office.ts';
import {
  addDesk,
  decided,
  foundLedgerCompany,
  type LedgerCompany,
  ledgerText,
  proposed,
} from '../../support/ledger-company.ts';
import { testTerritories } from '../../support/territory-proposals.ts';

describeOnBackends('the ledger', (backend) => {
  let database: HeadOfficeDatabase;
  let company: LedgerCompany;
  beforeAll(async () => {
    database = await backend.openDatabase();
    company = await foundLedgerCompany(database);
    const { id } = await override(100, 'past');
    expect(await decided(database, company.checker, [id])).toMatchObject({ status: 'accepted' });
  });
  const key = (periodCode: string) => ({ agreementId: company.ningboAgreement, dealerId: company.ningbo, periodCode });
  const override = (amountFen: number, periodCode = 'current') =>
    proposed(company.maker, company.group, {
      kind: 'override',
      body: { reason: 'x', lines: [{ ...key(periodCode), amountFen }] },
    });
  const entries = async (): Promise<number> => {
    const { rows } = await database.query<{ n: bigint }>('select count(*) as n from ho.entry');
    return Number(rows[0]?.n ?? 0n);
  };

  describe('statements past the program are refused:', () => {
    const entry = (values: string): string =>
      `insert into ho.entry (id, seq, region_id, dealer_id, agreement_id, kind, posting_date, effective_period_id, currency,
         base_fen, idempotency_key, prev_hash, hash, maker_id, checker_id)
       select gen.id, ${values} from ho.entry e cross join (select '${v7()}'::uuid as id) gen order by e.seq desc limit 1`;
    const rest = "e.region_id, e.dealer_id, e.agreement_id, 'accrue'";
    const tail = 'e.effective_period_id, e.currency, 0, gen.id::text';
    test.each([
      ['an entry that is changed', 'update ho.entry set base_fen = 1', /append-only/],
      ['an entry that is deleted', 'delete from ho.entry', /append-only/],
      ['a leg that is changed', 'update ho.entry_leg set debit_fen = debit_fen + 1', /append-only/],
      ['a table that is emptied', 'truncate ho.entry_leg', /append-only/],
      [
        'an entry without legs',
        entry(`e.seq + 1, ${rest}, current_date, ${tail}, e.hash, gen.id::text, null, null`),
        /no legs/,
      ],
      [
        'an entry that leaves a hole',
        entry(`e.seq + 2, ${rest}, current_date, ${tail}, e.hash, gen.id::text, null, null`),
        /does not follow/,
      ],
      [
        'an entry that names another before it',
        entry(`e.seq + 1, ${rest}, current_date, ${tail}, 'x', gen.id::text, null, null`),
        /does not follow/,
      ],
      [
        'an entry of maker and checker in one person',
        entry(`e.seq + 1, ${rest}, current_date, ${tail}, e.hash, gen.id::text, e.maker_id, e.maker_id`),
        /entry_check|violates check/,
      ],
      [
        'a day without a period',
        entry(`e.seq + 1, ${rest}, '1999-01-01', ${tail}, e.hash, gen.id::text, null, null`),
        /no period/,
      ],
      ['a proposal that is changed', "update ho.proposal set body = '{}' where state = 'open'", /cannot be changed/],
      [
        'a decision that is taken back',
        "update ho.proposal set state = 'open' where state = 'approved'",
        /was decided/,
      ],
      ['a proposal that is deleted', 'delete from ho.proposal', /kept/],
      [
        'a proposal that its maker approves',
        "update ho.proposal set state = 'approved', checker_id = maker_id, decided_at = now() where state = 'open'",
        /violates check/,
      ],
    ])('%s', async (_what, sql, message) => {
      await override(7);
      const before = await ledgerText(database);
      await expect(database.transaction((tx) => tx.query(sql))).rejects.toThrow(message);
      expect(await ledgerText(database)).toBe(before);
    });
  });

  test('a deduction needs a confirmed case, and a clause for what exceeds the rebate', async () => {
    const caseId = v7();
    await database.query(
      `insert into ho.diversion_case (id, region_id, dealer_id, kind, dedupe_key, city, city_name, opened_by, opened_at,
         accusers, codes, scans) values ($1, $2, $3, 'territory', 'k', '320100', '南京', $4::uuid, now(),
         array[$4::uuid::text], 1, 1)`,
      [caseId, company.zhejiang, company.ningbo, company.maker.personId],
    );
    const deduct = async (amountFen: number, penaltyClause: string | null) => {
      const lines = [{ agreementId: company.ningboAgreement, periodCode: 'past', amountFen }];
      const body = { caseId, dealerId: company.ningbo, calculation: null, lines, penaltyClause };
      const { id } = await proposed(company.maker, company.group, { kind: 'diversion', body });
      const answer = await decided(database, company.checker, [id]);
      if (answer.status !== 'accepted') await company.maker.send('ledger.withdraw', { proposalId: id });
      return answer;
    };
    expect(await deduct(1, null)).toMatchObject({ reasonCode: 'case_not_confirmed' });
    await database.query(
      `update ho.diversion_case set state = 'decided', decision = 'confirmed', reason_code = 'x', decided_at = now()
       where id = $1`,
      [caseId],
    );
    expect(await deduct(1, null)).toMatchObject({ reasonCode: 'diversion_not_calculated' });
    expect(await deduct(120, '§ 7')).toMatchObject({ status: 'accepted' });
    expect(await deduct(120, '§ 7')).toMatchObject({ reasonCode: 'case_deducted' });
    const { rows } = await database.query<{ leg: string }>(
      `select concat_ws(' ', l.account_code, l.debit_fen, l.credit_fen) as leg from ho.entry e
         join ho.entry_leg l on l.entry_id = e.id where e.kind = 'diversion' order by e.seq, l.leg_no`,
    );
    expect(rows.map(({ leg }) => leg)).toEqual([
      'rebate_accrued 100 0',
      'dealer_receivable 20 0',
      'rebate_expense 0 100',
      'penalty_income 0 20',
    ]);
  });

  test('two checkers at once: one decides, the other is told so, and it is posted once', async () => {
    const second = await addDesk(database, [{ region: company.group, role: 'finance_checker' }]);
    const { id } = await override(11);
    const before = await entries();
    const answers = await Promise.all([company.checker, second].map((desk) => decided(database, desk, [id])));
    expect(answers.map(({ status }) => status).sort()).toEqual(['accepted', 'rejected']);
    expect(answers.map(({ reasonCode }) => reasonCode)).toContain('proposal_decided');
    expect(await entries()).toBe(before + 1);
  });

  test('two proposals for the same money at once: it is there for one', async () => {
    const first = await override(50, 'next');
    await decided(database, company.checker, [first.id]);
    const second = await addDesk(database, [{ region: company.group, role: 'finance_checker' }]);
    const confirm = () =>
      proposed(company.maker, company.group, {
        kind: 'confirm',
        body: { lines: [{ ...key('next'), amountFen: 40 }] },
      });
    const [one, two] = [await confirm(), await confirm()];
    const answers = await Promise.all([
      decided(database, company.checker, [one.id]),
      decided(database, second, [two.id]),
    ]);
    expect(answers.map(({ reasonCode }) => reasonCode).sort()).toEqual(['more_than_accrued', null].sort());
  });

  test('several in one command: all, or none', async () => {
    const [good, bad] = [await override(1), await override(-1_000_000)];
    const before = await ledgerText(database);
    expect(await decided(database, company.checker, [good.id, bad.id])).toMatchObject({
      reasonCode: 'more_than_accrued',
      result: { proposalId: bad.id },
    });
    expect(await ledgerText(database)).toBe(before);
    expect(await decided(database, company.checker, [good.id])).toMatchObject({ status: 'accepted' });
  });

  test('a command that is sent again is answered as before and posts nothing', async () => {
    const { id } = await override(3);
    const command = v7();
    const { rows } = await database.query<{ body_hash: string }>('select body_hash from ho.proposal where id = $1', [
      id,
    ]);
    const payload = {
      ...{ decision: 'approve', reason: null },
      proposals: [{ proposalId: id, bodyHash: rows[0]?.body_hash }],
    };
    const first = await company.checker.send('ledger.decide', payload, command);
    expect(first).toMatchObject({ status: 'accepted' });
    const before = await ledgerText(database);
    expect(await company.checker.send('ledger.decide', payload, command)).toMatchObject({ result: first.result });
    expect(await ledgerText(database)).toBe(before);
  });

  test('the same key with the same is nothing new, with something else an error', async () => {
    const { id } = await override(4);
    const draft: Draft = {
      ...key('current'),
      ...{ kind: 'override', baseFen: 0, correctsId: null, correctsKind: null, reason: 'x', identity: v7() },
      legs: [
        { account: 'rebate_expense', debitFen: 4, creditFen: 0 },
        { account: 'rebate_accrued', debitFen: 0, creditFen: 4 },
      ],
    };
    const post = (drafts: readonly Draft[]) =>
      database.transaction(async (tx) =>
        postEntries(tx, drafts, {
          ...{ proposalId: id, makerId: company.maker.personId, checkerId: company.checker.personId },
          today: new Date().toISOString().slice(0, 10),
          periods: await readPeriods(tx),
        }),
      );
    const first = await post([draft]);
    const before = await ledgerText(database);
    expect(await post([draft])).toEqual(first);
    expect(await ledgerText(database)).toBe(before);
    const other = {
      ...draft,
      legs: draft.legs.map((leg) => ({ ...leg, debitFen: leg.debitFen * 2, creditFen: leg.creditFen * 2 })),
    };
    expect(await post([other])).toMatchObject({ refusal: { code: 'key_reused' } }); // biome-ignore format: short
    expect(await ledgerText(database)).toBe(before);
  });

  test.each(['entry', 'entry_leg', 'proposal'])(
    'ended in the middle, after %s was written, it is as it was, and goes on afterwards',
    async (table) => {
      const { id } = await override(9);
      const before = await ledgerText(database);
      // On a server the session is really killed; PGlite has one only, there the statement fails.
      const end = database.kind === 'server' ? 'perform pg_terminate_backend(pg_backend_pid());' : '';
      await database.script(
        `create function ho.end_here() returns trigger language plpgsql security definer as $$ begin
           ${end} raise exception 'ended'; end $$;
         create trigger end_here after insert or update on ho.${table}
           for each statement execute function ho.end_here();`,
      );
      await expect(decided(database, company.checker, [id])).rejects.toThrow();
      await database.script('drop function ho.end_here() cascade');
      expect(await ledgerText(database)).toBe(before);
      const again = await addDesk(database, [{ region: company.group, role: 'finance_checker' }]);
      expect(await decided(database, again, [id])).toMatchObject({ status: 'accepted' });
      expect(await firstBrokenEntry(database)).toBeNull();
    },
  );

  test('a period is closed in order, once and for good; what concerns it afterwards is posted in the open one', async () => {
    const close = (to: 'closing' | 'closed') =>
      proposed(company.maker, company.group, { kind: 'close_period', body: { periodCode: 'past', to } });
    const waiting = await override(2, 'past');
    expect(await decided(database, company.checker, [(await close('closing')).id])).toMatchObject({
      status: 'accepted',
    });
    const closed = await close('closed');
    expect(await decided(database, company.checker, [closed.id])).toMatchObject({ reasonCode: 'proposals_open' });
    expect(await decided(database, company.checker, [waiting.id], 'reject')).toMatchObject({ status: 'accepted' });
    const others = await database.query<{ id: string; body_hash: string }>(
      `select id::text, body_hash from ho.proposal
       where state = 'open' and body -> 'lines' @> '[{"periodCode": "past"}]'`,
    );
    for (const { id } of others.rows) await decided(database, company.checker, [id], 'reject');
    expect(await decided(database, company.checker, [closed.id])).toMatchObject({ status: 'accepted' });
    const late = await override(6, 'past');
    expect(await decided(database, company.checker, [late.id])).toMatchObject({ status: 'accepted' });
    const { rows } = await database.query(
      `select p.code as effective, q.code as posted from ho.entry e join ho.period p on p.id = e.effective_period_id
       join ho.period q on e.posting_date >= q.starts_on and e.posting_date < q.ends_on where e.proposal_id = $1`,
      [late.id],
    );
    expect(rows).toEqual([{ effective: 'past', posted: 'current' }]);
    const before = await ledgerText(database);
    for (const sql of [
      "update ho.period set state = 'open' where code = 'past'",
      "update ho.period set state = 'closing' where code = 'past'",
      "update ho.period set ends_on = ends_on - 1 where code = 'past'",
      "delete from ho.period where code = 'past'",
      "update ho.period set starts_on = starts_on - 1 where code = 'current'",
    ]) {
      await expect(database.transaction((tx) => tx.query(sql))).rejects.toThrow(/period/);
    }
    await expect(
      database.transaction((tx) =>
        tx.query(
          `insert into ho.entry (id, seq, region_id, dealer_id, agreement_id, kind, posting_date, effective_period_id,
             currency, base_fen, idempotency_key, prev_hash, hash)
           select '${v7()}', e.seq + 1, e.region_id, e.dealer_id, e.agreement_id, 'accrue', p.starts_on, p.id, e.currency, 0,
             'late', e.hash, 'late' from ho.entry e cross join ho.period p where p.code = 'past' order by e.seq desc limit 1`,
        ),
      ),
    ).rejects.toThrow(/closed period/);
    expect(await ledgerText(database)).toBe(before);
  });

  testTerritories(() => ({ database, company }));

  test('any change past the triggers is found', async () => {
    expect(await firstBrokenEntry(database)).toBeNull();
    const changes = [
      'update ho.entry set base_fen = base_fen + 1 where seq = 2',
      "update ho.entry set reason = coalesce(reason, '') || '.' where seq = 3",
      'update ho.entry set posting_date = posting_date + 1 where seq = 1',
      'update ho.entry_leg set debit_fen = debit_fen * 2, credit_fen = credit_fen * 2 where entry_id = (select id from ho.entry where seq = 2)',
      'update ho.entry set maker_id = checker_id, checker_id = maker_id where seq = 2',
    ];
    for (const sql of changes) {
      const found = database.transaction(async (tx) => {
        await tx.script('alter table ho.entry disable trigger user; alter table ho.entry_leg disable trigger user');
        await tx.query(sql);
        throw new Error(`found ${await firstBrokenEntry(tx)}`);
      });
      await expect(found, sql).rejects.toThrow(/found [123]/);
    }
  });
});
