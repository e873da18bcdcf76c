import {
  add,
  divide,
  fromPpm,
  multiply,
  parseDecimal,
  type Rational,
  ratio,
  subtract,
  ZERO,
} from '../../money/rational.ts';
import { toDay } from '../../time/days.ts';
import { yearEarlier } from '../../time/periods.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { SourceLine } from '../schema/document.ts';
import type { Decimal, LineMatch } from '../schema/primitives.ts';
import type { Reign, Slot } from './grid.ts';
import { Interned } from './interned.ts';

/** Where a line stands in one agreement. Lines that stand alike everywhere are one bundle. */
export interface Standing {
  readonly agreement: string;
  readonly version: number;
  readonly account: string;
  readonly slot: string;
  readonly payee: string;
  readonly role: 'earns' | 'counts' | 'baseline';
  readonly towards: Rational;
  readonly money: Rational;
  /** What tells lines apart inside the rule: document, SKU, payment band, effective period … */
  readonly mark: string;
  /** Where it stands among the lines of its cell, for rules that take lines in order. */
  readonly order: string;
  readonly part: number;
  /** The line itself, where none may be bundled with another. */
  readonly alone: string;
}

/** The line as it is seen on a day: what lies ahead has not happened. */
export function seenOn(line: SourceLine, today: number): SourceLine | null {
  if (toDay(line.recordedOn ?? line.date) > today) return null;
  if (line.cancelledOn !== undefined && toDay(line.cancelledOn) <= today) return null;
  const ahead = (date: string | undefined): boolean => date !== undefined && toDay(date) > today;
  if (!ahead(line.shippedOn) && !ahead(line.invoicedOn) && !ahead(line.paidOn)) return line;
  const { shippedOn, invoicedOn, paidOn, ...rest } = line;
  const past = (date: string | undefined): boolean => date !== undefined && !ahead(date);
  return {
    ...rest,
    ...(past(shippedOn) ? { shippedOn } : {}),
    ...(past(invoicedOn) ? { invoicedOn } : {}),
    ...(past(paidOn) ? { paidOn } : {}),
  };
}

export function isMeant(match: LineMatch, line: SourceLine): boolean {
  const holds = (wanted: readonly string[] | undefined, own: string | undefined): boolean =>
    wanted === undefined || wanted.some((value) => value === own);
  return (
    holds(match.sku, line.sku) &&
    holds(match.brand, line.brand) &&
    holds(match.category, line.category) &&
    holds(match.productLine, line.productLine) &&
    holds(match.kind, line.kind) &&
    holds(match.document, line.document) &&
    Object.entries(match.attributes ?? {}).every(([name, wanted]) => holds(wanted, line.attributes?.[name])) &&
    !(match.from !== undefined && line.date < match.from) &&
    !(match.to !== undefined && line.date >= match.to)
  );
}

/** Weights towards the tier and for the money. */
type Weighing = readonly [towards: Rational, money: Rational];
type Scope = NonNullable<Agreement['scope']>;

const IN_FULL: Weighing = [ratio(1), ratio(1)];

/** Weights by what a line meets in a scope, so that lines that meet the same have the same object. */
const weighings = new WeakMap<Scope, Map<string, Weighing | null>>();

/** Null outside the scope. */
function weightsIn({ scope }: Agreement, line: SourceLine): Weighing | null {
  if (scope === undefined) return IN_FULL;
  let known = weighings.get(scope);
  if (known === undefined) {
    known = new Map();
    weighings.set(scope, known);
  }
  let met = '';
  for (const { match } of scope.include ?? []) met += isMeant(match, line) ? '+' : '.';
  for (const { match } of scope.exclude ?? []) met += isMeant(match, line) ? '-' : '.';
  let weighing = known.get(met);
  if (weighing === undefined) {
    weighing = weighingOf(scope, met);
    known.set(met, weighing);
  }
  return weighing;
}

/** `met` says of each entry, first those that include, whether a line meets it. */
function weighingOf({ include, exclude = [] }: Scope, met: string): Weighing | null {
  let weight: Rational | null = include === undefined ? ratio(1) : null;
  for (const [n, { weightPpm }] of (include ?? []).entries()) if (met[n] === '+') weight = fromPpm(weightPpm);
  if (weight === null) return null;
  const first = include?.length ?? 0;
  const left = (side: 'qualifier' | 'measure'): Rational => {
    const out = exclude
      .filter(({ appliesTo }, n) => (appliesTo === 'both' || appliesTo === side) && met[first + n] === '-')
      .map(({ ratioPpm }) => fromPpm(ratioPpm))
      .reduce((most, share) => (subtract(share, most).n > 0n ? share : most), ZERO);
    return subtract(ratio(1), out);
  };
  return [multiply(weight, left('qualifier')), multiply(weight, left('measure'))];
}

function datedIn({ dateBasis }: Agreement, line: SourceLine, today: number): number | null {
  if (dateBasis === 'order') return toDay(line.date) <= today ? toDay(line.date) : null;
  const date = dateBasis === 'shipment' ? line.shippedOn : dateBasis === 'invoice' ? line.invoicedOn : line.paidOn;
  return date === undefined ? null : toDay(date);
}

export const isAbout = ({ dealers, groups = [] }: Agreement, dealer: string): boolean =>
  dealers === undefined ||
  dealers.includes(dealer) ||
  groups.some(({ id, members }) => dealers.includes(id) && members.includes(dealer));

/** Whether an agreement would count a line, priorities aside. */
export function wouldCount(reigns: readonly Reign[], line: SourceLine, today: number): boolean {
  return reigns.some(({ terms, slots }) => {
    const day = isAbout(terms, line.dealer) ? datedIn(terms, line, today) : null;
    const weights = weightsIn(terms, line);
    if (day === null || weights === null || (weights[0].n === 0n && weights[1].n === 0n)) return false;
    return slots.some(({ first, end }) => first <= day && day < end);
  });
}

type Seat = readonly [account: string, payee: string, earns: boolean];

/** Accounts of a line. */
function seatsOf({ groups = [] }: Agreement, { dealer, date }: SourceLine, baseline: boolean): Seat[] {
  for (const { id, kind, members, successor = dealer, from } of groups) {
    if (!members.includes(dealer)) continue;
    if (kind === 'shared') return [[id, dealer, true]];
    if (kind === 'merged' && (baseline || from === undefined || date >= from)) return [[successor, successor, true]];
    if (kind === 'continued' && dealer !== successor) return [[dealer, dealer, true], [successor, successor, false]];
  } // biome-ignore format: pairs
  return [[dealer, dealer, true]];
}

/** Accounts for which a name in the list of dealers stands. */
export function seatNamed({ groups = [] }: Agreement, name: string): string[] {
  const byId = groups.find(({ id }) => id === name);
  if (byId !== undefined) return [byId.kind === 'shared' ? byId.id : (byId.successor ?? name)];
  const group = groups.find(({ members }) => members.includes(name));
  if (group?.kind === 'shared') return [group.id];
  return [group?.kind === 'merged' ? (group.successor ?? name) : name];
}

/** Where lines stand: one object for all that stand alike, so that bundles are found by it. */
export class Standings {
  readonly #known = new Interned<Standing>();

  /** Everything a line is, in an agreement of which `reigns` are about its dealer, as seen on a day. */
  of(
    agreement: string,
    reigns: readonly Reign[],
    line: SourceLine,
    today: number,
    taken: boolean,
    alone: boolean,
  ): Standing[] {
    const found: Standing[] = [];
    for (const { terms, first, end, slots } of reigns) {
      const day = datedIn(terms, line, today);
      const weights = day === null ? null : weightsIn(terms, line);
      if (day === null || weights === null) continue;
      const [towards, money] = weights;
      const put = (seat: Seat, slot: string, role: Standing['role'], detail: Detail): void => {
        const [account, payee] = seat;
        const { mark, order, part, alone: id } = detail;
        const keys = [terms, slot, weights, mark, account, payee, role, part, order, id];
        const { version } = terms;
        const make = (): Standing => ({ agreement, version, account, slot, payee, role, towards, money, ...detail });
        found.push(this.#known.at(keys, make));
      };
      const slot = first <= day && day < end ? slots.find((one) => one.first <= day && day < one.end) : undefined;
      if (slot !== undefined && !taken && (towards.n !== 0n || money.n !== 0n)) {
        const detail = {
          mark: markOf(terms, line, today),
          order: orderOf(terms, line, day),
          part: partOf(slot, day),
          alone: alone ? line.id : '',
        };
        for (const seat of seatsOf(terms, line, false)) put(seat, slot.name, seat[2] ? 'earns' : 'counts', detail);
      }
      if (terms.rule.kind !== 'growth' || terms.rule.baseline !== 'lines_a_year_earlier') continue;
      for (const one of slots) {
        const before = yearEarlier({ from: one.first, to: one.end });
        if (day < before.from || day >= before.to) continue;
        for (const seat of seatsOf(terms, line, true)) put(seat, one.name, 'baseline', NO_DETAIL);
      }
    }
    return found;
  }
}

type Detail = Pick<Standing, 'mark' | 'order' | 'part' | 'alone'>;

const NO_DETAIL: Detail = { mark: '', order: '', part: 0, alone: '' };

/** Where the effective period of a day begins (or the gap before the next one), in days since the slot began. */
const partOf = ({ cuts = [], first }: Slot, day: number): number =>
  (cuts.findLast((cut) => cut <= day) ?? first) - first;

/** Lines of a rule that takes them in order go by their day, then by their id. */
const orderOf = ({ rule }: Agreement, { id }: SourceLine, day: number): string =>
  rule.kind === 'marginal' && rule.attribution === 'in_order' ? `${String(day).padStart(8, '0')} ${id}` : '';

function markOf({ rule }: Agreement, line: SourceLine, today: number): string {
  if ('per' in rule && rule.per !== 'period') {
    const keys: Readonly<Record<string, string | undefined>> = {
      line: line.id,
      document: line.document ?? line.id,
      sku: line.sku,
      brand: line.brand,
      category: line.category,
      product_line: line.productLine,
    };
    return keys[rule.per] ?? '';
  }
  if (rule.kind === 'payment') {
    const { countFrom } = rule;
    const start = countFrom === 'order' ? line.date : countFrom === 'shipment' ? line.shippedOn : line.invoicedOn;
    if (start === undefined || toDay(start) > today || line.paidOn === undefined) return 'none';
    const days = toDay(line.paidOn) - toDay(start);
    return String(rule.bands.findIndex(({ upToDays }) => upToDays >= days));
  }
  if (rule.kind === 'mix') {
    if (rule.by === 'distinct_skus') return line.sku ?? '';
    if (rule.by === 'share') return isMeant(rule.of ?? {}, line) ? 'of' : '';
    return (rule.groups ?? []).map(({ match }) => (isMeant(match, line) ? 'x' : '-')).join('');
  }
  return '';
}

/** What a bundle sums: a measure in a tax basis, as it is written or worked out. */
export function measured(line: SourceLine, measure: string, basis: Agreement['taxBasis']): Decimal | Rational {
  if (measure === 'count') return 1;
  if (measure === 'quantity') return line.quantity ?? 0;
  if (measure !== 'amount') return Object.hasOwn(line.measures ?? {}, measure) ? (line.measures?.[measure] ?? 0) : 0;
  if (basis === 'as_given') return line.amount ?? 0;
  const own = line[basis];
  if (own !== undefined) return own;
  const vat = add(ratio(1), fromPpm(line.vatPpm ?? 0));
  return basis === 'net' ? divide(parseDecimal(line.gross ?? 0), vat) : multiply(parseDecimal(line.net ?? 0), vat);
}
