import { v7 } from 'uuid';
import { NO_BALANCE } from '../../db/domain/ledger/balances.ts';
import { keyText, type ProposalContent } from '../../db/domain/ledger/bodies.ts';
import type { HeadOfficeDatabase } from '../../db/headoffice/database.ts';
import { allDues } from '../../db/headoffice/ledger/figures.ts';
import { checkLedger } from '../../db/headoffice/ledger/invariants.ts';
import { readBalances } from '../../db/headoffice/ledger/read-facts.ts';
import {
  type Answer,
  addOrder,
  decided,
  type LedgerCompany,
  ledgerText,
  proposed,
  RUN,
  runLine,
} from './ledger-company.ts';
import { type RandomTools, randomTools } from './random-tools.ts';

interface Key {
  readonly agreementId: string;
  readonly dealerId: string;
  readonly periodCode: string;
}

const iso = (at: number): string => new Date(at).toISOString().slice(0, 10);

/**
 * A random life of a ledger: orders come, come back and are cancelled, runs are proposed and decided, money is confirmed,
 * settled, taken back; some of it by the wrong person, twice, or for more than there is. After every step the ledger is
 * asked everything that it promises. The same seed takes the same steps.
 */
export class LedgerWalk {
  /** What was done, to be shown when a promise breaks. */
  readonly log: string[] = [];
  readonly #database: HeadOfficeDatabase;
  readonly #company: LedgerCompany;
  readonly #dice: RandomTools;

  constructor(database: HeadOfficeDatabase, company: LedgerCompany, seed: number) {
    this.#database = database;
    this.#company = company;
    this.#dice = randomTools(database, seed);
  }

  /** Takes one step and asks every promise. @throws Error with the log when one is broken */
  async step(): Promise<void> {
    const { pick } = this.#dice;
    const steps = [
      ...Array.from({ length: 5 }, () => this.#trade),
      ...Array.from({ length: 4 }, () => this.#run),
      ...Array.from({ length: 3 }, () => this.#confirm),
      ...Array.from({ length: 3 }, () => this.#settle),
      ...[this.#reverse, this.#reverse, this.#expire, this.#override, this.#opening, this.#trespass, this.#close],
    ];
    const step = pick(steps);
    await step.call(this);
    const findings = await checkLedger(this.#database);
    const broken = findings.filter((finding) => finding.broken.length > 0);
    if (broken.length > 0) this.#fail(JSON.stringify(broken));
  }

  /** An empty ledger again, and no orders. */
  async reset(): Promise<void> {
    await this.#database.transaction((tx) =>
      tx.script(
        `alter table ho.entry disable trigger user; alter table ho.entry_leg disable trigger user;
         alter table ho.proposal disable trigger user; alter table ho.period disable trigger user;
         truncate ho.entry_leg, ho.entry, ho.proposal; truncate ho.sales_order cascade; truncate sync.staged;
         update ho.period set state = 'open', closed_hash = null;
         alter table ho.entry enable trigger user; alter table ho.entry_leg enable trigger user;
         alter table ho.proposal enable trigger user; alter table ho.period enable trigger user`,
      ),
    );
    this.log.push('reset');
  }

  #fail(what: string): never {
    throw new Error(`${what}\nafter ${this.log.length} steps:\n${this.log.slice(-200).join('\n')}`);
  }

  #expect(holds: boolean, what: string): void {
    if (!holds) this.#fail(what);
  }

  #key(): Key {
    const { pick } = this.#dice;
    const { ningbo, suzhou, ningboAgreement, suzhouAgreement } = this.#company;
    const [agreementId, dealerId] = pick([
      [ningboAgreement, ningbo],
      [suzhouAgreement, suzhou],
    ] as const);
    return { agreementId, dealerId, periodCode: pick(['past', 'current']) };
  }

  #today(): string {
    return iso(Date.now() + 8 * 3_600_000);
  }

  /** What the accounts of a key hold, as the database adds them up. */
  async #held(key: Key): Promise<{ accrued: number; payable: number }> {
    const { rows } = await this.#database.query<{ accrued: bigint; payable: bigint }>(
      `select coalesce(sum(l.credit_fen - l.debit_fen) filter (where l.account_code = 'rebate_accrued'), 0)::bigint as accrued,
         coalesce(sum(l.credit_fen - l.debit_fen) filter (where l.account_code = 'rebate_payable'), 0)::bigint as payable
       from ho.entry e join ho.period p on p.id = e.effective_period_id join ho.entry_leg l on l.entry_id = e.id
       where e.agreement_id = $1 and e.dealer_id = $2 and p.code = $3`,
      [key.agreementId, key.dealerId, key.periodCode],
    );
    return { accrued: Number(rows[0]?.accrued ?? 0n), payable: Number(rows[0]?.payable ?? 0n) };
  }

  /** Proposes and approves. A refusal must have changed nothing (L7); its proposal is withdrawn. */
  async #decide(content: ProposalContent): Promise<Answer> {
    const { maker, checker, group } = this.#company;
    const { id, answer: kept } = await proposed(maker, group, content);
    this.#expect(kept.status === 'accepted', `the proposal was refused: ${kept.reasonCode}`);
    const before = await ledgerText(this.#database);
    const answer = await decided(this.#database, checker, [id]);
    this.log.push(`${content.kind} ${JSON.stringify(content.body)} → ${answer.reasonCode ?? 'posted'}`);
    if (answer.status !== 'accepted') {
      this.#expect((await ledgerText(this.#database)) === before, 'L7: a refusal changed the ledger');
      await maker.send('ledger.withdraw', { proposalId: id });
    }
    return answer;
  }

  async #trade(): Promise<void> {
    const { below, chance, pick } = this.#dice;
    const company = this.#company;
    const { rows } = await this.#database.query<{
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
    const span = Math.floor((Date.parse(this.#today()) - Date.parse(company.starts.past)) / 86_400_000);
    if (rows.length === 0 || chance(0.65)) {
      const [region, dealer] = pick([
        [company.zhejiang, company.ningbo],
        [company.jiangsu, company.suzhou],
      ] as const);
      const on = iso(Date.parse(company.starts.past) + below(span + 1) * 86_400_000);
      const netFen = 1 + below(80_000);
      await addOrder(this.#database, company, { region, dealer, on, netFen });
      this.log.push(`order ${dealer} ${on} ${netFen}`);
      return;
    }
    const line = pick(rows);
    if (chance(0.5)) {
      await this.#database.query(
        "update ho.sales_order set cancelled_on = ordered_on, cancel_reason = 'x' where id = $1",
        [line.order],
      );
    } else {
      await this.#database.query(
        `insert into ho.return_line (id, order_line_id, region_id, dealer_id, returned_on, sku_id, quantity_milli, net_fen,
           tax_fen, cost_fen, reason_code)
         select $1, id, region_id, dealer_id, $3::date, sku_id, quantity_milli, net_fen, tax_fen, 0, 'x'
         from ho.order_line where id = $2`,
        [v7(), line.line, this.#today()],
      );
    }
    this.log.push(`back ${line.on} ${line.dealer}`);
  }

  /** L10: after a run what is posted is R(now), and another run posts nothing. */
  async #run(): Promise<void> {
    const open = async () => {
      const dues = (await allDues(this.#database, this.#today())).filter(
        (due): due is typeof due & Key => due.periodCode !== null,
      );
      const balances = await readBalances(this.#database, dues);
      return dues
        .map((due) => ({ due, balance: balances.get(keyText(due)) ?? NO_BALANCE }))
        .filter(({ due, balance }) => due.payableFen !== balance.postedFen);
    };
    const found = await open();
    const lines = await Promise.all(
      found.map(async ({ due, balance }) => {
        const { agreementId, dealerId, periodCode } = due;
        const line = await runLine(this.#database, { agreementId, dealerId, periodCode }, due.payableFen);
        return { line, isFall: -line.deltaFen > Math.max(0, balance.accruedOpenFen) };
      }),
    );
    const asOf = this.#today();
    const accrued = lines.filter(({ isFall }) => !isFall).map(({ line }) => line);
    const fallen = lines.filter(({ isFall }) => isFall).map(({ line }) => ({ ...line, vat: [] }));
    if (accrued.length > 0) {
      const answer = await this.#decide({ kind: 'accrue', body: { asOf, ...RUN, lines: accrued } });
      this.#expect(answer.status === 'accepted', `a run was refused: ${answer.reasonCode}`);
    }
    if (fallen.length > 0) {
      const answer = await this.#decide({ kind: 'claw_back', body: { asOf, ...RUN, reason: 'fell', lines: fallen } });
      this.#expect(answer.status === 'accepted', `a claw-back was refused: ${answer.reasonCode}`);
    }
    this.log.push(`run of ${lines.length}`);
    this.#expect((await open()).length === 0, 'L10: after a run something is still to be posted');
  }

  /** An amount that is there, or one that is not. */
  #amount(held: number): number {
    const { below, chance } = this.#dice;
    return chance(0.8) && held > 0 ? 1 + below(held) : Math.max(0, held) + 1 + below(1000);
  }

  async #confirm(): Promise<void> {
    const key = this.#key();
    const { accrued } = await this.#held(key);
    const amountFen = this.#amount(accrued);
    const answer = await this.#decide({ kind: 'confirm', body: { lines: [{ ...key, amountFen }] } });
    this.#expect((answer.status === 'accepted') === amountFen <= accrued, `L14: confirmed ${amountFen} of ${accrued}`);
  }

  async #settle(): Promise<void> {
    const { pick } = this.#dice;
    const key = this.#key();
    const { payable } = await this.#held(key);
    const amountFen = this.#amount(payable);
    const taxed = { ...key, amountFen, vat: [{ ratePpm: pick([0, 90_000, 130_000]), amountFen }] };
    const body = pick([
      { form: 'credit_note', redInvoiceNo: null, lines: [taxed] },
      { form: 'goods', deliveryNo: '1', lines: [taxed] },
      { form: 'cash', paymentNo: '1', lines: [{ ...key, amountFen }] },
    ] as const);
    const answer = await this.#decide({ kind: 'settle', body: structuredClone(body) as never });
    this.#expect((answer.status === 'accepted') === amountFen <= payable, `L14: settled ${amountFen} of ${payable}`);
  }

  async #expire(): Promise<void> {
    const key = this.#key();
    const { payable } = await this.#held(key);
    const amountFen = this.#amount(payable);
    const answer = await this.#decide({ kind: 'expire', body: { reason: 'late', lines: [{ ...key, amountFen }] } });
    this.#expect((answer.status === 'accepted') === amountFen <= payable, `L14: expired ${amountFen} of ${payable}`);
  }

  async #override(): Promise<void> {
    const { chance } = this.#dice;
    const key = this.#key();
    const { accrued } = await this.#held(key);
    const amountFen = this.#amount(accrued) * (chance(0.5) ? 1 : -1);
    const answer = await this.#decide({ kind: 'override', body: { reason: 'x', lines: [{ ...key, amountFen }] } });
    this.#expect((answer.status === 'accepted') === -amountFen <= accrued, `L14: took ${amountFen} of ${accrued}`);
  }

  async #opening(): Promise<void> {
    const { below } = this.#dice;
    const key = this.#key();
    const earnedFen = 1 + below(5000);
    const confirmedFen = below(earnedFen + 1);
    const line = { ...key, baseFen: 0, earnedFen, confirmedFen, settledFen: below(confirmedFen + 1) };
    const { rows } = await this.#database.query<{ n: bigint }>(
      'select count(*) as n from ho.entry where agreement_id = $1 and dealer_id = $2',
      [key.agreementId, key.dealerId],
    );
    const answer = await this.#decide({ kind: 'opening', body: { lines: [line] } });
    this.#expect(
      (answer.status === 'accepted') === (rows[0]?.n === 0n),
      'an opening balance over a ledger that has begun',
    );
  }

  async #reverse(): Promise<void> {
    const { pick } = this.#dice;
    const { rows } = await this.#database.query<{ id: string; kind: string; reversed: boolean }>(
      `select e.id::text, e.kind, r.id is not null as reversed from ho.entry e
         left join ho.entry r on r.corrects_id = e.id and r.kind = 'reverse' order by e.seq`,
    );
    if (rows.length === 0) return;
    const entry = pick(rows);
    const answer = await this.#decide({ kind: 'reverse', body: { entryIds: [entry.id], reason: 'x' } });
    const isFinal = entry.kind === 'reverse' || entry.reversed;
    this.#expect(!(isFinal && answer.status === 'accepted'), 'a reversal was reversed, or an entry twice');
  }

  /** Decisions that nobody may take. */
  async #trespass(): Promise<void> {
    const { pick } = this.#dice;
    const { maker, checker, stranger, group } = this.#company;
    const lines = [{ ...this.#key(), amountFen: 1 }];
    const who = pick([maker, stranger, checker]);
    const { id } = await proposed(who === checker ? checker : maker, group, {
      kind: 'override',
      body: { reason: 'x', lines },
    });
    const before = await ledgerText(this.#database);
    const answer = await decided(this.#database, who, [id], pick(['approve', 'reject'] as const));
    this.log.push(`trespass → ${answer.reasonCode}`);
    this.#expect(answer.status === 'rejected', 'L18: somebody decided who may not');
    this.#expect((await ledgerText(this.#database)) === before, 'L7: a trespass changed the ledger');
    await (who === checker ? checker : maker).send('ledger.withdraw', { proposalId: id });
  }

  async #close(): Promise<void> {
    const { pick } = this.#dice;
    await this.#decide({
      kind: 'close_period',
      body: { periodCode: pick(['past', 'past', 'current']), to: pick(['closing', 'closed']) },
    });
  }
}
