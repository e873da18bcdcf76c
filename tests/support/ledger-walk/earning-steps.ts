import { v7 } from 'uuid';
import { NO_BALANCE } from '../../../db/domain/ledger/balances.ts';
import { keyText } from '../../../db/domain/ledger/bodies.ts';
import { allDues } from '../../../db/headoffice/ledger/figures.ts';
import { readBalances } from '../../../db/headoffice/ledger/read-facts.ts';
import { addOrder, RUN, runLine } from '../ledger-company.ts';
import { iso, type Key, type Life, today } from './life.ts';

/** An order comes, comes back or is cancelled. */
export async function trade(life: Life): Promise<void> {
  const { below, chance, pick } = life.dice;
  const company = life.company;
  const { rows } = await life.database.query<{
    line: string;
    order: string;
    dealer: string;
    region: string;
    on: string;
  }>(
    `select l.id::text as line, l.order_id::text as "order", l.dealer_id::text as dealer, l.region_id::text as region,
       l.ordered_on::text as "on" from ho.order_line l join ho.sales_order o on o.id = l.order_id
     where o.cancelled_on is null and not exists (select 1 from ho.return_line r where r.order_line_id = l.id)
     order by o.id`,
  );
  const span = Math.floor((Date.parse(today()) - Date.parse(company.starts.past)) / 86_400_000);
  if (rows.length === 0 || chance(0.65)) {
    const [region, dealer] = pick([
      [company.zhejiang, company.ningbo],
      [company.jiangsu, company.suzhou],
    ] as const);
    const on = iso(Date.parse(company.starts.past) + below(span + 1) * 86_400_000);
    const netFen = 1 + below(80_000);
    await addOrder(life.database, company, { region, dealer, on, netFen });
    life.log.push(`order ${dealer} ${on} ${netFen}`);
    return;
  }
  const line = pick(rows);
  if (chance(0.5)) {
    await life.database.query(
      "update ho.sales_order set cancelled_on = ordered_on, cancel_reason = 'x' where id = $1",
      [line.order],
    );
  } else {
    await life.database.query(
      `insert into ho.return_line (id, order_line_id, region_id, dealer_id, returned_on, sku_id, quantity_milli, net_fen,
         tax_fen, cost_fen, reason_code)
       select $1, id, region_id, dealer_id, $3::date, sku_id, quantity_milli, net_fen, tax_fen, 0, 'x'
       from ho.order_line where id = $2`,
      [v7(), line.line, today()],
    );
  }
  life.log.push(`back ${line.on} ${line.dealer}`);
}

/**
 * L10: after a run what is posted is R(now), and another run posts nothing. L11: in whatever order and in however many
 * proposals its lines are decided.
 */
export async function run(life: Life): Promise<void> {
  const open = async () => {
    const dues = (await allDues(life.database, today())).filter(
      (due): due is typeof due & Key => due.periodCode !== null,
    );
    const balances = await readBalances(life.database, dues);
    return dues
      .map((due) => ({ due, balance: balances.get(keyText(due)) ?? NO_BALANCE }))
      .filter(({ due, balance }) => due.payableFen !== balance.postedFen);
  };
  const found = await open();
  const lines = await Promise.all(
    found.map(async ({ due, balance }) => {
      const { agreementId, dealerId, periodCode } = due;
      const line = await runLine(life.database, { agreementId, dealerId, periodCode }, due.payableFen);
      return { line, isFall: -line.deltaFen > Math.max(0, balance.accruedOpenFen) };
    }),
  );
  const { chance, shuffled } = life.dice;
  const asOf = today();
  const accrued = lines.filter(({ isFall }) => !isFall).map(({ line }) => line);
  const fallen = lines.filter(({ isFall }) => isFall).map(({ line }) => ({ ...line, vat: [] }));
  const isOneByOne = chance(0.3);
  const proposalsOf = <Line>(all: readonly Line[]): readonly Line[][] =>
    isOneByOne ? shuffled(all).map((line) => [line]) : all.length > 0 ? [shuffled(all)] : [];
  for (const part of proposalsOf(accrued)) {
    const answer = await life.decide({ kind: 'accrue', body: { asOf, ...RUN, lines: part } });
    life.expect(answer.status === 'accepted', `a run was refused: ${answer.reasonCode}`);
  }
  for (const part of proposalsOf(fallen)) {
    const answer = await life.decide({ kind: 'claw_back', body: { asOf, ...RUN, reason: 'fell', lines: part } });
    life.expect(answer.status === 'accepted', `a claw-back was refused: ${answer.reasonCode}`);
  }
  life.log.push(`run of ${lines.length}`);
  life.expect((await open()).length === 0, 'L10: after a run something is still to be posted');
}
