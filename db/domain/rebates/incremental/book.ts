import type { Rational } from '../../money/rational.ts';
import { toDay } from '../../time/days.ts';
import { yearEarlier } from '../../time/periods.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { CalculationDocument, SourceLine } from '../schema/document.ts';
import { type Bundle, Bundles } from './bundles.ts';
import type { Figure } from './figure.ts';
import type { Graph } from './graph.ts';
import { type Reign, reignsOf, type Slot } from './grid.ts';
import { isAbout, type Standing, seatNamed, seenOn, standingsOf, wouldCount } from './signature.ts';

/** Bundles of one account and slot. */
export interface Cell {
  readonly members: Map<string, { readonly bundle: Bundle; readonly standing: Standing }>;
  readonly baseline: Map<string, { readonly bundle: Bundle; readonly standing: Standing }>;
}

/** What is kept of an account under an agreement. */
export interface Account {
  readonly cells: Map<string, Cell>;
  figures: (Figure & { readonly first: number; readonly end: number })[];
  /** By slot: what each bundle earned, for agreements that build on it. */
  shares: Map<string, ReadonlyMap<string, Rational>>;
}

/** A line and the bundle it is in, when it counts anywhere. */
interface Seated {
  readonly line: SourceLine;
  bundle: Bundle | null;
}

/** The days on which something happens to a line: where it stands may change then, and on no other day. */
const daysOf = ({ date, recordedOn, cancelledOn, shippedOn, invoicedOn, paidOn }: SourceLine): Set<number> =>
  new Set(
    [date, recordedOn, cancelledOn, shippedOn, invoicedOn, paidOn].flatMap((day) =>
      day === undefined ? [] : [toDay(day)],
    ),
  );

function* daysIn(from: number, to: number): Generator<number> {
  for (let day = from; day < to; day += 1) yield day;
}

type Reigns = ReadonlyMap<string, readonly Reign[]>;

/** Whether the same versions govern the same days; more slots may have begun. */
function sameReigns(before: Reigns, now: Reigns): boolean {
  if (before.size !== now.size) return false;
  for (const [id, reigns] of now) {
    const own = before.get(id);
    if (own?.length !== reigns.length) return false;
    for (const [n, { terms, first, end }] of reigns.entries()) {
      const one = own[n];
      if (one === undefined || one.terms !== terms || one.first !== first || one.end !== end) return false;
    }
  }
  return true;
}

/** Days a year before slots that have begun since, for agreements that compare with them. */
function newBaselines(before: Reigns, now: Reigns): { readonly from: number; readonly to: number }[] {
  return [...now].flatMap(([id, reigns]) =>
    reigns.flatMap(({ terms, slots }, n) =>
      terms.rule.kind === 'growth' && terms.rule.baseline === 'lines_a_year_earlier'
        ? slots
            .slice(before.get(id)?.[n]?.slots.length ?? 0)
            .map(({ first, end }) => yearEarlier({ from: first, to: end }))
        : [],
    ),
  );
}

/** Lines in their bundles, bundles in their accounts, and which accounts a change has touched. */
export class Book {
  readonly dirty = new Map<string, Set<string>>();
  readonly accounts = new Map<string, Map<string, Account>>();
  reigns = new Map<string, readonly Reign[]>();
  today = 0;
  readonly #document: CalculationDocument;
  readonly #graph: Graph;
  readonly #bundles: Bundles;
  readonly #lines = new Map<string, Seated>();
  /** Lines by the days on which something happens to them. */
  readonly #diary = new Map<number, Set<Seated>>();
  #byDealer = new Map<string, readonly string[]>();

  constructor(document: CalculationDocument, graph: Graph) {
    this.#document = document;
    this.#graph = graph;
    this.#bundles = new Bundles(document);
    for (const line of document.lines) this.#enter({ line, bundle: null });
  }

  /**
   * Moves to a day (null: the last one anything speaks of). Forward, only lines are seated again to which something happened
   * since, as long as the same versions govern the same days; every account has to be worked out.
   */
  advance(day: number | null): void {
    const before = { today: this.today, reigns: this.reigns };
    this.today = day ?? this.#lastDay();
    const versions = Map.groupBy(this.#document.agreements, ({ id }) => id);
    this.reigns = new Map([...versions].map(([id, own]) => [id, reignsOf(own, this.today)] as const));
    if (this.today >= before.today && sameReigns(before.reigns, this.reigns)) {
      for (const entry of this.#happened(before.today + 1, this.today + 1)) this.#seat(entry);
      for (const { from, to } of newBaselines(before.reigns, this.reigns)) {
        for (const entry of this.#happened(from, to)) this.#seat(entry);
      }
    } else {
      this.#byDealer = new Map();
      for (const entry of this.#lines.values()) this.#seat(entry);
    }
    for (const id of versions.keys()) {
      for (const account of this.#standingAccounts(id)) this.accountAt(id, account);
      for (const account of this.accounts.get(id)?.keys() ?? []) this.soil(id, account);
    }
  }

  /** Lines to which something happens in [from, to). */
  #happened(from: number, to: number): Set<Seated> {
    const found = new Set<Seated>();
    // Whichever are fewer: days of the range, or days on which anything happens.
    const days = to - from < this.#diary.size ? daysIn(from, to) : this.#diary.keys();
    for (const day of days) {
      if (day >= from && day < to) for (const entry of this.#diary.get(day) ?? []) found.add(entry);
    }
    return found;
  }

  #enter(entry: Seated): void {
    this.#lines.set(entry.line.id, entry);
    for (const day of daysOf(entry.line)) {
      const there = this.#diary.get(day);
      if (there === undefined) this.#diary.set(day, new Set([entry]));
      else there.add(entry);
    }
  }

  remove(id: string): void {
    const entry = this.#lines.get(id);
    if (entry === undefined) return;
    this.#unseat(entry);
    this.#lines.delete(id);
    for (const day of daysOf(entry.line)) this.#diary.get(day)?.delete(entry);
  }

  /** Adds a line; one with a known id takes the place of the other. */
  add(line: SourceLine): void {
    this.remove(line.id);
    const entry = { line, bundle: null };
    this.#enter(entry);
    this.#seat(entry);
  }

  #lastDay(): number {
    const days = [0];
    const see = (date: string | undefined, less = 0): void => {
      if (date !== undefined) days.push(toDay(date) - less);
    };
    for (const [day, entries] of this.#diary) if (entries.size > 0) days.push(day);
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
    const named = (this.reigns.get(id) ?? []).flatMap(({ terms }) =>
      (terms.dealers ?? []).flatMap((one) => seatNamed(terms, one)),
    );
    return [...named, ...this.adjustments(id).map(({ dealer }) => dealer)];
  }

  /** Adjustments of an agreement that are known. */
  adjustments(id: string) {
    return this.#document.adjustments.filter(
      ({ agreement, recordedOn }) => agreement === id && (recordedOn === undefined || toDay(recordedOn) <= this.today),
    );
  }

  /** An account, made when it is new. */
  accountAt(id: string, name: string): Account {
    let accounts = this.accounts.get(id);
    if (accounts === undefined) {
      accounts = new Map();
      this.accounts.set(id, accounts);
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
      ids = [...this.reigns].flatMap(([id, reigns]) =>
        reigns.some(({ terms }) => isAbout(terms, dealer)) ? [id] : [],
      );
      this.#byDealer.set(dealer, ids);
    }
    return ids;
  }

  /** Marks an account as touched. */
  soil(id: string, account: string): void {
    const accounts = this.dirty.get(id);
    if (accounts === undefined) this.dirty.set(id, new Set([account]));
    else accounts.add(account);
  }

  #unseat(entry: Seated): void {
    const { line, bundle } = entry;
    if (bundle === null) return;
    const gone = this.#bundles.remove(line, bundle);
    for (const standing of bundle.standings) {
      this.soil(standing.agreement, standing.account);
      if (!gone) continue;
      const cell = this.accounts.get(standing.agreement)?.get(standing.account)?.cells.get(standing.slot);
      (standing.role === 'baseline' ? cell?.baseline : cell?.members)?.delete(bundle.key);
    }
    entry.bundle = null;
  }

  #seat(entry: Seated): void {
    this.#unseat(entry);
    const seen = seenOn(entry.line, this.today);
    if (seen === null) return;
    const standings = this.#idsFor(seen.dealer).flatMap((id) => {
      const reigns = this.reigns.get(id) ?? [];
      const taken = this.#graph
        .preferred(id)
        .some((other) => wouldCount(this.reigns.get(other) ?? [], seen, this.today));
      return standingsOf(id, reigns, seen, this.today, taken, this.#graph.choosesLines(id));
    });
    if (standings.length === 0) return;
    const { bundle } = this.#bundles.add(seen, standings);
    entry.bundle = bundle;
    for (const standing of standings) {
      const account = this.accountAt(standing.agreement, standing.account);
      let cell = account.cells.get(standing.slot);
      if (cell === undefined) {
        cell = { members: new Map(), baseline: new Map() };
        account.cells.set(standing.slot, cell);
      }
      (standing.role === 'baseline' ? cell.baseline : cell.members).set(bundle.key, { bundle, standing });
      this.soil(standing.agreement, standing.account);
    }
  }

  /** A choice is made between accounts: when one of them changed, all that may meet it are worked out again. */
  soilTogether(ids: readonly string[]): void {
    for (const id of ids) {
      for (const name of this.dirty.get(id) ?? []) {
        for (const other of ids) {
          if (this.accounts.get(other)?.has(name) === true) this.soil(other, name);
        }
        for (const cell of this.accounts.get(id)?.get(name)?.cells.values() ?? []) {
          for (const { bundle } of cell.members.values()) {
            for (const one of bundle.standings) if (ids.includes(one.agreement)) this.soil(one.agreement, one.account);
          }
        }
      }
    }
  }

  /** Slots of an account that have a figure, in time. */
  slotsWith(id: string, name: string): { readonly terms: Agreement; readonly slot: Slot }[] {
    const account = this.accounts.get(id)?.get(name);
    const adjusted = this.adjustments(id).filter(({ dealer }) => dealer === name);
    return (this.reigns.get(id) ?? []).flatMap(({ terms, slots }) => {
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

  /** After an account was worked out: what builds on it has to be as well. */
  soilFollowers(id: string, name: string, account: Account): void {
    for (const { to } of this.#graph.followers(id)) {
      if (this.accounts.get(to)?.has(name) === true) this.soil(to, name);
      for (const cell of account.cells.values()) {
        for (const { bundle } of cell.members.values()) {
          for (const standing of bundle.standings) if (standing.agreement === to) this.soil(to, standing.account);
        }
      }
    }
  }
}
