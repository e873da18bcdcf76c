// Goal: the deduction of a case is the same on a laptop and at head office, to the 分, and the ledger takes it only as it was
// calculated, of a case that stands, once, and by another person's decision. Method: a case opened by command on goods of
// one order line, its deduction told by the laptop's service from the synced rows, its proposals sent as the laptop sends
// them, on PGlite and PostgreSQL.
import { v7 } from 'uuid';
import { beforeAll, expect, test } from 'vitest';
import type { CaseDeduction } from '../../../db/contract/diversion-deduction.ts';
import { decodeDivisions, encodeDivisions } from '../../../db/domain/geo/division-file.ts';
import { indexDivisions } from '../../../db/domain/geo/division-index.ts';
import type { BodyOf } from '../../../db/domain/ledger/bodies.ts';
import type { HeadOfficeDatabase, Queryable } from '../../../db/headoffice/database.ts';
import { checkLedger } from '../../../db/headoffice/ledger/invariants.ts';
import { sequence } from '../../../db/headoffice/sequencer.ts';
import { caseDeduction } from '../../../db/service/diversion-deduction.ts';
import { caseAlert } from '../../support/case-alert.ts';
import { addDivertedScan } from '../../support/diverted-goods.ts';
import { describeOnBackends } from '../../support/head-office.ts';
import {
  addDesk,
  addOrder,
  type Desk,
  decided,
  foundLedgerCompany,
  type LedgerCompany,
  proposed,
} from '../../support/ledger-company.ts';
import { laptopWith } from '../../support/service-parts.ts';

const square = [[[120, 31], [121, 31], [121, 32], [120, 32], [120, 31]]]; // biome-ignore format: one ring
const suzhou = { adcode: '320506', name: '吴中区', city: '320500', cityName: '苏州市', province: '320000', provinceName: '江苏省' }; // biome-ignore format: one division
const divisions = indexDivisions(decodeDivisions(encodeDivisions([{ division: suzhou, rings: square }])));

describeOnBackends('deduction of a case', (backend) => {
  let database: HeadOfficeDatabase;
  let company: LedgerCompany;
  let manager: Desk;
  let judge: Desk;
  const caseId = v7();
  let scanIds: string[];

  const scanOf = (code: string, orderId: string | null, parent: string | null = null): Promise<string> => {
    const { ningbo, zhejiang, sku, starts } = company;
    const days = { shippedOn: starts.past, scannedOn: starts.current };
    return addDivertedScan(database, { code, orderId, parent, dealer: ningbo, region: zhejiang, sku, ...days });
  };

  const seen = async (): Promise<Extract<CaseDeduction, { state: 'calculated' }>> => {
    await sequence(database);
    const { parts } = await laptopWith(database, divisions);
    const person = { id: manager.personId, name: '周敏', enrolledAt: '2026-01-01T00:00:00.000Z' };
    parts.store.device.become({ id: v7(), privateJwk: {}, publicJwk: {}, headOffice: null, person });
    const told = await caseDeduction(parts, caseId, new AbortController().signal);
    if (told.state !== 'calculated') throw new Error(told.state);
    return told;
  };
  const answer = async (body: BodyOf<'diversion'>) => {
    const { id } = await proposed(company.maker, company.group, { kind: 'diversion', body });
    const { status, reasonCode, result } = await decided(database, company.checker, [id]);
    if (status !== 'accepted') await company.maker.send('ledger.withdraw', { proposalId: id });
    return { status, reasonCode, result };
  };

  beforeAll(async () => {
    database = await backend.openDatabase();
    company = await foundLedgerCompany(database);
    const { group, zhejiang, ningbo, sku, starts } = company;
    manager = await addDesk(database, [{ region: zhejiang, role: 'manager' }]);
    judge = await addDesk(database, [{ region: group, role: 'finance_checker' }]);
    // 1 % of sales by month, as the company is founded: an order of 500.00, and one of 10 袋 for 1,000.00.
    await addOrder(database, company, { region: zhejiang, dealer: ningbo, on: starts.past, netFen: 50_000 });
    const order = v7();
    await database.query(
      `insert into ho.sales_order (id, code, region_id, dealer_id, ordered_on, currency) values ($1, 'SO-10', $2, $3, $4, 'CNY')`,
      [order, zhejiang, ningbo, starts.past],
    );
    await database.query(
      `insert into ho.order_line (id, order_id, region_id, dealer_id, ordered_on, line_no, sku_id, pack_unit, quantity_milli,
         unit_price_fen, net_fen, tax_fen, cost_fen) values ($1, $2, $3, $4, $5, 1, $6, '袋', 10000, 10000, 100000, 9000, 0)`,
      [v7(), order, zhejiang, ningbo, starts.past, sku],
    );
    scanIds = [await scanOf('K1', order), await scanOf('K2', order), await scanOf('K3', null)];
    scanIds.push(await scanOf('K1-1', order, 'K1'));
    const opened = await manager.send('case.open', {
      ...{ caseId, eventId: v7(), kind: 'territory', dealerId: ningbo, productLineId: null, city: '320500' },
      ...{ cityName: '苏州市', claim: '苏州上架', scanIds, alert: caseAlert(ningbo) },
    });
    expect(opened.reasonCode ?? opened.status).toBe('accepted');
  });

  test('is what exactly the diverted goods earned: two of ten 袋 of the line, 15.00 less 13.00', async () => {
    const told = await seen();
    expect(told).toMatchObject({
      standing: 'undecided',
      maySend: false,
      sent: null,
      amountFen: 200,
      codes: 3,
      codesWithoutLine: 1,
      figures: [
        {
          agreementCode: 'A1',
          periodCode: 'past',
          withFen: 1500,
          withoutFen: 1300,
          differenceFen: 200,
          amountFen: 200,
        },
      ],
      lines: { rows: [{ quantityMilli: 2000, lineQuantityMilli: 10_000, netFen: 20_000, taxFen: 1800 }] },
    });
  });

  test('is taken by the ledger only as it is, when the case stands, once, and not by its maker', async () => {
    const { proposal } = await seen();
    if (proposal === null) throw new Error('nothing to propose');
    expect(await answer(proposal.body)).toMatchObject({ reasonCode: 'case_not_confirmed' });
    await manager.send('case.explain', { caseId, eventId: v7(), stance: 'declined', body: '无' });
    const judgement = { caseId, eventId: v7(), decision: 'confirmed', reasonCode: 'bulk_diversion', body: '属实' };
    expect(await judge.send('case.decide', judgement)).toMatchObject({ status: 'accepted' });
    expect(await seen()).toMatchObject({ standing: 'appeal_open', maySend: false, amountFen: 200 });
    await database.query(`update ho.diversion_case set appeal_deadline = '2020-01-01' where id = $1`, [caseId]);
    const ready = await seen();
    // The proposal before was taken back, so another one may be sent.
    expect(ready).toMatchObject({ standing: 'final', maySend: true, sent: { state: 'withdrawn' } });

    // Nothing is earned by the ledger yet, then 15.00 are.
    const accrued = {
      agreementId: company.ningboAgreement,
      dealerId: company.ningbo,
      periodCode: 'past',
      amountFen: 1500,
    };
    expect(await answer(proposal.body)).toMatchObject({ reasonCode: 'diversion_exceeds_earned' });
    const { id: earned } = await proposed(company.maker, company.group, {
      kind: 'override',
      body: { reason: '期初', lines: [accrued] },
    });
    expect(await decided(database, company.checker, [earned])).toMatchObject({ status: 'accepted' });

    const { body } = ready.proposal ?? proposal;
    const { calculation } = body;
    if (calculation === null) throw new Error('nothing was calculated');
    const lie = { ...calculation, figures: calculation.figures.map((one) => ({ ...one, withFen: one.withFen + 1 })) };
    expect(await answer({ ...body, calculation: lie })).toMatchObject({
      status: 'conflict',
      reasonCode: 'figures_differ',
      result: { proposedFen: 201, foundFen: 200 },
    });
    const more = body.lines.map((one) => ({ ...one, amountFen: one.amountFen + 1 }));
    expect(await answer({ ...body, lines: more })).toMatchObject({
      reasonCode: 'diversion_exceeds_goods',
      result: { foundFen: 200 },
    });
    expect(await answer({ ...body, calculation: { ...calculation, asOf: '2999-01-01' } })).toMatchObject({
      reasonCode: 'as_of_future',
    });

    const proposalId = v7();
    const send = { proposalId, regionId: company.zhejiang, content: { kind: 'diversion', body } };
    expect(await manager.send('ledger.propose', send)).toMatchObject({ status: 'accepted' });
    expect(await seen()).toMatchObject({ maySend: false, sent: { id: proposalId, state: 'open', amountFen: 200 } });
    expect(await decided(database, manager, [proposalId])).toMatchObject({ reasonCode: 'own_proposal' });
    expect(await decided(database, company.checker, [proposalId])).toMatchObject({ status: 'accepted' });
    const { rows } = await database.query<{ leg: string }>(
      `select concat_ws(' ', l.account_code, l.debit_fen, l.credit_fen) as leg from ho.entry e
         join ho.entry_leg l on l.entry_id = e.id where e.kind = 'diversion' order by e.seq, l.leg_no`,
    );
    expect(rows.map(({ leg }) => leg)).toEqual(['rebate_accrued 200 0', 'rebate_expense 0 200']);
    expect(await seen()).toMatchObject({ maySend: false, sent: { state: 'approved' } });
    expect(await answer(body)).toMatchObject({ reasonCode: 'case_deducted' });
  });

  test('is found when the ledger is verified and its case does not stand, or its goods earned less', async () => {
    const broken = async (tx: Queryable) => (await checkLedger(tx)).find(({ id }) => id === 'L19')?.broken;
    const { rows } = await database.query<{ place: string }>(
      "select 'entry ' || seq as place from ho.entry where kind = 'diversion'",
    );
    const places = rows.map(({ place }) => place);
    expect(places).toHaveLength(1);
    expect(await broken(database)).toEqual([]);
    const lowered = `update ho.proposal set body = jsonb_set(body, '{calculation,figures,0,withFen}', '1499') where kind = 'diversion'`;
    for (const [spoil, found] of [
      [`update ho.diversion_case set decision = 'dismissed'`, places],
      [lowered, places],
      // A clause allows more than the goods earned.
      [
        `${lowered}; update ho.proposal set body = jsonb_set(body, '{penaltyClause}', '"8.2"') where kind = 'diversion'`,
        [],
      ],
    ] as const) {
      const undone = database.transaction(async (tx) => {
        await tx.query('alter table ho.proposal disable trigger user');
        for (const one of spoil.split('; ')) await tx.query(one);
        expect(await broken(tx)).toEqual(found);
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
    }
    expect(await broken(database)).toEqual([]);
  });
});
