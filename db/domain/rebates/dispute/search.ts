import { add, equals, type Rational, subtract, toFraction } from '../../money/rational.ts';
import type { Move } from './moves.ts';

/** What a set of moves brings, counted. */
export interface Budget {
  left: number;
}

export interface Found {
  /** The smallest sets found, equally small, the likeliest first. Empty when none explains the amount. */
  readonly sets: readonly (readonly Move[])[];
  /** Whether every set of that size, and every smaller one, was looked at. */
  readonly complete: boolean;
}

/** Equally small explanations that are told. */
const TOLD = 5;

/**
 * The smallest set of moves that brings an amount. Lines seen in the dealer's file may all be needed together, and rules
 * are suppositions; so it tries single ones, then pairs, then all lines with up to two rules, each calculated, never added up.
 * @param lines those that change the amount by themselves
 * @param allLines also those that may only do so under another rule
 * @param amountOf what a set brings
 */
export function smallest(
  lines: readonly Move[],
  allLines: readonly Move[],
  rules: readonly Move[],
  wanted: Rational,
  amountOf: (moves: readonly Move[]) => Rational,
  budget: Budget,
): Found {
  let cut = false;
  const hits = (moves: readonly Move[]): boolean => {
    if (budget.left <= 0) {
      cut = true;
      return false;
    }
    budget.left -= 1;
    return equals(amountOf(moves), wanted);
  };
  const all = [...lines, ...rules];
  const singles = all.filter((move) => hits([move])).map((move) => [move]);
  if (singles.length > 0) return { sets: singles.slice(0, TOLD), complete: !cut };
  const pairs = cut ? [] : pairsOf(lines, rules, wanted, amountOf, hits, budget);
  if (pairs.length > 0) return { sets: pairs.slice(0, TOLD), complete: !cut };
  // With all lines: rules that are understood otherwise show on his lines, not on ours.
  const withLines = [[], ...rules.map((rule) => [rule]), ...couples(rules)].find((some) =>
    hits([...allLines, ...some]),
  );
  if (withLines === undefined) return { sets: [], complete: false };
  return { sets: [shrink([...allLines, ...withLines], hits)], complete: false };
}

const couples = (moves: readonly Move[]): Move[][] =>
  moves.flatMap((one, n) =>
    moves
      .slice(n + 1)
      .filter((other) => canMeet(one, other))
      .map((other) => [one, other]),
  );

/** Two readings of the same thing exclude each other. */
const canMeet = (one: Move, other: Move): boolean => one.kind !== other.kind || one.of !== other.of || one.seen;

/** Pairs that bring the amount: those whose single effects add up to it first, then all pairs while the budget lasts. */
function pairsOf(
  lines: readonly Move[],
  rules: readonly Move[],
  wanted: Rational,
  amountOf: (moves: readonly Move[]) => Rational,
  hits: (moves: readonly Move[]) => boolean,
  budget: Budget,
): Move[][] {
  const base = amountOf([]);
  const gap = subtract(wanted, base);
  const all = [...lines, ...rules];
  const effects = all.map((move) => subtract(amountOf([move]), base));
  budget.left -= all.length;
  const byEffect = Map.groupBy(all.keys(), (n) => toFraction(effects[n] ?? gap));
  const found: Move[][] = [];
  const tried = new Set<string>();
  const attempt = (a: number, b: number): void => {
    const [one, other] = [all[a], all[b]];
    const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
    if (one === undefined || other === undefined || a === b || tried.has(key) || !canMeet(one, other)) return;
    tried.add(key);
    if (hits([one, other])) found.push(a < b ? [one, other] : [other, one]);
  };
  effects.forEach((effect, a) => {
    for (const b of byEffect.get(toFraction(subtract(gap, effect))) ?? []) attempt(a, b);
  });
  for (let a = 0; a < all.length && found.length < TOLD; a++) {
    for (let b = a + 1; b < all.length && found.length < TOLD && budget.left > 0; b++) attempt(a, b);
  }
  return found;
}

/** Leaves out what is not needed, in growing steps: first halves, then single ones, until every one is needed. */
function shrink(moves: readonly Move[], hits: (moves: readonly Move[]) => boolean): Move[] {
  let kept = [...moves];
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length; ) {
      const without = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (hits(without)) kept = without;
      else at += size;
    }
  }
  return kept;
}

/** The effect of each move where it stands, so that they sum to the whole. */
export function effectsInOrder(moves: readonly Move[], amountOf: (moves: readonly Move[]) => Rational): Rational[] {
  let before = amountOf([]);
  return moves.map((_, n) => {
    const after = amountOf(moves.slice(0, n + 1));
    const effect = subtract(after, before);
    before = after;
    return effect;
  });
}

export const sumOf = (effects: readonly Rational[]): Rational => effects.reduce(add, { n: 0n, d: 1n });
