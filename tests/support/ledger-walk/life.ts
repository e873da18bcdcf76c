import type { ProposalContent } from '../../../db/domain/ledger/bodies.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { type Answer, type Desk, decided, type LedgerCompany, ledgerText, proposed } from '../ledger-company.ts';
import { type RandomTools, randomTools } from '../random-tools.ts';

/** Whose money: what a dealer earns by an agreement in a period of the ledger. */
export interface Key {
  readonly agreementId: string;
  readonly dealerId: string;
  readonly periodCode: string;
}

export const iso = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Local date (Asia/Shanghai), as head office has it. */
export const today = (): string => iso(Date.now() + 8 * 3_600_000);

/** What every step of a random life stands on: the ledger and its people, chance, and what was done so far. */
export class Life {
  /** What was done, to be shown when a promise breaks. */
  readonly log: string[] = [];
  /** How often something came about that a promise is about: a promise that nothing tries is not kept, only not broken. */
  readonly met = new Map<string, number>();
  readonly database: HeadOfficeDatabase;
  readonly company: LedgerCompany;
  /** Accuses dealers of diversion, everywhere. */
  readonly accuser: Desk;
  readonly dice: RandomTools;

  constructor(database: HeadOfficeDatabase, company: LedgerCompany, accuser: Desk, seed: number) {
    this.database = database;
    this.company = company;
    this.accuser = accuser;
    this.dice = randomTools(database, seed);
  }

  /** @throws Error with the last steps */
  fail(what: string): never {
    throw new Error(`${what}\nafter ${this.log.length} steps:\n${this.log.slice(-200).join('\n')}`);
  }

  expect(holds: boolean, what: string): void {
    if (!holds) this.fail(what);
  }

  meet(what: string): void {
    this.met.set(what, (this.met.get(what) ?? 0) + 1);
  }

  /** One of the agreements, in one of the periods. */
  key(): Key {
    const { pick } = this.dice;
    const { ningbo, suzhou, ningboAgreement, suzhouAgreement } = this.company;
    const [agreementId, dealerId] = pick([
      [ningboAgreement, ningbo],
      [suzhouAgreement, suzhou],
    ] as const);
    return { agreementId, dealerId, periodCode: pick(['past', 'current']) };
  }

  /** An amount in 分 that is there, or one that is not. */
  amount(held: number): number {
    const { below, chance } = this.dice;
    return chance(0.8) && held > 0 ? 1 + below(held) : Math.max(0, held) + 1 + below(1000);
  }

  /** What the accounts of a key hold, in 分, as the database adds them up; earned is what rebates cost, deductions taken off. */
  async held(key: Key): Promise<{ accrued: number; payable: number; earned: number }> {
    const { rows } = await this.database.query<{ accrued: bigint; payable: bigint; earned: bigint }>(
      `select coalesce(sum(l.credit_fen - l.debit_fen) filter (where l.account_code = 'rebate_accrued'), 0)::bigint as accrued,
         coalesce(sum(l.credit_fen - l.debit_fen) filter (where l.account_code = 'rebate_payable'), 0)::bigint as payable,
         coalesce(sum(l.debit_fen - l.credit_fen)
           filter (where l.account_code in ('rebate_expense', 'opening_balance')), 0)::bigint as earned
       from ho.entry e join ho.period p on p.id = e.effective_period_id join ho.entry_leg l on l.entry_id = e.id
       where e.agreement_id = $1 and e.dealer_id = $2 and p.code = $3`,
      [key.agreementId, key.dealerId, key.periodCode],
    );
    const { accrued = 0n, payable = 0n, earned = 0n } = rows[0] ?? {};
    return { accrued: Number(accrued), payable: Number(payable), earned: Number(earned) };
  }

  /** Proposes and approves. A refusal must have changed nothing (L7); its proposal is withdrawn. */
  async decide(content: ProposalContent): Promise<Answer> {
    const { maker, checker, group } = this.company;
    const { id, answer: kept } = await proposed(maker, group, content);
    this.expect(kept.status === 'accepted', `the proposal was refused: ${kept.reasonCode}`);
    const before = await ledgerText(this.database);
    const answer = await decided(this.database, checker, [id]);
    this.log.push(`${content.kind} ${JSON.stringify(content.body)} → ${answer.reasonCode ?? 'posted'}`);
    if (answer.status !== 'accepted') {
      this.expect((await ledgerText(this.database)) === before, 'L7: a refusal changed the ledger');
      await maker.send('ledger.withdraw', { proposalId: id });
    }
    return answer;
  }
}
