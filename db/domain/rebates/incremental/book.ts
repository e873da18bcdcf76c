import type { Rational } from '../../money/rational.ts';
import { toDay } from '../../time/days.ts';
import { yearEarlier } from '../../time/periods.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { CalculationDocument, SourceLine } from '../schema/document.ts';
import { type Bundle, Bundles } from './bundles.ts';
import type { Figure } from './figure.ts';
import type { Graph } from './graph.ts';
import { type Reign, reignsOf, type Slot } from './grid.ts';
import { isAbout, type Standing, Standings, seatNamed, seenOn, wouldCount } from './signature.ts';

/** Bundles of one account and slot. */
export interface Cell {
  readonly members: Map<Bundle, Standing>;
  readonly baseline: Map<Bundle, Standing>;
}

/** What is kept of an account under an agreement. */
export interface Account {
  readonly cells: Map<string, Cell>;
  figures: (Figure & { readonly first: number; readonly end: number })[];
  /** By slot: what each bundle earned, for agreements that build on it. */
  shares: Map<string, ReadonlyMap<Bundle, Rational>>;
}

/** An agreement that is about a dealer, in its versions that are, and those that take a line before it does. */
interface Concern {
  readonly id: string;
  readonly reigns: readonly Reign[];
  readonly preferred: readonly (readonly Reign[])[];
  readonly alone: boolean;
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

function note(diary: Map<number, Set<Seated>>, entry: Seated): void {
  for (const day of daysOf(entry.line)) {
    const there = diary.get(day);
    if (there === undefined) diary.set(day, new Set([entry]));
    else there.add(entry);
  }
}

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
  /** Lines by the days on which something happens to them; made when the first move through time needs it. */
  #diary: Map<number, Set<Seated>> | null = null;
  readonly #standings = new Standings();
  #byDealer = new Map<string, readonly Concern[]>();

  constructor(document: CalculationDocument, graph: Graph) {
    this.#document = document;
    this.#graph = graph;
    this.#bundles = new Bundles(document);
    for (const line of document.lines) this.#lines.set(line.id, { line, bundle: null });
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
    this.#byDealer = new Map();
    if (this.today >= before.today && sameReigns(before.reigns, this.reigns)) {
      for (const entry of this.#happened(before.today + 1, this.today + 1)) this.#seat(entry);
      for (const { from, to } of newBaselines(before.reigns, this.reigns)) {
        for (const entry of this.#happened(from, to)) this.#seat(entry);
      }
    } else {
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
    const diary = this.#diaryOfAll();
    const days = to - from < diary.size ? daysIn(from, to) : diary.keys();
    for (const day of days) {
      if (day >= from && day < to) for (const entry of diary.get(day) ?? []) found.add(entry);
    }
    return found;
  }

  #diaryOfAll(): Map<number, Set<Seated>> {
    if (this.#diary === null) {
      this.#diary = new Map();
      for (const entry of this.#lines.values()) note(this.#diary, entry);
    }
    return this.#diary;
  }

  remove(id: string): void {
    const entry = this.#lines.get(id);
    if (entry === undefined) return;
    this.#unseat(entry);
    this.#lines.delete(id);
    if (this.#diary !== null) for (const day of daysOf(entry.line)) this.#diary.get(day)?.delete(entry);
  }

  /** Adds a line; one with a known id takes the place of the other. */
  add(line: SourceLine): void {
    this.remove(line.id);
    const entry = { line, bundle: null };
    this.#lines.set(line.id, entry);
    if (this.#diary !== null) note(this.#diary, entry);
    this.#seat(entry);
  }

  #lastDay(): number {
    const days = [0];
    const see = (date: string | undefined, less = 0): void => {
      if (date !== undefined) days.push(toDay(date) - less);
    };
    for (const [day, entries] of this.#diaryOfAll()) if (entries.size > 0) days.push(day);
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

  /** Agreements that are about a dealer. */
  #concernsOf(dealer: string): readonly Concern[] {
    let concerns = this.#byDealer.get(dealer);
    if (concerns === undefined) {
      concerns = [...this.reigns].flatMap(([id, all]) => {
        const reigns = all.filter(({ terms }) => isAbout(terms, dealer));
        const preferred = this.#graph.preferred(id).map((other) => this.reigns.get(other) ?? []);
        return reigns.length === 0 ? [] : [{ id, reigns, preferred, alone: this.#graph.choosesLines(id) }];
      });
      this.#byDealer.set(dealer, concerns);
    }
    return concerns;
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
      (standing.role === 'baseline' ? cell?.baseline : cell?.members)?.delete(bundle);
    }
    entry.bundle = null;
  }

  #seat(entry: Seated): void {
    this.#unseat(entry);
    const seen = seenOn(entry.line, this.today);
    if (seen === null) return;
    const standings: Standing[] = [];
    for (const { id, reigns, preferred, alone } of this.#concernsOf(seen.dealer)) {
      const taken = preferred.some((others) => wouldCount(others, seen, this.today));
      standings.push(...this.#standings.of(id, reigns, seen, this.today, taken, alone));
    }
    if (standings.length === 0) return;
    const { bundle, isNew } = this.#bundles.add(seen, standings);
    entry.bundle = bundle;
    for (const standing of standings) {
      this.soil(standing.agreement, standing.account);
      if (!isNew) continue;
      const account = this.accountAt(standing.agreement, standing.account);
      let cell = account.cells.get(standing.slot);
      if (cell === undefined) {
        cell = { members: new Map(), baseline: new Map() };
        account.cells.set(standing.slot, cell);
      }
      (standing.role === 'baseline' ? cell.baseline : cell.members).set(bundle, standing);
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
          for (const bundle of cell.members.keys()) {
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
        for (const bundle of cell.members.keys()) {
          for (const standing of bundle.standings) if (standing.agreement === to) this.soil(to, standing.account);
        }
      }
    }
  }
}
