import { toDay } from '../../time/days.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { CalculationDocument, SourceLine } from '../schema/document.ts';
import type { Rule } from '../schema/rule.ts';
import { NEVER, type Span, spansOf } from '../straight/calendar.ts';
import { dayOfLine } from '../straight/place-lines.ts';
import { covers } from '../straight/run.ts';
import { agreementsBy } from './by-dealer.ts';
import type { Report } from './report.ts';

const FOR_EVER = NEVER;

/** The stacking graph by itself, then every pair of agreements that meets on a line without being related in it. */
export function checkStacking(document: CalculationDocument, report: Report): void {
  checkEdges(document, report);
  checkChoices(document, report);
  checkOverlaps(document, report);
}

function checkEdges({ agreements, stacking }: CalculationDocument, report: Report): void {
  const known = new Map(agreements.map((agreement) => [agreement.id, agreement] as const));
  const edges = stacking?.edges ?? [];
  edges.forEach(({ from, to, basis }, n) => {
    const at = ['stacking', 'edges', n];
    for (const [field, id] of [['from', from], ['to', to]] as const) {
      if (!known.has(id)) report('unknown_agreement', [...at, field], `There is no agreement ${id}`);
    } // biome-ignore format: pairs
    const first = edges.findIndex((other) => other.from === from && other.to === to);
    if (first < n) {
      const other = edges[first]?.basis;
      report('duplicate', at, `The edge from ${from} to ${to} is there already, as ${other}: only one can hold`);
    }
    if (basis === 'less_paid' && neverWithin(agreements, from, to)) {
      report(
        'stacking_edge',
        [...at, 'basis'],
        `No period of ${from} lies within one of ${to}, so nothing would be taken off: the shorter periods are \`from\``,
      );
    }
    const shared = (id: string): string =>
      JSON.stringify(known.get(id)?.groups?.filter(({ kind }) => kind === 'shared') ?? []);
    if (basis === 'less_paid' && shared(from) !== '[]' && shared(from) !== shared(to)) {
      report(
        'stacking_edge',
        [...at, 'basis'],
        `${from} is paid to groups that ${to} does not have: what was paid cannot be taken off`,
      );
    }
    const [before, after] = [known.get(from)?.pays, known.get(to)?.pays];
    if (before === 'goods' && basis !== 'gross' && (basis !== 'less_paid' || after !== 'goods')) {
      report('stacking_edge', [...at, 'basis'], `${from} gives goods: a quantity cannot be taken off money`);
    }
    if (after === 'goods' && basis === 'less_paid' && before !== 'goods') {
      report('stacking_edge', [...at, 'basis'], `${to} gives goods: money cannot be taken off a quantity`);
    }
    const rule = known.get(to)?.rule;
    if (rule === undefined) return;
    if ((basis === 'net' || basis === 'rebate') && !takesAmount(rule)) {
      report(
        'stacking_edge',
        [...at, 'basis'],
        `${to} does not multiply an amount by a rate, so it cannot be ${basis} of ${from}`,
      );
    }
  });
  const circle = findCircle(edges);
  if (circle !== null) {
    report('stacking_cycle', ['stacking', 'edges'], `No agreement can be first: ${circle.join(' → ')}`);
  }
}

/** Whether a rule multiplies the amount of a line by a rate, so that another amount can take its place. */
function takesAmount(rule: Rule): boolean {
  const own: { readonly kind: Rule['kind']; readonly measure?: string | undefined } = rule;
  const without: readonly Rule['kind'][] = [
    'per_unit',
    'lump_sum',
    'free_goods',
    'package',
    'over_time',
    'blended_per_unit',
  ];
  return !without.includes(rule.kind) && (own.measure ?? 'amount') === 'amount';
}

/** The last day that a document speaks of: agreements without end have periods up to it. */
function lastDayOf({ lines }: CalculationDocument): number {
  let last = '1970-01-01';
  for (const { date, shippedOn, invoicedOn, paidOn } of lines) {
    for (const one of [date, shippedOn, invoicedOn, paidOn]) if (one !== undefined && one > last) last = one;
  }
  return toDay(last);
}

function spansUntil({ period, from, to }: Pick<Agreement, 'period' | 'from' | 'to'>, lastDay: number): readonly Span[] {
  return spansOf(period, toDay(from), to === undefined ? FOR_EVER : toDay(to), lastDay);
}

/** Days for which agreements without end are looked at: two years and more have periods of every length. */
const LONG_ENOUGH = 800;

/** Whether periods of two agreements meet and none of the first lies within one of the second, whatever the lines are. */
export function neverWithin(
  agreements: readonly Pick<Agreement, 'id' | 'period' | 'from' | 'to'>[],
  from: string,
  to: string,
): boolean {
  const own = agreements.filter(({ id }) => id === from || id === to);
  const lastDay = Math.max(...own.map((agreement) => toDay(agreement.from))) + LONG_ENOUGH;
  const spans = (id: string): readonly Span[] =>
    own.filter((agreement) => agreement.id === id).flatMap((agreement) => spansUntil(agreement, lastDay));
  const [parts, wholes] = [spans(from), spans(to)];
  const some = (holds: (part: Span, whole: Span) => boolean): boolean =>
    parts.some((part) => wholes.some((whole) => holds(part, whole)));
  return (
    some((part, whole) => part.from < whole.to && whole.from < part.to) &&
    !some((part, whole) => part.from >= whole.from && part.to <= whole.to)
  );
}

function findCircle(edges: readonly { readonly from: string; readonly to: string }[]): readonly string[] | null {
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return null;
    for (const edge of edges) {
      const found = edge.from === id ? visit(edge.to, [...path, id]) : null;
      if (found !== null) return found;
    }
    done.add(id);
    return null;
  };
  for (const { from } of edges) {
    const found = visit(from, []);
    if (found !== null) return found;
  }
  return null;
}

function checkChoices({ agreements, stacking }: CalculationDocument, report: Report): void {
  const before = (stacking?.choices ?? [])
    .filter(({ kind }) => kind === 'priority')
    .flatMap(({ agreements: members }) => members.slice(1).map((to, n) => ({ from: members[n] ?? to, to })));
  const circle = findCircle(before);
  if (circle !== null) {
    report('stacking_cycle', ['stacking', 'choices'], `Each goes before the next: ${circle.join(' → ')}`);
  }
  const chosen = new Set<string>();
  stacking?.choices.forEach(({ kind, agreements: members, per }, n) => {
    const at = ['stacking', 'choices', n, 'agreements'];
    members.forEach((id, m) => {
      if (!agreements.some((agreement) => agreement.id === id)) {
        report('unknown_agreement', [...at, m], `There is no agreement ${id}`);
      }
      if (members.indexOf(id) < m) report('duplicate', [...at, m], `${id} is there twice`);
      if (kind === 'best_deal' && chosen.has(id)) {
        report('stacking_edge', [...at, m], `${id} is in another choice of the best deal already`);
      }
      if (kind === 'best_deal') chosen.add(id);
    });
    if (kind !== 'best_deal') return;
    const related = stacking.edges.find(({ from, to }) => members.includes(from) && members.includes(to));
    if (related !== undefined) {
      report('stacking_edge', at, `${related.from} and ${related.to} cannot be a choice and build on each other`);
    }
    const own = agreements.filter(({ id }) => members.includes(id));
    const periods = new Set(own.map(({ period }) => JSON.stringify(period)));
    if (per === 'period' && periods.size > 1) {
      report('stacking_edge', at, 'A best deal by period needs agreements with the same periods');
    }
    if (new Set(own.map(({ pays }) => pays === 'goods')).size > 1) {
      report('stacking_edge', at, 'Goods and money cannot be compared: which is the better deal nobody can say');
    }
    if (own.some(({ postBy }) => postBy !== undefined)) {
      report('stacking_edge', at, 'An agreement with postBy cannot be part of a best deal');
    }
  });
}

interface Known {
  readonly agreement: Agreement;
  readonly at: number;
  readonly spans: readonly Span[];
}

function spanOf({ agreement, spans }: Known, line: SourceLine): Span | null {
  const day = dayOfLine(line, agreement, FOR_EVER);
  const piece = { agreement, from: toDay(agreement.from), to: FOR_EVER, spans };
  if (day === null || !covers([piece], line, FOR_EVER)) return null;
  return spans.find(({ from, to }) => day >= from && day < to) ?? null;
}

function checkOverlaps(document: CalculationDocument, report: Report): void {
  const { agreements, lines, stacking } = document;
  const related = relationOf(stacking);
  const lastDay = lastDayOf(document);
  const all = agreements.map((agreement, at): Known => ({ agreement, at, spans: spansUntil(agreement, lastDay) }));
  const suspects = suspectsBy(all, related);
  const told = new Set<string>();
  for (const line of lines) {
    for (const [a, b] of suspects(line.dealer)) {
      const [x, y] = [a.agreement.id, b.agreement.id];
      if (told.has(JSON.stringify([x, y]))) continue;
      const [here, there] = [spanOf(a, line), spanOf(b, line)];
      if (here === null || there === null) continue;
      const relation = related(x, y);
      told.add(JSON.stringify([x, y]));
      const differ = here.to - here.from !== there.to - there.from;
      if (differ && (relation !== null || stacking?.others === 'independent')) {
        report('quarter_year_convention_missing', ['stacking', 'edges'],
          `${x} and ${y} meet on line ${line.id} with periods of different length: say with an edge whether both pay in full ` +
            '(gross) or the longer one pays less what the shorter one paid (less_paid)'); // biome-ignore format: one sentence
      } else if (relation === null && stacking?.others !== 'independent') {
        report('overlap_without_stacking', ['agreements', b.at],
          `${x} and ${y} both count line ${line.id}: say how they go together, in stacking`); // biome-ignore format: one sentence
      }
    }
  }
}

type Relation = 'direct' | 'over_others' | null;

/**
 * Pairs of agreements that may meet on a line of a dealer and are not directly related; most dealers have none, so that
 * their lines need not be looked at.
 */
function suspectsBy(
  all: readonly Known[],
  related: (a: string, b: string) => Relation,
): (dealer: string) => readonly (readonly [Known, Known])[] {
  const concerned = agreementsBy(all, ({ agreement }) => agreement);
  const known = new Map<string, readonly (readonly [Known, Known])[]>();
  return (dealer) => {
    let pairs = known.get(dealer);
    if (pairs === undefined) {
      const own = concerned(dealer);
      pairs = own.flatMap((a, n) =>
        own
          .slice(n + 1)
          .filter((b) => a.agreement.id !== b.agreement.id && related(a.agreement.id, b.agreement.id) !== 'direct')
          .map((b) => [a, b] as const),
      );
      known.set(dealer, pairs);
    }
    return pairs;
  };
}

/** How two agreements are related: by an edge or a choice of their own, over others, or not at all. */
export function relationOf(stacking: CalculationDocument['stacking']): (a: string, b: string) => Relation {
  const followers = new Map<string, Set<string>>();
  const chosen = new Map<string, Set<string>>();
  const put = (map: Map<string, Set<string>>, from: string, to: string): void => {
    const there = map.get(from);
    if (there === undefined) map.set(from, new Set([to]));
    else there.add(to);
  };
  for (const { from, to } of stacking?.edges ?? []) put(followers, from, to);
  for (const { agreements } of stacking?.choices ?? []) {
    for (const one of agreements) for (const other of agreements) put(chosen, one, other);
  }
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return [...(followers.get(from) ?? [])].some((next) => reaches(next, to, seen));
  };
  return (a, b) => {
    const isDirect =
      followers.get(a)?.has(b) === true || followers.get(b)?.has(a) === true || chosen.get(a)?.has(b) === true;
    if (isDirect) return 'direct';
    return reaches(a, b) || reaches(b, a) ? 'over_others' : null;
  };
}
