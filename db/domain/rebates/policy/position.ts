import { add, compare, divide, isZero, negate, type Rational, subtract, ZERO } from '../../money/rational.ts';
import { toDay } from '../../time/days.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { CalculationDocument, SourceLine } from '../schema/document.ts';
import { concerns, placesOf } from '../straight/accounts.ts';
import { count, type Entry, NO_UPSTREAM, totalsOf } from '../straight/entries.ts';
import type { Outcome } from '../straight/outcome.ts';
import { measuresOf } from '../straight/rules/situation.ts';
import { reaches } from '../straight/rules/tiers.ts';
import { weigh } from '../straight/scope.ts';
import { leastOrder, type OrderedBy, orderedBy, orderLike } from './order-like.ts';
import { datedOn, type Gain, WhatIf } from './what-if.ts';

/** A tier on the ladder. */
export interface Rung {
  /** From 0. */
  readonly tier: number;
  /** Where it begins, in the unit of the qualifier; null where it has no lower bound. */
  readonly from: Rational | null;
  readonly reached: boolean;
  /** What is still missing; null where it is reached. */
  readonly distance: Rational | null;
}

/** An order or return that moves the tier, and what it brings or takes. */
export interface Step {
  readonly line: SourceLine;
  readonly by: OrderedBy;
  /** In the unit of `by`, whole 分 or thousandths; negative for a return. */
  readonly size: Rational;
  readonly gain: Gain;
}

/** Where a dealer stands under an agreement in the period that runs. */
export interface Position {
  readonly outcome: Outcome;
  /** Unit of the ladder: a measure, or null where the tier is by variety (product mix). */
  readonly measure: string | null;
  readonly ladder: readonly Rung[];
  /** The least order that reaches the next tier; null at the top, without a table, or with nothing to go by. */
  readonly next: Step | null;
  /** The least return that loses the tier; null at the bottom. */
  readonly risk: Step | null;
  /** Known, but not dated yet by the date that counts: what it would add to the qualifier, by orders and by returns. */
  readonly open: { readonly orders: Rational; readonly returns: Rational };
  /** Whether the open returns alone would lose the tier. */
  readonly isAtRisk: boolean;
}

export interface Positions {
  readonly positions: readonly Position[];
  /** For further questions: what another order or return would bring. */
  readonly whatIf: WhatIf;
}

/**
 * Where a dealer stands on a day under each agreement, as if the periods that run ended on it: tier, distance, what the
 * least order to the next tier is worth (retroactive uplift included), and which return would lose the tier. Every figure
 * is R(with) − R(without) of whole calculations under all agreements of the document.
 * @param document every agreement of the dealer and of those he is calculated with, and their lines
 * @param on local date
 */
export function positionsOf(document: CalculationDocument, dealer: string, on: string): Positions {
  const whatIf = new WhatIf(document, { asOf: on, kind: 'final' });
  const today = toDay(on);
  const positions = whatIf.outcomes
    .filter(({ agreement, account, span }) => {
      const mine = placesOf(agreement, dealer, on).some((place) => place.earns && place.account === account);
      return mine && span.from <= today && today < span.to;
    })
    .map((outcome) => positionOf(whatIf, outcome, dealer, on));
  return { positions, whatIf };
}

function positionOf(whatIf: WhatIf, outcome: Outcome, dealer: string, on: string): Position {
  const { agreement, earned } = outcome;
  const { rule } = agreement;
  const edge = 'edge' in rule ? rule.edge : '>=';
  const measure = rule.kind === 'mix' ? null : measuresOf(rule).qualifier;
  const ladder = (earned.thresholds ?? []).map((from, tier): Rung => {
    const reached = reaches(earned.qualifier, from, edge);
    return { tier, from, reached, distance: reached || from === null ? null : subtract(from, earned.qualifier) };
  });
  const by = measure === null ? null : orderedBy(measure, agreement.taxBasis);
  const like = likeOf(whatIf.document, outcome, dealer);
  /** The least order (or return) that moves the qualifier by so much. */
  const step = (needed: Rational, kind: 'sale' | 'return', least: '>=' | '>'): Step | null => {
    if (by === null || like === null) return null;
    const weight = weigh(agreement.scope, { ...like, date: on, kind })?.qualifier ?? ZERO;
    if (compare(weight, ZERO) <= 0) return null;
    const amount = leastOrder(divide(needed, weight), by, least);
    const size = kind === 'sale' ? amount : negate(amount);
    const line = orderLike(like, by, size, on);
    if (line === null) return null;
    const dated = agreement.dateBasis === 'receipt' ? { ...line, paidOn: on } : line;
    return { line: dated, by, size, gain: whatIf.gain(dealer, [dated]) };
  };
  const missing = ladder.find(({ distance }) => distance !== null)?.distance ?? null;
  const top = ladder.findLast(({ reached }) => reached)?.from ?? null;
  const slack = top === null ? null : subtract(earned.qualifier, top);
  const open = openOf(whatIf, outcome, on);
  const returned = slack === null ? null : add(slack, open.returns);
  return {
    outcome,
    measure,
    ladder,
    next: missing === null ? null : step(missing, 'sale', edge),
    risk: slack === null ? null : step(slack, 'return', edge === '>=' ? '>' : '>='),
    open,
    isAtRisk: returned !== null && !isZero(open.returns) && !reaches(returned, ZERO, edge),
  };
}

/** The dealer's largest sale that counts in the period, else in the document: the goods and prices to go by. */
export function likeOf(
  { lines }: CalculationDocument,
  { agreement, earned }: Outcome,
  dealer: string,
): SourceLine | null {
  const here = earned.lines.entries.map(({ line }) => line);
  for (const some of [here, lines]) {
    const sales = some.filter((line) => line.kind === 'sale' && line.dealer === dealer);
    const entries = sales.flatMap((line) => entryOf(agreement, line));
    const largest = entries
      .map((entry) => count(entry, agreement, measuresOf(agreement.rule)))
      .filter(({ q }) => compare(q, ZERO) > 0)
      .sort((a, b) => compare(b.q, a.q) || (a.entry.line.id < b.entry.line.id ? -1 : 1))[0];
    if (largest !== undefined) return largest.entry.line;
  }
  return null;
}

/** A line as an agreement would weigh it, whatever its date. */
function entryOf(agreement: Agreement, line: SourceLine): Entry[] {
  const weights = concerns(agreement, line.dealer) ? weigh(agreement.scope, line) : null;
  if (weights === null) return [];
  return [{ line, day: 0, payee: line.dealer, earns: true, weights, upstream: NO_UPSTREAM }];
}

/** Qualifiers of lines that wait for the date that counts. */
function openOf({ uncounted }: WhatIf, { agreement, account }: Outcome, on: string): Position['open'] {
  const waiting = uncounted
    .filter(({ agreement: id, line, reason }) => {
      const mine = placesOf(agreement, line.dealer, line.date).some((place) => place.account === account);
      return id === agreement.id && reason === 'not_dated_yet' && mine;
    })
    .map(({ line }) => line);
  const sumOf = (lines: readonly SourceLine[]): Rational => {
    const entries = datedOn(lines, on).flatMap((line) => entryOf(agreement, line));
    return totalsOf(entries, agreement, measuresOf(agreement.rule)).q;
  };
  const [returns, orders] = [
    waiting.filter(({ kind }) => kind === 'return'),
    waiting.filter(({ kind }) => kind !== 'return'),
  ];
  return { orders: sumOf(orders), returns: sumOf(returns) };
}
