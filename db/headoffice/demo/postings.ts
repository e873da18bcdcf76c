import type { TradeRows } from '../../domain/rebates/rows/source.ts';
import { type DemoAgreement, LEDGER_FROM_YEAR } from './agreements.ts';
import { isoOf, workingDayFrom } from './calendar.ts';
import type { Dealer } from './dealers.ts';
import { type Earning, earningsOn } from './earnings.ts';
import { type Balance, confirm, deduct, earn, NOTHING, type Posting, settle } from './entries.ts';
import type { Random } from './random.ts';

/** An entry on its way into the ledger. */
export interface Draft {
  readonly day: number;
  readonly dealer: Dealer;
  readonly agreementId: string;
  readonly kind: Posting['kind'];
  readonly period: string;
  readonly baseFen: number;
  readonly legs: Posting['legs'];
}

const lastDayOf = (year: number, month: number): number => Date.UTC(year, month, 0) / 86_400_000;

/**
 * Ends of months since the ledger began: when what was earned is posted. What the running month earned is left for whoever
 * works as finance.
 */
export function postingDays(asOf: number): readonly number[] {
  const days: number[] = [];
  for (let month = 1; ; month += 1) {
    const end = lastDayOf(LEDGER_FROM_YEAR, month);
    if (end > asOf) return days;
    days.push(end);
  }
}

/** What finance decides once a quarter for an agreement. */
interface Session {
  readonly year: number;
  readonly quarter: number;
  readonly confirmOn: number;
  readonly settleOn: number;
  readonly inCash: boolean;
}

/** One session a quarter that is over; now and then one is missed, and the next one makes up for it. */
function sessionsOf(random: Random, asOf: number): readonly Session[] {
  const sessions: Session[] = [];
  for (let n = 0; ; n += 1) {
    const [year, quarter] = [LEDGER_FROM_YEAR + Math.floor(n / 4), (n % 4) + 1];
    const confirmOn = workingDayFrom(lastDayOf(year, quarter * 3) + 10 + random.int(0, 8));
    // Most are paid within weeks; some wait, so that there is always something to pay.
    const settleOn = workingDayFrom(confirmOn + (random.chance(0.2) ? random.int(75, 110) : random.int(12, 45)));
    const inCash = random.chance(0.15);
    if (confirmOn > asOf) return sessions;
    if (!random.chance(0.04)) sessions.push({ year, quarter, confirmOn, settleOn, inCash });
  }
}

/** The ledger of one agreement while it is written. */
class Account {
  readonly drafts: Draft[] = [];
  readonly #dealer: Dealer;
  readonly #agreementId: string;
  readonly #balances = new Map<string, Balance>();
  readonly #posted = new Map<string, number>();
  /** Measure posted so far, by agreement year and quarter as the engine counts it. */
  #base = { period: '', fen: 0 };
  readonly #isYearly: boolean;

  constructor(dealer: Dealer, agreementId: string, isYearly: boolean) {
    this.#dealer = dealer;
    this.#agreementId = agreementId;
    this.#isYearly = isYearly;
  }

  #put(day: number, period: string, posting: Posting, baseFen = 0): void {
    this.#balances.set(period, posting.balance);
    const { kind, legs } = posting;
    this.drafts.push({ day, dealer: this.#dealer, agreementId: this.#agreementId, kind, period, baseFen, legs });
  }

  /** Posts what is earned now less what was posted. */
  accrue(day: number, earnings: readonly Earning[]): void {
    for (const { period, payableFen, measureFen } of earnings) {
      const fen = payableFen - (this.#posted.get(period) ?? 0);
      if (fen === 0) continue;
      this.#posted.set(period, payableFen);
      this.#put(day, period, earn(this.#balances.get(period) ?? NOTHING, fen), this.#baseOf(period, measureFen));
    }
  }

  /** What the measure grew by since the last posting of its period; corrections of older quarters have none. */
  #baseOf(period: string, measureFen: number | null): number {
    if (measureFen === null) return 0;
    const key = this.#isYearly ? period.slice(0, 4) : period;
    const before = this.#base.period === key ? this.#base.fen : 0;
    if (this.#base.period > key) return 0;
    this.#base = { period: key, fen: measureFen };
    return measureFen - before;
  }

  /** Periods up to a quarter, in order. */
  #until(last: string): [string, Balance][] {
    return [...this.#balances].filter(([period]) => period <= last).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Confirms all that is accrued up to a quarter, when that is more than nothing. */
  confirm(day: number, last: string): void {
    const open = this.#until(last).filter(([, { accruedFen }]) => accruedFen !== 0);
    if (open.reduce((sum, [, { accruedFen }]) => sum + accruedFen, 0) <= 0) return;
    for (const [period, balance] of open) this.#put(day, period, confirm(balance));
  }

  deduct(day: number, period: string): void {
    const balance = this.#balances.get(period);
    if (balance === undefined || balance.payableFen <= 0) return;
    this.#put(day, period, deduct(balance, Math.max(1, Math.floor(balance.payableFen / 5))));
  }

  /** Pays out what is payable up to a quarter, when that is more than nothing. */
  settle(day: number, last: string, inCash: boolean): void {
    const open = this.#until(last).filter(([, { payableFen }]) => payableFen !== 0);
    if (open.reduce((sum, [, { payableFen }]) => sum + payableFen, 0) <= 0) return;
    for (const [period, balance] of open) this.#put(day, period, settle(balance, inCash && balance.payableFen > 0));
  }
}

/**
 * The ledger of a dealer: month by month what the agreements give by then less what was posted; a while after each quarter
 * finance confirms, and later pays.
 */
export function postingsOf(
  agreements: readonly DemoAgreement[],
  trade: TradeRows,
  random: Random,
  options: { readonly dealer: Dealer; readonly asOf: number; readonly isDiverted: boolean },
): readonly Draft[] {
  const { dealer, asOf, isDiverted } = options;
  const days = postingDays(asOf);
  const earnings = earningsOn(agreements, trade, days);
  const thisYear = Number(isoOf(asOf).slice(0, 4));
  return agreements.flatMap(({ agreement: { id }, kind }) => {
    const account = new Account(dealer, id, kind === 'whole_volume' || kind === 'marginal');
    const events: { readonly day: number; readonly happens: () => void }[] = days.map((day) => ({
      day,
      happens: () =>
        account.accrue(
          day,
          (earnings.get(day) ?? []).filter(({ agreementId }) => agreementId === id),
        ),
    }));
    for (const { year, quarter, confirmOn, settleOn, inCash } of sessionsOf(random, asOf)) {
      const last = `${year}Q${quarter}`;
      events.push({ day: confirmOn, happens: () => account.confirm(confirmOn, last) });
      const deductOn = workingDayFrom(confirmOn + 3);
      if (isDiverted && year === thisYear && quarter === 2 && deductOn <= asOf) {
        events.push({ day: deductOn, happens: () => account.deduct(deductOn, last) });
      }
      if (settleOn <= asOf) events.push({ day: settleOn, happens: () => account.settle(settleOn, last, inCash) });
    }
    // In order of days; on the same day what is earned comes first.
    for (const { happens } of events.sort((a, b) => a.day - b.day)) happens();
    return account.drafts;
  });
}
