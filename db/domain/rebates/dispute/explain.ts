import { isZero, type Rational, subtract, toDecimal, toFraction } from '../../money/rational.ts';
import { RebateProblems } from '../problem.ts';
import type { CalculationDocument } from '../schema/document.ts';
import { type Alignment, align, normalCode } from './align.ts';
import type { ClaimLine } from './claim.ts';
import { type About, amountAfter, outcomesOf } from './evaluate.ts';
import { DATE_FIELDS, lineMoves } from './line-moves.ts';
import type { Move } from './moves.ts';
import { otherRate, ruleMoves } from './rule-moves.ts';
import { effectsInOrder, smallest, sumOf } from './search.ts';

export interface DisputeQuestion {
  /** Agreements and lines as we have them, read and checked; its last run is the one that is disputed. */
  readonly document: CalculationDocument;
  readonly about: About;
  /** What the dealer says he is owed. */
  readonly claimed: Rational;
  /** The lines of his account; null when he only names an amount. */
  readonly lines: readonly ClaimLine[] | null;
}

/** A part of the difference. Amounts are decimals. */
export interface Cause {
  readonly kind: Move['kind'];
  readonly seen: boolean;
  readonly of: string | null;
  readonly place: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
  /** What it makes more (or less) than what stood before it in the list. */
  readonly effect: string;
}

export interface DisputeExplanation {
  readonly ours: string;
  readonly claimed: string;
  /** claimed − ours; the causes and the rest sum to it. */
  readonly gap: string;
  readonly causes: readonly Cause[];
  /** What nothing explains. */
  readonly rest: string;
  /** Other explanations that are just as small. */
  readonly alternatives: readonly (readonly Cause[])[];
  /** Whether no smaller explanation was left untried. */
  readonly complete: boolean;
  readonly alignment: Alignment | null;
  /** Differences of lines that are not needed to explain the amount. */
  readonly harmless: number;
}

/** How many calculations an explanation may cost. */
const CALCULATIONS = 3000;
/** How many lines of the document all those calculations may walk over: a year's lines of a large dealer are fewer tries. */
const LINE_STEPS = 6_000_000;

const text = (value: Rational): string => toDecimal(value) ?? toFraction(value);

/**
 * Explains the difference between what a dealer claims and what we calculate: the smallest set of lines and rules which,
 * seen his way, gives his amount to the last 分. Every effect is found by calculating; what nothing explains is told as such.
 */
export function explainDispute({ document, about, claimed, lines }: DisputeQuestion): DisputeExplanation {
  const outcomes = outcomesOf(document, about);
  const concerned = new Set(about.agreements ?? document.agreements.map(({ id }) => id));
  const first = document.agreements.find(({ id }) => concerned.has(id));
  const field = DATE_FIELDS[first?.dateBasis ?? 'order'];
  const own = document.lines.filter(({ dealer }) => dealer === about.dealer);
  const disputed = about.period === undefined ? own : inPeriod(own, outcomes, lines);
  const alignment = lines === null ? null : align(disputed, lines, (line) => line[field]);
  const seen = alignment === null ? [] : lineMoves(alignment, document, about.dealer, field);
  const amountOf = remembering((moves) => amountAfter(document, about, moves));
  const ours = amountOf([]);
  const gap = subtract(claimed, ours);
  const suppositions = [
    ...ruleMoves(document, concerned, alignment?.basis ?? null).sort((a, b) => Number(b.seen) - Number(a.seen)),
    // Without lines of his, one of ours that he leaves out is a supposition too.
    ...(lines === null ? leftOut(disputed) : []),
    // A rate can be found for many an amount, so it is the last thing to suppose.
    ...ratesFor(document, about, claimed, seen),
  ];
  const budget = { left: Math.min(CALCULATIONS, Math.ceil(LINE_STEPS / Math.max(1, document.lines.length))) };
  const harmful = effective(seen, amountOf, budget);
  const found = isZero(gap)
    ? { sets: [[]], complete: true }
    : smallest(harmful, seen, suppositions, claimed, amountOf, budget);
  const [best, ...others] = found.sets;
  // Nothing explains it all: what is seen in his lines is told, and the rest as unexplained.
  const chosen = best ?? harmful;
  const effects = effectsInOrder(chosen, amountOf);
  const tell = (moves: readonly Move[], own: readonly Rational[]): Cause[] =>
    moves.map(({ kind, seen: isSeen, of, place, ours: a, theirs: b }, n) => ({
      kind, seen: isSeen, of, place, ours: a, theirs: b, effect: text(own[n] ?? gap),
    })); // biome-ignore format: one cause
  return {
    ours: text(ours),
    claimed: text(claimed),
    gap: text(gap),
    causes: tell(chosen, effects),
    rest: text(subtract(gap, sumOf(effects))),
    alternatives: others.map((moves) => tell(moves, effectsInOrder(moves, amountOf))),
    complete: found.complete,
    alignment,
    harmless: seen.filter((move) => !chosen.includes(move)).length,
  };
}

/** The amount of a set of moves, calculated once. A view that cannot be calculated at all brings nothing: it is not his. */
function remembering(calculate: (moves: readonly Move[]) => Rational): (moves: readonly Move[]) => Rational {
  const cache = new Map<string, Rational>();
  const ids = new Map<Move, number>();
  const idOf = (move: Move): number => {
    const id = ids.get(move) ?? ids.size;
    ids.set(move, id);
    return id;
  };
  return function amountOf(moves): Rational {
    const key = moves.map(idOf).join(' ');
    const known = cache.get(key);
    if (known !== undefined) return known;
    const amount: Rational = possible(() => calculate(moves)) ?? amountOf([]);
    cache.set(key, amount);
    return amount;
  };
}

/** @throws anything but a refusal of the engine */
function possible(work: () => Rational): Rational | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof RebateProblems) return null;
    throw error;
  }
}

/**
 * Differences of lines that change something: alone, or beside all others. One that does neither may still count under
 * another rule (beyond a cap, say); those are looked for with all lines together.
 */
function effective(
  seen: readonly Move[],
  amountOf: (moves: readonly Move[]) => Rational,
  budget: { left: number },
): Move[] {
  if (seen.length > budget.left / 2) return [...seen];
  const base = amountOf([]);
  const all = amountOf(seen);
  budget.left -= 2 * seen.length;
  return seen.filter(
    (move) =>
      !isZero(subtract(amountOf([move]), base)) || !isZero(subtract(amountOf(seen.filter((one) => one !== move)), all)),
  );
}

/** Our lines that a dealer's account of one period should hold: those counted in it, and those he names himself. */
function inPeriod(
  own: CalculationDocument['lines'],
  outcomes: ReturnType<typeof outcomesOf>,
  lines: readonly ClaimLine[] | null,
): CalculationDocument['lines'] {
  const counted = new Set(outcomes.flatMap(({ earned }) => earned.lines.entries.map(({ line }) => line.id)));
  const named = new Set((lines ?? []).flatMap(({ document }) => (document === undefined ? [] : normalCode(document))));
  return own.filter(
    ({ id, document }) => counted.has(id) || (document !== undefined && named.has(normalCode(document))),
  );
}

function ratesFor(document: CalculationDocument, about: About, claimed: Rational, seen: readonly Move[]): Move[] {
  return [[], seen].flatMap((moves) => {
    const changed = moves.reduce((before: CalculationDocument, move) => move.apply(before), document);
    const [outcome, second] = outcomesOf(changed, about);
    if (outcome === undefined || second !== undefined) return [];
    return otherRate(outcome.agreement, outcome.earned.measure, claimed) ?? [];
  });
}

const leftOut = (lines: CalculationDocument['lines']): Move[] =>
  lines.map(({ id, amount, net, gross }) => ({
    kind: 'line_missing', seen: false, of: id, place: null, ours: String(amount ?? net ?? gross ?? ''), theirs: null,
    apply: (before) => ({ ...before, lines: before.lines.filter((line) => line.id !== id) }),
  })); // biome-ignore format: one move
