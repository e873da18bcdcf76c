import {
  add, compare, divide, isZero, maximum, multiply, ONE, parseDecimal, type Rational, ratio, subtract, ZERO,
} from '../../money/rational.ts'; // biome-ignore format: arithmetic in one block
import type { AgreementTerms } from '../schema/agreement.ts';
import type { Rule } from '../schema/rule.ts';
import { amountOfParts } from '../straight/rules/earning.ts';
import { measuresOf } from '../straight/rules/situation.ts';
import { applyTiers, type Edge, type Step, stepsOf, type TierMethod } from '../straight/rules/tiers.ts';

/** The highest gate on a measure; zero without one. */
export const gateOf = ({ gate = [] }: AgreementTerms, measure: string): Rational =>
  gate
    .filter((one) => one.measure === measure)
    .map(({ from }) => parseDecimal(from))
    .reduce(maximum, ZERO);

/** How much of measure and units comes with one of the qualifier; null where nothing says it. */
export interface Ratios {
  readonly measure: Rational | null;
  readonly units: Rational | null;
}

/** `a + b·q + c·q²` between two values of the qualifier; `to` is null where it never ends. */
export interface Piece {
  readonly from: Rational;
  readonly to: Rational | null;
  readonly a: Rational;
  readonly b: Rational;
  readonly c: Rational;
}

/** A tier table in numbers, and what its thresholds are measured in. */
export interface Table {
  readonly method: TierMethod;
  readonly edge: Edge;
  readonly steps: readonly Step[];
  /** `value`: as the qualifier stands; `growth`, `attainment`, `share`: as parts of 1; `number`: of SKUs or groups. */
  readonly axis: 'value' | 'growth' | 'attainment' | 'share' | 'number';
}

/**
 * The tier table of a rule; null for one that has none. A rate, a price or a fixed amount by itself is a table of one tier.
 */
export function tableOf(rule: Rule): Table | null {
  switch (rule.kind) {
    case 'growth':
      return { method: 'whole_volume', edge: rule.edge, steps: stepsOf(rule.tiers, ONE, 'ppm'), axis: 'growth' };
    case 'target':
      return { method: 'whole_volume', edge: rule.edge, steps: stepsOf(rule.tiers, ONE, 'ppm'), axis: 'attainment' };
    case 'mix': {
      const unit = rule.by === 'share' ? 'ppm' : 'value';
      const axis = rule.by === 'share' ? 'share' : 'number';
      return { method: 'whole_volume', edge: rule.edge, steps: stepsOf(rule.tiers, ONE, unit), axis };
    }
    case 'lump_sum': {
      const steps = stepsOf([{ from: rule.target, lump: rule.lump }]);
      return { method: 'whole_volume', edge: rule.edge, steps, axis: 'value' };
    }
    case 'percent':
      return { method: 'whole_volume', edge: '>=', steps: stepsOf([{ ratePpm: rule.ratePpm }]), axis: 'value' };
    case 'per_unit':
      return { method: 'whole_volume', edge: '>=', steps: stepsOf([{ perUnit: rule.perUnit }]), axis: 'value' };
    case 'free_goods':
    case 'package':
    case 'payment':
    case 'over_time':
      return null;
    default:
      return { method: rule.kind, edge: rule.edge, steps: stepsOf(rule.tiers), axis: 'value' };
  }
}

/** Ratios that need no history: a measure that is the qualifier itself comes with it one to one. */
export function ownRatios(rule: Rule): Ratios {
  const { qualifier, measure, units } = measuresOf(rule);
  return { measure: measure === qualifier ? ONE : null, units: units === qualifier ? ONE : null };
}

/**
 * What a table on a plain sum pays, as a function of the qualifier from 0 on, exactly: between two thresholds every kind
 * of table is a polynomial of at most the second degree, which three of its values determine. A gate on the qualifier is
 * in it; cap, minimum and policies are not.
 * @returns null when the table is on a ratio, or when rates stand on something whose ratio to the qualifier is not known
 */
export function curveOf(terms: AgreementTerms, ratios: Ratios): readonly Piece[] | null {
  const table = tableOf(terms.rule);
  if (table === null || table.axis !== 'value') return null;
  const { steps, method, edge } = table;
  if (ratios.measure === null && steps.some(({ rate }) => !isZero(rate))) return null;
  if (ratios.units === null && steps.some(({ perUnit }) => !isZero(perUnit))) return null;
  const { qualifier } = measuresOf(terms.rule);
  const open = gateOf(terms, qualifier);
  const starts = [ZERO, open, ...steps.flatMap(({ from }) => from ?? [])]
    .filter((from) => compare(from, ZERO) >= 0)
    .sort(compare)
    .filter((from, n, all) => n === 0 || compare(from, all[n - 1] ?? ZERO) !== 0);
  const at = (q: Rational): Rational =>
    amountOfParts(
      applyTiers(method, steps, edge, {
        q,
        m: multiply(q, ratios.measure ?? ZERO),
        u: multiply(q, ratios.units ?? ZERO),
      }),
    );
  return starts.map((from, n): Piece => {
    const to = starts[n + 1] ?? null;
    if (compare(from, open) < 0) return { from, to, a: ZERO, b: ZERO, c: ZERO };
    const width = to === null ? ratio(4) : subtract(to, from);
    const points = [1, 2, 3].map((k) => add(from, multiply(width, ratio(k, 4))));
    return { from, to, ...through(points.map((q) => ({ q, value: at(q) }))) };
  });
}

/** The polynomial through three points, by divided differences. */
function through(points: readonly { readonly q: Rational; readonly value: Rational }[]): Pick<Piece, 'a' | 'b' | 'c'> {
  const [p, r, s] = points;
  if (p === undefined || r === undefined || s === undefined) throw new RangeError('Three points are needed');
  const first = divide(subtract(r.value, p.value), subtract(r.q, p.q));
  const second = divide(subtract(s.value, r.value), subtract(s.q, r.q));
  const c = divide(subtract(second, first), subtract(s.q, p.q));
  const b = subtract(first, multiply(c, add(p.q, r.q)));
  const a = subtract(p.value, add(multiply(b, p.q), multiply(c, multiply(p.q, p.q))));
  return { a, b, c };
}

/** The value of a piece at a place, also at its ends, where the function itself may belong to the next one. */
export const valueAt = ({ a, b, c }: Piece, q: Rational): Rational => add(a, multiply(q, add(b, multiply(c, q))));

/** The piece that begins at a threshold, and the one before it. */
export function aroundOf(
  curve: readonly Piece[],
  at: Rational,
): { readonly before: Piece; readonly after: Piece; readonly n: number } | null {
  const n = curve.findIndex(({ from }) => compare(from, at) === 0);
  const [before, after] = [curve[n - 1], curve[n]];
  return before === undefined || after === undefined ? null : { before, after, n };
}

/**
 * After a drop: where the function is back at `level`, from the piece `n` on; null when it never is. Pieces that bend
 * (interpolation) are crossed as a whole: their end is told, which is on the safe side.
 */
export function regained(curve: readonly Piece[], n: number, level: Rational): Rational | null {
  for (const piece of curve.slice(n)) {
    if (compare(valueAt(piece, piece.from), level) >= 0) return piece.from;
    const end = piece.to === null ? null : valueAt(piece, piece.to);
    const rises = isZero(piece.c) ? compare(piece.b, ZERO) > 0 : false;
    if (rises && (end === null || compare(end, level) >= 0)) return divide(subtract(level, piece.a), piece.b);
    if (end !== null && compare(end, level) >= 0) return piece.to;
  }
  return null;
}

/**
 * Before a jump at `at`, after which the dealer pays `price · at − after`: from which order on he would pay no less
 * without reaching it, so that what fills up to the threshold costs him nothing. Null when the jump does not pay for
 * any of it.
 */
export function freeFrom(curve: readonly Piece[], at: Rational, after: Rational, price: Rational): Rational | null {
  const paid = subtract(multiply(price, at), after);
  let lowest: Rational | null = null;
  for (const piece of curve.toReversed()) {
    if (piece.to === null || compare(piece.to, at) > 0) continue;
    const net = (q: Rational): Rational => subtract(multiply(price, q), valueAt(piece, q));
    if (compare(net(piece.to), paid) <= 0) return lowest;
    if (compare(net(piece.from), paid) >= 0) {
      lowest = piece.from;
      continue;
    }
    const slope = subtract(price, piece.b);
    if (!isZero(piece.c) || isZero(slope)) return lowest;
    return divide(add(paid, piece.a), slope);
  }
  return lowest;
}
