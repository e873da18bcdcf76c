import { add, isZero, parseDecimal, type Rational, subtract, ZERO } from '../../money/rational.ts';
import { toDay } from '../../time/days.ts';
import type { Agreement, Rounding } from '../schema/agreement.ts';
import type { CalculationDocument, Run, SourceLine } from '../schema/document.ts';
import { Book } from './book.ts';
import { type Bundle, readsOf, sumIn } from './bundles.ts';
import {
  type Left,
  type Limited,
  limitCell,
  type Member,
  NOTHING_LEFT,
  roundOff,
  settleCell,
  sizeOf,
  withinReach,
} from './cell.ts';
import { chooseBest } from './choose.ts';
import type { Figure } from './figure.ts';
import { Graph } from './graph.ts';
import { OPEN_END, type Slot, slotsOf } from './grid.ts';

const HALF_UP: Rounding = { mode: 'HALF_UP', scale: 2 };

/**
 * The second, independently written calculation: it keeps sums for each agreement, account and period, and after a change
 * of lines works out only the accounts that the change touches. Shares with the straightforward one nothing but number
 * types and schemas; the two must agree before anything is posted.
 */
export class IncrementalCalculation {
  readonly #document: CalculationDocument;
  readonly #graph: Graph;
  readonly #book: Book;
  #run: Run;

  /** @param document its lines are taken as the first; `run` says as of when */
  constructor(document: CalculationDocument, run: Run) {
    this.#document = document;
    this.#graph = new Graph(document);
    this.#book = new Book(document, this.#graph);
    this.#run = run;
    this.advance(run);
  }

  /** Moves to another run: what is known by then, and which periods are over. */
  advance(run: Run): void {
    this.#run = run;
    this.#book.advance(run.asOf === undefined ? null : toDay(run.asOf));
  }

  /** Adds, removes and replaces lines (a line with a known id replaces it). Costs what the change touches. */
  apply(change: { readonly added?: readonly SourceLine[]; readonly removed?: readonly string[] }): void {
    for (const id of change.removed ?? []) this.#book.remove(id);
    for (const line of change.added ?? []) this.#book.add(line);
  }

  /** All figures, by agreement, account and time. */
  figures(): readonly Figure[] {
    for (const { ids, choice } of this.#graph.levels) {
      if (choice !== null) this.#book.soilTogether(ids);
      const limited = ids.map((id) => this.#limit(id));
      if (choice !== null) chooseBest(choice, limited);
      for (const [n, id] of ids.entries()) this.#settle(id, limited[n] ?? new Map());
    }
    this.#book.dirty.clear();
    const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return sorted(this.#book.accounts).flatMap(([, own]) => sorted(own).flatMap(([, { figures }]) => figures));
  }

  #limit(id: string): Map<string, Limited[]> {
    const limited = new Map<string, Limited[]>();
    for (const name of this.#book.dirty.get(id) ?? []) {
      let left: Left = NOTHING_LEFT;
      const own = this.#book.slotsWith(id, name).map(({ terms, slot }) => {
        const one = this.#limitSlot(id, name, terms, slot, left, Math.min(this.#book.today, slot.end - 1), null);
        ({ left } = one);
        return one;
      });
      limited.set(name, own);
    }
    return limited;
  }

  #isOver({ end }: Slot): boolean {
    if (this.#run.kind !== 'by_date') return this.#run.kind === 'final';
    return this.#run.asOf === undefined || (end !== OPEN_END && end <= this.#book.today + 1);
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
    const cell = this.#book.accounts.get(id)?.get(name)?.cells.get(slot.name);
    const rebates = this.#graph.sources(id, 'rebate');
    const nets = this.#graph.sources(id, 'net');
    const members = [...(cell?.members ?? [])]
      .filter(([, standing]) => until === null || slot.first + standing.part < until)
      .map(([bundle, standing]): Member => ({
        bundle,
        standing,
        inherited: {
          net: this.#earnedOn(nets, bundle),
          rebate: rebates.length === 0 ? null : this.#earnedOn(rebates, bundle),
        },
      })); // biome-ignore format: one member
    const reads = readsOf(terms.rule);
    let earlier: Rational | null = null;
    for (const [bundle, standing] of cell?.baseline ?? []) {
      const sum = sumIn(bundle, reads.qualifier, terms.taxBasis);
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
      const share = this.#book.accounts.get(agreement)?.get(account)?.shares.get(slot)?.get(bundle);
      if (share !== undefined) sum = add(sum, share);
    }
    return sum;
  }

  #settle(id: string, limited: ReadonlyMap<string, readonly Limited[]>): void {
    for (const [name, own] of limited) {
      const account = this.#book.accountAt(id, name);
      let carried = ZERO;
      account.shares = new Map();
      account.figures = own.map((one) => {
        const { terms, slot } = one.setting;
        const payees = new Set([name, ...one.members.map(({ standing }) => standing.payee)]);
        const paid = this.#paidBefore(id, payees, slot);
        const before = this.#isOver(slot) ? paid : withinReach(paid, one.amount);
        const adjusted = this.#book
          .adjustments(id)
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
          new Map(one.members.map(({ bundle }, n) => [bundle, settled.shares[n] ?? ZERO] as const)),
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
      this.#book.soilFollowers(id, name, account);
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
    const ends = slotsOf(terms.postBy, slot.first, slot.end, this.#book.today).map(({ end }) => end);
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
          (this.#book.accounts.get(from)?.get(payee)?.figures ?? [])
            .filter(({ first, end }) => first >= slot.first && end <= slot.end)
            .map(({ payable }) => payable),
        ),
      );
  }
}
