// Goal: head office posts what one person proposed and another approved, whole or not at all. Method: commands as laptops
// send them, carried out on real PGlite and PostgreSQL; entries and legs compared with the proposed accounts, and after each
// refusal the whole ledger with what it was before.
import { v7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ProposalContent } from '../../../db/domain/ledger/bodies.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { firstBrokenEntry } from '../../../db/headoffice/ledger/verify-chain.ts';
import { describeOnBackends } from '../../support/head-office.ts';
import {
  addDesk,
  addOrder,
  addVersion,
  decided,
  foundLedgerCompany,
  type LedgerCompany,
  ledgerText,
  proposed,
  RUN,
  runLine,
} from '../../support/ledger-company.ts';

const legsOf = async (database: HeadOfficeDatabase, proposalId: string): Promise<string[]> => {
  const { rows } = await database.query<{ leg: string }>(
    `select concat_ws(' ', e.kind, l.account_code, l.debit_fen, l.credit_fen) as leg
     from ho.entry e join ho.entry_leg l on l.entry_id = e.id where e.proposal_id = $1 order by e.seq, l.leg_no`,
    [proposalId],
  );
  return rows.map(({ leg }) => leg);
};

describeOnBackends('the ledger', (backend) => {
  let database: HeadOfficeDatabase;
  let company: LedgerCompany;
  beforeAll(async () => {
    database = await backend.openDatabase();
    company = await foundLedgerCompany(database);
  });
  const key = (periodCode = 'current') => ({
    agreementId: company.ningboAgreement,
    dealerId: company.ningbo,
    periodCode,
  });
  const suzhou = (periodCode = 'current') => ({
    agreementId: company.suzhouAgreement,
    dealerId: company.suzhou,
    periodCode,
  });
  /** Proposes, approves, and gives the legs. */
  const run = async (content: ProposalContent) => {
    const { id, answer } = await proposed(company.maker, company.group, content);
    expect(answer).toMatchObject({ status: 'accepted' });
    expect(await decided(database, company.checker, [id])).toMatchObject({ status: 'accepted', result: {} });
    return legsOf(database, id);
  };
  /** Proposes what must not be posted, and gives the refusal; nothing but the proposal may have changed. */
  const refuse = async (content: ProposalContent) => {
    const { id } = await proposed(company.maker, company.group, content);
    const before = await ledgerText(database);
    const answer = await decided(database, company.checker, [id]);
    expect(await ledgerText(database)).toBe(before);
    expect(answer.status).not.toBe('accepted');
    await company.maker.send('ledger.withdraw', { proposalId: id });
    return answer;
  };
  const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  const accrue = async (of: ReturnType<typeof key>, payableFen: number): Promise<ProposalContent> => ({
    kind: 'accrue',
    body: { asOf: today(), ...RUN, lines: [await runLine(database, of, payableFen)] },
  });

  test('posts every kind, each with the legs of its accounts', async () => {
    const at = { region: company.zhejiang, dealer: company.ningbo, on: company.starts.current };
    const order = await addOrder(database, company, { ...at, netFen: 100_000 });
    expect(await run(await accrue(key(), 1000))).toEqual([
      'accrue rebate_expense 1000 0',
      'accrue rebate_accrued 0 1000',
    ]);
    const { rows } = await database.query<{ id: string }>('select id::text from ho.order_line where order_id = $1', [
      order,
    ]);
    await database.query(
      `insert into ho.return_line (id, order_line_id, region_id, dealer_id, returned_on, sku_id, quantity_milli, net_fen,
         tax_fen, cost_fen, reason_code) values ($1, $2, $3, $4, $5, $6, 100, 10000, 900, 0, 'broken')`,
      [v7(), rows[0]?.id ?? '', company.zhejiang, company.ningbo, company.starts.current, company.sku],
    );
    expect(await run(await accrue(key(), 900))).toEqual([
      'true_up rebate_accrued 100 0',
      'true_up rebate_expense 0 100',
    ]);
    expect(await run({ kind: 'confirm', body: { lines: [{ ...key(), amountFen: 800 }] } })).toEqual([
      'confirm rebate_accrued 800 0',
      'confirm rebate_payable 0 800',
    ]);
    const vat = [{ ratePpm: 90_000, amountFen: 100 }];
    expect(
      await run({
        kind: 'settle',
        body: { form: 'credit_note', redInvoiceNo: null, lines: [{ ...key(), amountFen: 100, vat }] },
      }),
    ).toEqual(['settle rebate_payable 100 0', 'settle output_vat 9 0', 'settle dealer_receivable 0 109']);
    expect(
      await run({
        kind: 'settle',
        body: { form: 'order_offset', orderId: order, capPpm: 100_000, lines: [{ ...key(), amountFen: 100, vat }] },
      }),
    ).toEqual(['settle rebate_payable 100 0', 'settle output_vat 9 0', 'settle dealer_receivable 0 109']);
    expect(
      await run({ kind: 'settle', body: { form: 'cash', paymentNo: 'P1', lines: [{ ...key(), amountFen: 50 }] } }),
    ).toEqual(['settle rebate_payable 50 0', 'settle bank 0 50']);
    expect(
      await run({
        kind: 'settle',
        body: { form: 'goods', deliveryNo: 'L1', lines: [{ ...key(), amountFen: 100, vat }] },
      }),
    ).toEqual([
      'settle rebate_payable 100 0',
      'settle rebate_tax 9 0',
      'settle sales_revenue 0 100',
      'settle output_vat 0 9',
    ]);
    const cash = await database.query<{ id: string }>(
      "select e.id::text from ho.entry e join ho.entry_leg l on l.entry_id = e.id where l.account_code = 'bank'",
    );
    expect(
      await run({ kind: 'reverse', body: { entryIds: [cash.rows[0]?.id ?? ''], reason: 'wrong account' } }),
    ).toEqual(['reverse bank 50 0', 'reverse rebate_payable 0 50']);
    expect(await run({ kind: 'expire', body: { reason: 'late', lines: [{ ...key(), amountFen: 20 }] } })).toEqual([
      'expire rebate_payable 20 0',
      'expire rebate_expense 0 20',
    ]);
    expect(await run({ kind: 'override', body: { reason: 'promised', lines: [{ ...key(), amountFen: 30 }] } })).toEqual(
      ['override rebate_expense 30 0', 'override rebate_accrued 0 30'],
    );
    // 130 accrued and 480 payable are left of 900 + 30 − 20: what falls beyond both is charged, with its tax.
    await database.query("update ho.sales_order set cancelled_on = ordered_on, cancel_reason = 'x' where id = $1", [
      order,
    ]);
    await addOrder(database, company, { ...at, netFen: 20_000 });
    const fallen = await runLine(database, key(), 200 - 100);
    expect(
      await run({
        kind: 'claw_back',
        body: {
          ...{ asOf: today(), ...RUN, reason: 'order cancelled' },
          lines: [{ ...fallen, vat: [{ ratePpm: 90_000, amountFen: 190 }] }],
        },
      }),
    ).toEqual([
      'claw_back rebate_accrued 130 0',
      'claw_back rebate_payable 480 0',
      'claw_back dealer_receivable 207 0',
      'claw_back output_vat 0 17',
      'claw_back rebate_expense 0 800',
    ]);
    expect(
      await run({
        kind: 'opening',
        body: { lines: [{ ...suzhou(), baseFen: 5000, earnedFen: 1000, confirmedFen: 600, settledFen: 100 }] },
      }),
    ).toEqual([
      'opening opening_balance 1000 0',
      'opening rebate_accrued 0 400',
      'opening rebate_payable 0 500',
      'opening opening_settled 0 100',
    ]);
    expect(await firstBrokenEntry(database)).toBeNull();
  });

  test('books a rebate 含税 with its tax, and takes back in the past period what is not closed', async () => {
    const agreement = v7();
    await database.query(
      "insert into ho.agreement (id, no, code, name, dealer_id, region_id) values ($1, 9, 'G9', 'G9', $2, $3)",
      [agreement, company.suzhou, company.jiangsu],
    );
    const people = { maker: company.maker.personId, checker: company.checker.personId };
    await addVersion(database, { agreement, region: company.jiangsu, ...people, taxBasis: 'gross' });
    const gross = { ...suzhou('past'), agreementId: agreement };
    const lines = [{ ...gross, amountFen: 1130 }];
    expect(await run({ kind: 'override', body: { reason: 'promised', lines } })).toHaveLength(2);
    await run({ kind: 'confirm', body: { lines } });
    const vat = [{ ratePpm: 130_000, amountFen: 1130 }];
    const taxed = lines.map((line) => ({ ...line, vat }));
    expect(await run({ kind: 'settle', body: { form: 'credit_note', redInvoiceNo: 'R1', lines: taxed } })).toEqual([
      'settle rebate_payable 1130 0',
      'settle output_vat 130 0',
      'settle dealer_receivable 0 1130',
      'settle rebate_tax 0 130',
    ]);
    const { rows } = await database.query(
      `select e.kind, e.posting_date < $2::date as "inPast", p.code from ho.entry e join ho.period p
       on p.id = e.effective_period_id where e.agreement_id = $1 order by e.seq`,
      [agreement, company.starts.current],
    );
    expect(rows).toEqual([
      { kind: 'override', inPast: true, code: 'past' },
      { kind: 'confirm', inPast: false, code: 'past' },
      { kind: 'settle', inPast: false, code: 'past' },
    ]);
    expect(await firstBrokenEntry(database)).toBeNull();
  });

  test('an agreement and its next version are approved as proposed; what cannot be calculated beside others is not', async () => {
    const line = { id: v7(), code: 'N1', name: '新协议', dealerId: company.ningbo, productLineId: null };
    const version = (no: number, stacked: boolean) => ({
      ...{ id: v7(), version: no, effectiveFrom: '2026-01-01', effectiveTo: '2027-01-01', signedOn: '2026-01-01' },
      ...{ taxBasis: 'net', dateBasis: 'order', currency: 'CNY', kind: 'percent' },
      rule: { taxBasis: 'net', rule: { kind: 'percent', ratePpm: 5000 }, period: { unit: 'month' } },
      relations: stacked ? { after: [{ agreement: company.ningboAgreement, basis: 'gross' }] } : {},
    });
    const propose = (no: number, stacked: boolean) =>
      ({ kind: 'agreement_version', body: { agreement: line, version: version(no, stacked) } }) as ProposalContent;
    expect(await refuse(propose(1, false))).toMatchObject({ reasonCode: 'calculation_failed' });
    expect(await refuse(propose(2, true))).toMatchObject({ reasonCode: 'version_not_next' });
    expect(await run(propose(1, true))).toEqual([]);
    expect(await run(propose(2, true))).toEqual([]);
    const stored = await database.query(
      'select version, state, maker_id <> checker_id as two from ho.agreement_version where agreement_id = $1 order by 1',
      [line.id],
    );
    expect(stored.rows).toEqual([
      { version: 1, state: 'approved', two: true },
      { version: 2, state: 'approved', two: true },
    ]);
    await expect(
      database.query("update ho.agreement_version set rule = '{}' where agreement_id = $1", [line.id]),
    ).rejects.toThrow(/approved version/);
  });

  describe('refuses, and changes nothing', () => {
    const cases: readonly (readonly [code: string, content: () => ProposalContent | Promise<ProposalContent>])[] = [
      ['figures_differ', () => accrue(key('next'), 12_345)],
      [
        'ledger_moved',
        async () => {
          const line = await runLine(database, key(), 100);
          const moved = { ...line, postedFen: line.postedFen - 7, deltaFen: line.deltaFen + 7 };
          return { kind: 'accrue', body: { asOf: today(), ...RUN, lines: [moved] } };
        },
      ],
      [
        'version_changed',
        async () => {
          const line = { ...(await runLine(database, key('past'), 100)), agreementVersionId: v7() };
          return { kind: 'accrue', body: { asOf: today(), ...RUN, lines: [line] } };
        },
      ],
      [
        'as_of_future',
        async () => {
          const line = await runLine(database, key('past'), 100);
          return { kind: 'accrue', body: { asOf: '2999-01-01', ...RUN, lines: [line] } };
        },
      ],
      ['more_than_accrued', () => ({ kind: 'confirm', body: { lines: [{ ...key(), amountFen: 1_000_000 }] } })],
      [
        'more_than_accrued',
        () => ({ kind: 'override', body: { reason: 'x', lines: [{ ...key(), amountFen: -1_000_000 }] } }),
      ],
      [
        'more_than_confirmed',
        () => ({ kind: 'settle', body: { form: 'cash', paymentNo: '1', lines: [{ ...key(), amountFen: 1_000_000 }] } }),
      ],
      [
        'more_than_confirmed',
        () => ({ kind: 'expire', body: { reason: 'x', lines: [{ ...key(), amountFen: 1_000_000 }] } }),
      ],
      [
        'opening_not_empty',
        () => ({
          kind: 'opening',
          body: { lines: [{ ...key('next'), baseFen: 0, earnedFen: 1, confirmedFen: 0, settledFen: 0 }] },
        }),
      ],
      ['entry_unknown', () => ({ kind: 'reverse', body: { entryIds: [v7()], reason: 'x' } })],
      [
        'entry_reversed',
        async () => ({ kind: 'reverse', body: { entryIds: [await entry('bank', 'debit')], reason: 'x' } }),
      ],
      [
        'entry_not_reversible',
        async () => ({ kind: 'reverse', body: { entryIds: [await entry('bank', 'credit')], reason: 'x' } }),
      ],
      [
        'order_unknown',
        () => ({
          kind: 'settle',
          body: {
            ...{ form: 'order_offset', orderId: v7(), capPpm: 1_000_000 },
            lines: [{ ...key(), amountFen: 1, vat: [{ ratePpm: 0, amountFen: 1 }] }],
          },
        }),
      ],
      [
        'agreement_unknown',
        () => ({ kind: 'confirm', body: { lines: [{ ...key(), agreementId: v7(), amountFen: 1 }] } }),
      ],
      [
        'dealer_not_in_agreement',
        () => ({ kind: 'confirm', body: { lines: [{ ...key(), dealerId: company.suzhou, amountFen: 1 }] } }),
      ],
      [
        'agreement_unapproved',
        async () => {
          const agreementId = v7();
          await database.query(
            `insert into ho.agreement (id, no, code, name, dealer_id, region_id)
             select $1::uuid, 1000 + count(*), $1::uuid::text, 'draft', $2, $3 from ho.agreement`,
            [agreementId, company.ningbo, company.zhejiang],
          );
          const people = { maker: company.maker.personId, checker: company.checker.personId };
          await addVersion(database, { agreement: agreementId, region: company.zhejiang, ...people, state: 'draft' });
          return { kind: 'override', body: { reason: 'x', lines: [{ ...key(), agreementId, amountFen: 1 }] } };
        },
      ],
      [
        'case_unknown',
        () => ({
          kind: 'diversion',
          body: {
            ...{ caseId: v7(), dealerId: company.ningbo, calculation: null, penaltyClause: null },
            lines: [{ agreementId: company.ningboAgreement, periodCode: 'current', amountFen: 1 }],
          },
        }),
      ],
      ['period_runs', () => ({ kind: 'close_period', body: { periodCode: 'current', to: 'closing' } })],
      ['period_state', () => ({ kind: 'close_period', body: { periodCode: 'past', to: 'closed' } })],
      ['period_unknown', () => ({ kind: 'close_period', body: { periodCode: 'never', to: 'closing' } })],
    ];
    /** The cash settlement (its bank leg on the credit side), or its reversal. */
    const entry = async (account: string, side: 'debit' | 'credit') => {
      const { rows } = await database.query<{ id: string }>(
        `select e.id::text from ho.entry e join ho.entry_leg l on l.entry_id = e.id
         where l.account_code = $1 and e.kind = $2`,
        [account, side === 'debit' ? 'settle' : 'reverse'],
      );
      return rows[0]?.id ?? '';
    };
    test.each(cases)('%s', async (code, content) => {
      expect(await refuse(await content())).toMatchObject({ reasonCode: code });
    });

    test('what it found, with both figures', async () => {
      const answer = await refuse(await accrue(key('next'), 12_345));
      expect(answer).toMatchObject({
        status: 'conflict',
        result: { periodCode: 'next', proposedFen: 12_345, foundFen: 0, agreementId: company.ningboAgreement },
      });
    });
  });

  test('the same proposal is kept once; another one under its id is refused', async () => {
    const id = v7();
    const content = (amountFen: number) => ({ kind: 'confirm', body: { lines: [{ ...key(), amountFen }] } });
    const send = (amountFen: number) =>
      company.maker.send('ledger.propose', { proposalId: id, regionId: company.group, content: content(amountFen) });
    expect(await send(1)).toMatchObject({ status: 'accepted' });
    expect(await send(1)).toMatchObject({ status: 'accepted' });
    expect(await send(2)).toMatchObject({ status: 'rejected', reasonCode: 'proposal_exists' });
    expect(await company.checker.send('ledger.withdraw', { proposalId: id })).toMatchObject({
      reasonCode: 'proposal_not_yours',
    });
    expect(await company.maker.send('ledger.withdraw', { proposalId: id })).toMatchObject({ status: 'accepted' });
    expect(await decided(database, company.checker, [id])).toMatchObject({ reasonCode: 'proposal_decided' });
  });

  test('who may: nobody decides on his own, without the role, or in another region', async () => {
    const content: ProposalContent = {
      kind: 'override',
      body: { reason: 'x', lines: [{ ...key('next'), amountFen: 5 }] },
    };
    const clerk = await addDesk(database, [{ region: company.zhejiang, role: 'viewer' }]);
    expect((await proposed(clerk, company.zhejiang, content)).answer).toMatchObject({ reasonCode: 'role_missing' });
    const own = await proposed(company.checker, company.zhejiang, content);
    expect(await decided(database, company.checker, [own.id])).toMatchObject({ reasonCode: 'own_proposal' });
    expect(await decided(database, company.maker, [own.id])).toMatchObject({ reasonCode: 'role_missing' });
    expect(await decided(database, company.stranger, [own.id])).toMatchObject({ reasonCode: 'proposal_unknown' });
    expect(await company.stranger.send('ledger.decide', {
      proposals: [{ proposalId: own.id, bodyHash: 'c'.repeat(64) }],
      decision: 'approve',
      reason: null,
    })).toMatchObject({ reasonCode: 'proposal_unknown' }); // biome-ignore format: one call
    const abroad = await proposed(company.maker, company.jiangsu, content);
    expect(abroad.answer).toMatchObject({ reasonCode: 'dealer_not_in_scope' });
    const low = await proposed(company.maker, company.zhejiang, {
      kind: 'close_period',
      body: { periodCode: 'past', to: 'closing' },
    });
    expect(low.answer).toMatchObject({ reasonCode: 'region_not_top' });
    expect(await decided(database, company.checker, [own.id], 'reject')).toMatchObject({ reasonCode: 'own_proposal' });
  });
});
