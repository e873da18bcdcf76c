import { add, isZero, parseDecimal, type Rational, subtract, ZERO } from '../../money/rational.ts';
import { toDay } from '../../time/days.ts';
import type { Agreement, Rounding } from '../schema/agreement.ts';
import type { CalculationDocument, Run, SourceLine } from '../schema/document.ts';
import { type Bundle, Bundles, readsOf, sumKey } from './bundles.ts';
import { type Left, type Limited, limitCell, type Member, NOTHING_LEFT, roundOff, settleCell, sizeOf } from './cell.ts';
import { chooseBest } from './choose.ts';
import { Graph } from './graph.ts';
import { OPEN_END, type Reign, reignsOf, type Slot, slotsOf } from './grid.ts';
import { isAbout, type Standing, seatNamed, seenOn, standingsOf, wouldCount } from './signature.ts';

/** What an account earned in a period under an agreement: the figures on which both calculations must agree. */
export interface Figure {
  readonly agreement: string;
  readonly version: number;
  readonly account: string;
  readonly period: string;
  readonly qualifier: Rational;
  readonly measure: Rational;
  readonly exact: Rational;
  readonly payable: Rational;
  readonly split: readonly Rational[] | null;
}

interface Cell {
  readonly members: Map<string, { readonly bundle: Bundle; readonly standing: Standing }>;
  readonly baseline: Map<string, { readonly bundle: Bundle; readonly standing: Standing }>;
}

interface Account {
  readonly cells: Map<string, Cell>;
  figures: (Figure & { readonly first: number; readonly end: number })[];
  /** By slot: what each bundle earned, for agreements that build on it. */
  shares: Map<string, ReadonlyMap<string, Rational>>;
}

const HALF_UP: Rounding = { mode: 'HALF_UP', scale: 2 };

/**
 * The second, independently written calculation: it keeps sums for each agreement, account and period, and after a change
 * of lines works out only the accounts that the change touches. Shares with the straightforward one nothing but number
 * types and schemas; the two must agree before anything is posted.
 */
export class IncrementalCalculation {
  readonly #document: CalculationDocument;
  readonly #graph: Graph;
  readonly #bundles: Bundles;
  readonly #lines = new Map<string, { readonly line: SourceLine; bundle: Bundle | null }>();
  readonly #accounts = new Map<string, Map<string, Account>>();
  readonly #dirty = new Map<string, Set<string>>();
  #run: Run;
  #today = 0;
  #reigns = new Map<string, readonly Reign[]>();
  #byDealer = new Map<string, readonly string[]>();

  /** @param document its lines are taken as the first; `run` says as of when */
  constructor(document: CalculationDocument, run: Run) {
    this.#document = document;
    this.#graph = new Graph(document);
    this.#bundles = new Bundles(document);
    this.#run = run;
    for (const line of document.lines) this.#lines.set(line.id, { line, bundle: null });
    this.advance(run);
  }

  /** Moves to another run: what is known by then, and which periods are over. */
  advance(run: Run): void {
    this.#run = run;
    this.#today = run.asOf === undefined ? this.#lastDay() : toDay(run.asOf);
    const ids = [...new Set(this.#document.agreements.map(({ id }) => id))];
    this.#reigns = new Map(
      ids.map((id) => [id, reignsOf(this.#document.agreements.filter((one) => one.id === id), this.#today)] as const),
    ); // biome-ignore format: one map
    this.#byDealer = new Map();
    for (const entry of this.#lines.values()) this.#seat(entry);
    for (const id of ids) {
      for (const account of this.#standingAccounts(id)) this.#accountAt(id, account);
      for (const account of this.#accounts.get(id)?.keys() ?? []) this.#soil(id, account);
    }
  }

  /** Adds, removes and replaces lines (a line with a known id replaces it). Costs what the change touches. */
  apply(change: { readonly added?: readonly SourceLine[]; readonly removed?: readonly string[] }): void {
    for (const id of change.removed ?? []) {
      const entry = this.#lines.get(id);
      if (entry === undefined) continue;
      this.#unseat(entry);
      this.#lines.delete(id);
    }
    for (const line of change.added ?? []) {
      const before = this.#lines.get(line.id);
      if (before !== undefined) this.#unseat(before);
      const entry = { line, bundle: null };
      this.#lines.set(line.id, entry);
      this.#seat(entry);
    }
  }

  /** All figures, by agreement, account and time. */
  figures(): readonly Figure[] {
    for (const { ids, choice } of this.#graph.levels) {
      if (choice !== null) this.#soilTogether(ids);
      const limited = ids.map((id) => this.#limit(id));
      if (choice !== null) chooseBest(choice, limited);
      for (const [n, id] of ids.entries()) this.#settle(id, limited[n] ?? new Map());
    }
    this.#dirty.clear();
    const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return sorted(this.#accounts).flatMap(([, own]) => sorted(own).flatMap(([, { figures }]) => figures));
  }

  #lastDay(): number {
    const days = [0];
    const see = (date: string | undefined, less = 0): void => {
      if (date !== undefined) days.push(toDay(date) - less);
    };
    for (const { line } of this.#lines.values()) {
      const { date, shippedOn, invoicedOn, paidOn, recordedOn, cancelledOn } = line;
      for (const one of [date, shippedOn, invoicedOn, paidOn, recordedOn, cancelledOn]) see(one);
    }
    for (const { from, to, recordedOn } of this.#document.agreements) {
      see(from);
      see(to, 1);
      see(recordedOn);
    }
    for (const { recordedOn } of this.#document.adjustments) see(recordedOn);
    return days.reduce((last, day) => (day > last ? day : last), 0);
  }

  /** Accounts that have figures without lines: named dealers, and those with adjustments. */
  #standingAccounts(id: string): readonly string[] {
    const named = (this.#reigns.get(id) ?? []).flatMap(({ terms }) =>
      (terms.dealers ?? []).flatMap((one) => seatNamed(terms, one)),
    );
    return [...named, ...this.#adjustments(id).map(({ dealer }) => dealer)];
  }

  #adjustments(id: string) {
    return this.#document.adjustments.filter(
      ({ agreement, recordedOn }) => agreement === id && (recordedOn === undefined || toDay(recordedOn) <= this.#today),
    );
  }

  #accountAt(id: string, name: string): Account {
    let accounts = this.#accounts.get(id);
    if (accounts === undefined) {
      accounts = new Map();
      this.#accounts.set(id, accounts);
    }
    let account = accounts.get(name);
    if (account === undefined) {
      account = { cells: new Map(), figures: [], shares: new Map() };
      accounts.set(name, account);
    }
    return account;
  }

  /** Agreements that may concern a dealer. */
  #idsFor(dealer: string): readonly string[] {
    let ids = this.#byDealer.get(dealer);
    if (ids === undefined) {
      ids = [...this.#reigns].flatMap(([id, reigns]) =>
        reigns.some(({ terms }) => isAbout(terms, dealer)) ? [id] : [],
      );
      this.#byDealer.set(dealer, ids);
    }
    return ids;
  }

  #soil(id: string, account: string): void {
    const accounts = this.#dirty.get(id);
    if (accounts === undefined) this.#dirty.set(id, new Set([account]));
    else accounts.add(account);
  }

  #unseat(entry: { readonly line: SourceLine; bundle: Bundle | null }): void {
    const { line, bundle } = entry;
    if (bundle === null) return;
    const gone = this.#bundles.remove(line, bundle);
    for (const standing of bundle.standings) {
      this.#soil(standing.agreement, standing.account);
      if (!gone) continue;
      const cell = this.#accounts.get(standing.agreement)?.get(standing.account)?.cells.get(standing.slot);
      (standing.role === 'baseline' ? cell?.baseline : cell?.members)?.delete(bundle.key);
    }
    entry.bundle = null;
  }

  #seat(entry: { readonly line: SourceLine; bundle: Bundle | null }): void {
    this.#unseat(entry);
    const seen = seenOn(entry.line, this.#today);
    if (seen === null) return;
    const standings = this.#idsFor(seen.dealer).flatMap((id) => {
      const reigns = this.#reigns.get(id) ?? [];
      const taken = this.#graph
        .preferred(id)
        .some((other) => wouldCount(this.#reigns.get(other) ?? [], seen, this.#today));
      return standingsOf(id, reigns, seen, this.#today, taken, this.#graph.choosesLines(id));
    });
    if (standings.length === 0) return;
    const { bundle } = this.#bundles.add(seen, standings);
    entry.bundle = bundle;
    for (const standing of standings) {
      const account = this.#accountAt(standing.agreement, standing.account);
      let cell = account.cells.get(standing.slot);
      if (cell === undefined) {
        cell = { members: new Map(), baseline: new Map() };
        account.cells.set(standing.slot, cell);
      }
      (standing.role === 'baseline' ? cell.baseline : cell.members).set(bundle.key, { bundle, standing });
      this.#soil(standing.agreement, standing.account);
    }
  }

  /** A choice is made between accounts: when one of them changed, all that may meet it are worked out again. */
  #soilTogether(ids: readonly string[]): void {
    for (const id of ids) {
      for (const name of this.#dirty.get(id) ?? []) {
        for (const other of ids) {
          if (this.#accounts.get(other)?.has(name) === true) this.#soil(other, name);
        }
        for (const cell of this.#accounts.get(id)?.get(name)?.cells.values() ?? []) {
          for (const { bundle } of cell.members.values()) {
            for (const one of bundle.standings) if (ids.includes(one.agreement)) this.#soil(one.agreement, one.account);
          }
        }
      }
    }
  }

  /** Slots of an account that have a figure, in time. */
  #slotsWith(id: string, name: string): { readonly terms: Agreement; readonly slot: Slot }[] {
    const account = this.#accounts.get(id)?.get(name);
    const adjusted = this.#adjustments(id).filter(({ dealer }) => dealer === name);
    return (this.#reigns.get(id) ?? []).flatMap(({ terms, slots }) => {
      const named = (terms.dealers ?? []).some((one) => seatNamed(terms, one).includes(name));
      return slots
        .filter((slot) => {
          const cell = account?.cells.get(slot.name);
          const filled = cell !== undefined && cell.members.size + cell.baseline.size > 0;
          return named || filled || adjusted.some(({ period = slot.name }) => period === slot.name);
        })
        .map((slot) => ({ terms, slot }));
    });
  }

  #limit(id: string): Map<string, Limited[]> {
    const limited = new Map<string, Limited[]>();
    for (const name of this.#dirty.get(id) ?? []) {
      let left: Left = NOTHING_LEFT;
      const own = this.#slotsWith(id, name).map(({ terms, slot }) => {
        const one = this.#limitSlot(id, name, terms, slot, left, Math.min(this.#today, slot.end - 1), null);
        ({ left } = one);
        return one;
      });
      limited.set(name, own);
    }
    return limited;
  }

  #isOver({ end }: Slot): boolean {
    if (this.#run.kind !== 'by_date') return this.#run.kind === 'final';
    return this.#run.asOf === undefined || (end !== OPEN_END && end <= this.#today + 1);
  }

  /** One slot; with `until`, as it stood before that day. */
  #limitSlot(
    id: string,
    name: string,
    terms: Agreement,
    slot: Slot,
    left: Left,
    day: number,
    until: number | null,
  ): Limited {
    const cell = this.#accounts.get(id)?.get(name)?.cells.get(slot.name);
    const rebates = this.#graph.sources(id, 'rebate');
    const nets = this.#graph.sources(id, 'net');
    const members = [...(cell?.members.values() ?? [])]
      .filter(({ standing }) => until === null || slot.first + standing.part < until)
      .map(({ bundle, standing }): Member => ({
        bundle,
        standing,
        inherited: {
          net: this.#earnedOn(nets, bundle),
          rebate: rebates.length === 0 ? null : this.#earnedOn(rebates, bundle),
        },
      })); // biome-ignore format: one member
    const reads = readsOf(terms.rule);
    let earlier: Rational | null = null;
    for (const { bundle, standing } of cell?.baseline.values() ?? []) {
      const sum = bundle.sums.get(sumKey(reads.qualifier, terms.taxBasis)) ?? ZERO;
      earlier = add(earlier ?? ZERO, { n: sum.n * standing.towards.n, d: sum.d * standing.towards.d });
    }
    const at = ['agreements', this.#document.agreements.indexOf(terms)];
    const setting = { terms, at, account: name, slot, day, size: sizeOf(terms, slot, OPEN_END), earlier };
    const over = this.#isOver(slot);
    const forecast = this.#run.forecasts?.find(
      ({ agreement, dealer = name, period = slot.name }) => agreement === id && dealer === name && period === slot.name,
    );
    return limitCell(setting, members, left, {
      final: over && until === null,
      runs: !over,
      forecast: forecast === undefined ? null : parseDecimal(forecast.qualifier),
    });
  }

  #earnedOn(sources: readonly string[], bundle: Bundle): Rational {
    let sum = ZERO;
    for (const { agreement, account, slot, role } of bundle.standings) {
      if (role === 'baseline' || !sources.includes(agreement)) continue;
      const share = this.#accounts.get(agreement)?.get(account)?.shares.get(slot)?.get(bundle.key);
      if (share !== undefined) sum = add(sum, share);
    }
    return sum;
  }

  #settle(id: string, limited: ReadonlyMap<string, readonly Limited[]>): void {
    for (const [name, own] of limited) {
      const account = this.#accountAt(id, name);
      let carried = ZERO;
      account.shares = new Map();
      account.figures = own.map((one) => {
        const { terms, slot } = one.setting;
        const payees = new Set([name, ...one.members.map(({ standing }) => standing.payee)]);
        const before = this.#paidBefore(id, payees, slot);
        const adjusted = this.#adjustments(id)
          .filter(
            ({ dealer, period }) => dealer === name && (period === undefined ? own.length === 1 : period === slot.name),
          )
          .map(({ kind, amount }) =>
            kind === 'adjustment' ? parseDecimal(amount) : subtract(ZERO, parseDecimal(amount)),
          )
          .reduce(add, ZERO);
        const paidBefore = before.reduce(add, ZERO);
        const touched = before.some((amount) => !isZero(amount));
        const settled = settleCell(one, { paidBefore, carried, adjusted, touched });
        ({ carried } = settled);
        account.shares.set(
          slot.name,
          new Map(one.members.map(({ bundle }, n) => [bundle.key, settled.shares[n] ?? ZERO] as const)),
        );
        const rounding = terms.rounding ?? this.#document.rounding ?? HALF_UP;
        const payable = roundOff(settled.exact, rounding);
        return {
          agreement: id,
          version: terms.version,
          account: name,
          period: slot.name,
          qualifier: one.yielded.qualifier,
          measure: one.yielded.measure,
          exact: settled.exact,
          payable,
          split: this.#split(id, name, one, payable, rounding),
          first: slot.first,
          end: slot.end,
        };
      });
      this.#soilFollowers(id, name, account);
    }
  }

  #split(
    id: string,
    name: string,
    { setting, found }: Limited,
    payable: Rational,
    rounding: Rounding,
  ): Rational[] | null {
    const { terms, slot } = setting;
    if (terms.postBy === undefined) return null;
    const ends = slotsOf(terms.postBy, slot.first, slot.end, this.#today).map(({ end }) => end);
    const stood = ends.slice(0, -1).map((end) => {
      return roundOff(this.#limitSlot(id, name, terms, slot, found, end - 1, end).amount, rounding);
    });
    return [...stood, ...(ends.length > 0 ? [payable] : [])].map((now, n) => subtract(now, stood[n - 1] ?? ZERO));
  }

  #paidBefore(id: string, payees: ReadonlySet<string>, slot: Slot): Rational[] {
    return this.#graph
      .sources(id, 'less_paid')
      .flatMap((from) =>
        [...payees].flatMap((payee) =>
          (this.#accounts.get(from)?.get(payee)?.figures ?? [])
            .filter(({ first, end }) => first >= slot.first && end <= slot.end)
            .map(({ payable }) => payable),
        ),
      );
  }

  #soilFollowers(id: string, name: string, account: Account): void {
    for (const { to } of this.#graph.followers(id)) {
      if (this.#accounts.get(to)?.has(name) === true) this.#soil(to, name);
      for (const cell of account.cells.values()) {
        for (const { bundle } of cell.members.values()) {
          for (const standing of bundle.standings) if (standing.agreement === to) this.#soil(to, standing.account);
        }
      }
    }
  }
}
