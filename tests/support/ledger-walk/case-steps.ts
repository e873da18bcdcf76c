import { v7 } from 'uuid';
import type { BodyOf } from '../../../db/domain/ledger/bodies.ts';
import { caseAlert } from '../case-alert.ts';
import { addDivertedScan } from '../diverted-goods.ts';
import { type Earned, earnedBy, type SoldGoods } from './goods.ts';
import { type Key, type Life, today } from './life.ts';

/** A case of the walk: goods of one order, and how far it has come. */
interface Case extends SoldGoods {
  readonly id: string;
  readonly isDecided: boolean;
  readonly isConfirmed: boolean;
  /** The last day of an appeal is over. */
  readonly isFinal: boolean;
  /** An entry that nothing took back deducts for it. */
  readonly isDeducted: boolean;
}

/**
 * 窜货扣减: goods of an order turn up elsewhere, a case is opened, decided, final; and whatever it has come to, a deduction
 * is asked for: within what the goods earned, above it, with a clause or without, with wrong figures, once more.
 */
export async function deduct(life: Life): Promise<void> {
  const { chance, pick } = life.dice;
  const cases = await casesOf(life);
  if (cases.length === 0 || chance(0.4)) await openCase(life);
  const known = await casesOf(life);
  if (known.length === 0) return;
  const fresh = known.filter(({ isDeducted }) => !isDeducted);
  const chosen = pick(fresh.length > 0 && chance(0.85) ? fresh : known);
  if (chance(0.8)) await carryOn(life, chosen);
  const found = (await casesOf(life)).find(({ id }) => id === chosen.id) ?? life.fail('a case is gone');
  const earned = await earnedBy(life, found);
  // A person tries again, but not on a case that does not stand.
  for (let tries = 0; tries < 3; tries += 1) {
    const body = demandOf(life, found, earned);
    const reason = await refusalOf(life, found, earned, body);
    const answer = await life.decide({ kind: 'diversion', body });
    const told = `expected ${reason ?? 'posted'}, was ${answer.reasonCode ?? 'posted'}`;
    life.expect(answer.reasonCode === reason, `L19: a deduction: ${told}`);
    life.meet(`deduction ${reason ?? (body.penaltyClause === null ? 'posted' : 'posted by a clause')}`);
    if (reason === null) {
      const again = await life.decide({ kind: 'diversion', body });
      life.expect(again.reasonCode === 'case_deducted', `L19: a case was deducted twice (${again.reasonCode})`);
      life.meet('deduction twice');
    }
    if (reason === null || reason.startsWith('case_')) return;
  }
}

/** Every case, oldest first. */
async function casesOf({ database }: Life): Promise<readonly Case[]> {
  const { rows } = await database.query<Case>(
    `select c.id::text, c.dealer_id::text as "dealerId", d.order_id::text as "orderId", c.decision is not null as "isDecided",
       c.decision is not distinct from 'confirmed' as "isConfirmed", coalesce(c.appeal_deadline < '2020-06-01', false) as "isFinal",
       exists (select 1 from ho.proposal p join ho.entry e on e.proposal_id = p.id
         where p.body ->> 'caseId' = c.id::text
           and not exists (select 1 from ho.entry r where r.kind = 'reverse' and r.corrects_id = e.id)) as "isDeducted"
     from ho.diversion_case c join ho.shipment s on s.code = 'CK-' || c.id join ho.delivery d on d.id = s.delivery_id
     order by c.id`,
  );
  return rows;
}

/** Opens a case on goods of an order that held when they were found; the walk's number makes it another city's. */
async function openCase(life: Life): Promise<void> {
  const { database, company, accuser } = life;
  const { rows } = await database.query<{ order: string; dealer: string; region: string; taken: bigint }>(
    `select o.id::text as "order", o.dealer_id::text as dealer, o.region_id::text as region,
       (select count(*) from ho.diversion_case) as taken
     from ho.sales_order o where o.cancelled_on is null order by o.id`,
  );
  if (rows.length === 0) return;
  const { order, dealer, region, taken } = life.dice.pick(rows);
  const caseId = v7();
  const { past, current } = company.starts;
  const scan = await addDivertedScan(database, {
    ...{ code: caseId, region, dealer, sku: company.sku, shippedOn: past, scannedOn: current },
    ...{ orderId: order, parent: null },
  });
  const answer = await accuser.send('case.open', {
    ...{ caseId, eventId: v7(), kind: 'territory', dealerId: dealer, productLineId: null },
    ...{ city: String(200_000 + Number(taken)), cityName: '某市', claim: '在外地上架', scanIds: [scan] },
    alert: caseAlert(dealer),
  });
  life.log.push(`case ${caseId} on ${order} → ${answer.reasonCode ?? 'opened'}`);
  life.expect(answer.status === 'accepted', `a case was not opened: ${answer.reasonCode}`);
}

/** The next thing that happens to a case: it is decided, or the days of an appeal go by. */
async function carryOn(life: Life, { id: caseId, isDecided, isConfirmed }: Case): Promise<void> {
  const { accuser, company, database } = life;
  if (!isDecided) {
    await accuser.send('case.explain', { caseId, eventId: v7(), stance: 'declined', body: '无' });
    const isTrue = life.dice.chance(0.8);
    const decision = isTrue ? 'confirmed' : 'dismissed';
    const judgement = {
      caseId,
      eventId: v7(),
      decision,
      reasonCode: isTrue ? 'bulk_diversion' : 'ecommerce',
      body: '查',
    };
    const answer = await company.checker.send('case.decide', judgement);
    life.log.push(`case ${caseId} ${decision}`);
    life.expect(answer.status === 'accepted', `a case was not decided: ${answer.reasonCode}`);
  }
  if (isDecided ? isConfirmed : life.dice.chance(0.7)) {
    await database.query(
      "update ho.diversion_case set appeal_deadline = '2020-01-01' where id = $1 and appeal_deadline is not null",
      [caseId],
    );
    life.log.push(`case ${caseId} final`);
  }
}

type Demand = BodyOf<'diversion'>;

/** A deduction for a case, right or wrong in one of many ways. */
function demandOf(life: Life, { id: caseId, dealerId }: Case, earned: readonly Earned[]): Demand {
  const { below, chance, pick } = life.dice;
  const [first] = earned;
  const clause = '第 8.2 条';
  if (first === undefined || chance(0.1)) {
    const { agreementId, periodCode } = keyOf(life, dealerId);
    const lines = [{ agreementId, periodCode, amountFen: 1 + below(3000) }];
    return { caseId, dealerId, calculation: null, lines, penaltyClause: chance(0.3) ? clause : null };
  }
  const lie = chance(0.1) ? 1 : 0;
  const figures = earned.map(({ agreementId, periodCode, withFen, withoutFen }) => ({
    ...{ agreementId, periodCode, withFen: withFen + lie, withoutFen },
  }));
  const most = first.withFen - first.withoutFen;
  const isWithin = chance(0.5);
  const amountFen = isWithin ? pick([most, 1 + below(most)]) : most + 1 + below(1000);
  const lines = [{ agreementId: first.agreementId, periodCode: first.periodCode, amountFen }];
  const penaltyClause = !isWithin && chance(0.3) ? clause : null;
  return { caseId, dealerId, calculation: { asOf: today(), figures }, lines, penaltyClause };
}

function keyOf({ dice, company }: Life, dealerId: string): Pick<Key, 'agreementId' | 'periodCode'> {
  const agreementId = dealerId === company.ningbo ? company.ningboAgreement : company.suzhouAgreement;
  return { agreementId, periodCode: dice.pick(['past', 'current']) };
}

/** Why head office has to refuse a deduction; null when it has to post it. */
async function refusalOf(life: Life, found: Case, earned: readonly Earned[], body: Demand): Promise<string | null> {
  const { dealerId, calculation, penaltyClause, lines } = body;
  if (!found.isConfirmed || !found.isFinal) return 'case_not_confirmed';
  if (found.isDeducted) return 'case_deducted';
  if (calculation === null && penaltyClause === null) return 'diversion_not_calculated';
  const isRight = calculation?.figures.every((one, n) => one.withFen === earned[n]?.withFen) ?? true;
  for (const { amountFen, ...line } of lines) {
    const left = Math.max(0, (await life.held({ ...line, dealerId })).earned);
    if (penaltyClause === null && amountFen > left) return 'diversion_exceeds_earned';
  }
  if (!isRight) return 'figures_differ';
  for (const { amountFen, agreementId, periodCode } of lines) {
    const own = earned.find((one) => one.agreementId === agreementId && one.periodCode === periodCode);
    const goods = own === undefined ? 0 : own.withFen - own.withoutFen;
    if (penaltyClause === null && amountFen > goods) return 'diversion_exceeds_goods';
  }
  return null;
}
