import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { checkLedger } from '../../../db/headoffice/ledger/invariants.ts';
import { addDesk, foundLedgerCompany, monthStart, type OwnTerms } from '../ledger-company.ts';
import { AskedFigures } from './asked-figures.ts';
import { AskedVouchers } from './asked-vouchers.ts';
import { deduct } from './case-steps.ts';
import { run, trade } from './earning-steps.ts';
import { Life } from './life.ts';
import { close, confirm, expire, opening, override, reverse, settle, trespass } from './money-steps.ts';

type Step = (life: Life) => Promise<void>;

/** Every kind of step, as often as it comes; shuffled anew each time that all of them were taken. */
const DECK: readonly Step[] = [
  ...Array.from({ length: 5 }, (): Step => trade),
  ...Array.from({ length: 4 }, (): Step => run),
  ...Array.from({ length: 3 }, (): Step => confirm),
  ...Array.from({ length: 3 }, (): Step => settle),
  ...Array.from({ length: 3 }, (): Step => deduct),
  ...[reverse, reverse, expire, override, opening, trespass, close],
];

/** How a ledger may begin: with what was earned before it, which nothing takes any more once it has begun. */
const BEGINNING: readonly Step[] = [opening, opening];

/**
 * What the two agreements say, by month. One has a cliff (whole volume, 全额阶梯) and takes back what returns make
 * negative; the other rises without a jump (marginal, 超额累进) and has a cap, a minimum and a floor. Orders are of up to
 * 800.00, so that a month passes all of these.
 */
const NINGBO: NonNullable<OwnTerms['terms']> = {
  rule: { kind: 'whole_volume', tiers: [{ ratePpm: 10_000 }, { from: '600.00', ratePpm: 25_000 }] },
};
const SUZHOU: NonNullable<OwnTerms['terms']> = {
  rule: { kind: 'marginal', tiers: [{ ratePpm: 10_000 }, { from: '400.00', ratePpm: 30_000 }] },
  cap: { amount: '8.00' },
  minimum: { amount: '1.00' },
  negative: 'floor',
};

/**
 * A random life of a ledger: orders come, come back and are cancelled, runs are proposed and decided, money is confirmed,
 * settled, taken back, deducted for goods that turned up elsewhere; some of it by the wrong person, twice, or for more than
 * there is. After every step the ledger is asked everything that it promises. The same seed takes the same steps.
 */
export class LedgerWalk {
  readonly life: Life;
  readonly #figures: AskedFigures;
  readonly #vouchers: AskedVouchers;
  /** Steps to come, the next one last. */
  #deck: Step[];

  private constructor(life: Life, seed: number) {
    this.life = life;
    this.#deck = this.#firstDeck();
    this.#figures = new AskedFigures(life, seed);
    this.#vouchers = new AskedVouchers(life);
  }

  /** Founds the company in an empty head office. */
  static async begin(database: HeadOfficeDatabase, seed: number): Promise<LedgerWalk> {
    const from = monthStart(-6);
    const company = await foundLedgerCompany(database, {
      ningbo: { from, terms: NINGBO },
      suzhou: { from, terms: SUZHOU },
    });
    const accuser = await addDesk(database, [{ region: company.group, role: 'manager' }]);
    return new LedgerWalk(new Life(database, company, accuser, seed), seed);
  }

  #firstDeck(): Step[] {
    const { chance, shuffled } = this.life.dice;
    return [...shuffled(DECK), ...(chance(0.7) ? BEGINNING : [])];
  }

  /** Takes one step and asks every promise. @throws Error with the log when one is broken */
  async step(): Promise<void> {
    const { life } = this;
    if (this.#deck.length === 0) this.#deck = life.dice.shuffled(DECK);
    await this.#deck.pop()?.(life);
    const findings = await checkLedger(life.database);
    const broken = findings.filter((finding) => finding.broken.length > 0);
    if (broken.length > 0) life.fail(JSON.stringify(broken));
    await this.#figures.ask();
    await this.#vouchers.ask(this.#deck.length === 0);
  }

  /** An empty ledger again, no orders and no cases. */
  async reset(): Promise<void> {
    const guarded = ['entry', 'entry_leg', 'proposal', 'period', 'diversion_case_event', 'diversion_evidence'];
    const guards = (word: 'disable' | 'enable') =>
      guarded.map((table) => `alter table ho.${table} ${word} trigger user;`).join('\n');
    await this.life.database.transaction((tx) =>
      tx.script(
        `${guards('disable')}
         truncate ho.entry_leg, ho.entry, ho.proposal, ho.diversion_case_event, ho.diversion_case, ho.diversion_evidence;
         truncate ho.sales_order cascade; truncate sync.staged;
         update ho.period set state = 'open', closed_hash = null;
         ${guards('enable')}`,
      ),
    );
    this.#deck = this.#firstDeck();
    this.#figures.reset();
    this.#vouchers.reset();
    this.life.log.push('reset');
  }
}
