import type { Rational } from '../../money/rational.ts';
import { toDay } from '../../time/days.ts';
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

/** Lines in their bundles, bundles in their accounts, and which accounts a change has touched. */
export class Book {
  readonly dirty = new Map<string, Set<string>>();
  readonly accounts = new Map<string, Map<string, Account>>();
  reigns = new Map<string, readonly Reign[]>();
  today = 0;
  readonly #document: CalculationDocument;
  readonly #graph: Graph;
  readonly #bundles: Bundles;
  readonly #lines = new Map<string, { readonly line: SourceLine; bundle: Bundle | null }>();
  #byDealer = new Map<string, readonly string[]>();

  constructor(document: CalculationDocument, graph: Graph) {
    this.#document = document;
    this.#graph = graph;
    this.#bundles = new Bundles(document);
    for (const line of document.lines) this.#lines.set(line.id, { line, bundle: null });
  }

  /** Moves to a day (null: the last one anything speaks of); everything is seated again and has to be worked out. */
  advance(day: number | null): void {
    this.today = day ?? this.#lastDay();
    const versions = Map.groupBy(this.#document.agreements, ({ id }) => id);
    this.reigns = new Map([...versions].map(([id, own]) => [id, reignsOf(own, this.today)] as const));
    this.#byDealer = new Map();
    for (const entry of this.#lines.values()) this.#seat(entry);
    for (const id of versions.keys()) {
      for (const account of this.#standingAccounts(id)) this.accountAt(id, account);
      for (const account of this.accounts.get(id)?.keys() ?? []) this.soil(id, account);
    }
  }

  remove(id: string): void {
    const entry = this.#lines.get(id);
    if (entry === undefined) return;
    this.#unseat(entry);
    this.#lines.delete(id);
  }

  /** Adds a line; one with a known id takes the place of the other. */
  add(line: SourceLine): void {
    this.remove(line.id);
    const entry = { line, bundle: null };
    this.#lines.set(line.id, entry);
    this.#seat(entry);
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

  #unseat(entry: { readonly line: SourceLine; bundle: Bundle | null }): void {
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

  #seat(entry: { readonly line: SourceLine; bundle: Bundle | null }): void {
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
