import {
  add,
  compare,
  divide,
  isZero,
  maximum,
  multiply,
  parseDecimal,
  type Rational,
  ratio,
  ZERO,
} from '../../money/rational.ts';
import { toDay } from '../../time/days.ts';
import type { Agreement, AgreementTerms } from '../schema/agreement.ts';
import { spansOf } from '../straight/calendar.ts';
import { curveOf, type Piece, type Ratios, tableOf, valueAt } from './curve.ts';

/** Number of periods of an agreement; null without an end. A whole term is one. */
export function periodsOf({ period, from, to }: Pick<Agreement, 'period' | 'from' | 'to'>): number | null {
  if (period.unit === 'term') return 1;
  if (to === undefined) return period.unit === 'custom' ? (period.custom?.length ?? 0) : null;
  const end = toDay(to);
  return spansOf(period, toDay(from), end, end).length;
}

/** The most a piece pays; null when it grows without end. */
function topOf(piece: Piece): Rational | null {
  const ends = [valueAt(piece, piece.from)];
  if (piece.to === null) {
    const leads = isZero(piece.c) ? piece.b : piece.c;
    if (compare(leads, ZERO) > 0) return null;
  } else ends.push(valueAt(piece, piece.to));
  if (compare(piece.c, ZERO) < 0) {
    // The vertex of a parabola that opens downwards, when it lies within.
    const vertex = divide(piece.b, multiply(piece.c, ratio(-2)));
    if (compare(vertex, piece.from) > 0 && (piece.to === null || compare(vertex, piece.to) < 0)) {
      ends.push(valueAt(piece, vertex));
    }
  }
  return ends.reduce(maximum);
}

/**
 * The most that the rule of an agreement can earn in one account and period before minimum and cap, whatever is ordered;
 * null when there is no such bound. Exact: the highest value of all pieces.
 */
export function earnedAtMost(terms: AgreementTerms, ratios: Ratios): Rational | null {
  const { rule } = terms;
  if (rule.kind === 'over_time') return parseDecimal(rule.amount);
  const per = 'per' in rule ? rule.per : 'period';
  if (per !== 'period') return null;
  const table = tableOf(rule);
  if (table === null) return null;
  const lumps = table.steps.every(({ rate, perUnit }) => isZero(rate) && isZero(perUnit));
  if (table.axis !== 'value') {
    const excess = rule.kind === 'target' && rule.excess !== undefined;
    return lumps && !excess ? table.steps.map(({ lump }) => lump).reduce(maximum, ZERO) : null;
  }
  const curve = curveOf(terms, ratios);
  if (curve === null) return null;
  const tops = curve.map(topOf);
  return tops.reduce<Rational | null>((most, top) => (most === null || top === null ? null : maximum(most, top)), ZERO);
}

/**
 * The highest share of the measure that a rule can pay, whatever is ordered: `R ≤ rate · measure`; null when prices per
 * unit or fixed amounts keep it from being bound that way.
 */
export function rateAtMost({ rule }: AgreementTerms): Rational | null {
  if (rule.kind === 'payment') {
    if (rule.bands.some(({ perUnit }) => perUnit !== undefined && !isZero(parseDecimal(perUnit)))) return null;
    return rule.bands.map(({ ratePpm = 0 }) => divide(parseDecimal(ratePpm), ratio(1_000_000))).reduce(maximum, ZERO);
  }
  const table = tableOf(rule);
  if (table === null || table.method === 'blended_per_unit') return null;
  const { steps, method } = table;
  if (steps.some(({ perUnit, lump }) => !isZero(perUnit) || !isZero(lump))) return null;
  const rates = steps.map(({ rate }) => rate);
  const adds = method === 'total' || method === 'rolling';
  const top = adds ? rates.map((rate) => maximum(rate, ZERO)).reduce(add, ZERO) : rates.reduce(maximum, ZERO);
  if (rule.kind !== 'target' || rule.excess === undefined) return top;
  if (rule.excess.perUnit !== undefined && !isZero(parseDecimal(rule.excess.perUnit))) return null;
  return add(top, divide(parseDecimal(rule.excess.ratePpm ?? 0), ratio(1_000_000)));
}

/** What a cap lets through in a period (or, across the term, in all): fixed, as a share of the measure, or both. */
export function capOf({ cap }: AgreementTerms): {
  readonly amount: Rational | null;
  readonly rate: Rational | null;
  readonly across: 'period' | 'term';
} | null {
  if (cap === undefined) return null;
  return {
    amount: cap.amount === undefined ? null : parseDecimal(cap.amount),
    rate: cap.ratePpm === undefined ? null : divide(parseDecimal(cap.ratePpm), ratio(1_000_000)),
    across: cap.across,
  };
}
