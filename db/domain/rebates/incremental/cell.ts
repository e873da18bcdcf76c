import {
  add, compare, divide, fromPpm, isNegative, isZero, minimum, multiply, ofUnits, parseDecimal, type Rational, ratio, roundTo,
  subtract, ZERO,
} from '../../money/rational.ts'; // biome-ignore format: arithmetic in one block
import type { Agreement, Rounding } from '../schema/agreement.ts';
import { type Bundle, readsOf, sumIn } from './bundles.ts';
import type { Slot } from './grid.ts';
import type { Standing } from './signature.ts';
import { type Setting, shareOut, type Term, total, type Yield, yieldOf } from './yield.ts';

/** What agreements before it earned on a bundle. */
export interface Inherited {
  readonly net: Rational;
  readonly rebate: Rational | null;
}

/** A bundle in a cell. */
export interface Member {
  readonly bundle: Bundle;
  readonly standing: Standing;
  readonly inherited: Inherited;
}

/** What periods before it leave. */
export interface Left {
  /** Under a cap on the term: earned, its base, and paid so far. */
  readonly capped: readonly [earned: Rational, base: Rational, paid: Rational];
  readonly guarantee: Rational;
}

export interface Limited {
  readonly setting: Setting;
  readonly members: readonly Member[];
  readonly yielded: Yield;
  amount: Rational;
  shares: readonly Rational[];
  /** What this period found, and what it leaves. */
  readonly found: Left;
  readonly left: Left;
}

function termOf(member: Member, terms: Agreement): Term {
  const { standing, inherited, bundle } = member;
  const reads = readsOf(terms.rule);
  const earns = standing.role === 'earns' ? standing.money : ZERO;
  let base = sumIn(bundle, reads.measure, terms.taxBasis);
  if (reads.measure === 'amount') base = subtract(base, inherited.net);
  return {
    q: multiply(sumIn(bundle, reads.qualifier, terms.taxBasis), standing.towards),
    m: multiply(inherited.rebate ?? base, earns),
    u: multiply(sumIn(bundle, reads.units, terms.taxBasis), earns),
    n: bundle.count,
    mark: standing.mark,
    order: standing.order,
  };
}

const scaled = (terms: readonly Term[], by: Rational): Term[] =>
  terms.map((term) => ({ ...term, q: multiply(term.q, by), m: multiply(term.m, by), u: multiply(term.u, by) }));

/** What a running period is booked at: by a forecast, by an accrual rate, or null for what is earned. */
function booked(
  setting: Setting,
  members: readonly Member[],
  terms: readonly Term[],
  yielded: Yield,
  forecast: Rational | null,
): { readonly amount: Rational; readonly shares: readonly Rational[] } | null {
  const { accrual } = setting.terms;
  if (forecast !== null) {
    const reached = yielded.qualifier;
    if (compare(reached, ZERO) <= 0 || compare(forecast, ZERO) <= 0)
      return { amount: ZERO, shares: terms.map(() => ZERO) };
    const times = divide(forecast, reached);
    const then = yieldOf(setting, scaled(terms, times));
    return { amount: divide(then.amount, times), shares: then.shares.map((share) => divide(share, times)) };
  }
  if (accrual === undefined) return null;
  const shares = members.map((member) => {
    if (member.standing.role !== 'earns') return ZERO;
    const rated = multiply(
      sumIn(member.bundle, accrual.measure, setting.terms.taxBasis),
      fromPpm(accrual.ratePpm ?? '0'),
    );
    const priced = multiply(
      sumIn(member.bundle, accrual.units, setting.terms.taxBasis),
      parseDecimal(accrual.perUnit ?? '0'),
    );
    return multiply(add(rated, priced), member.standing.money);
  });
  return { amount: shares.reduce(add, ZERO), shares };
}

const stretch = (shares: readonly Rational[], from: Rational, to: Rational): readonly Rational[] =>
  isZero(from) || compare(from, to) === 0 ? shares : shares.map((share) => divide(multiply(share, to), from));

/** Rule, gate, booking of a running period, minimum, cap. */
export function limitCell(
  setting: Setting,
  members: readonly Member[],
  found: Left,
  options: { readonly final: boolean; readonly runs: boolean; readonly forecast: Rational | null },
): Limited {
  const agreement = setting.terms;
  const terms = members.map((member) => termOf(member, agreement));
  const yielded = yieldOf(setting, terms);
  let { amount, shares } = yielded;
  const open = (agreement.gate ?? []).every(({ measure, from, edge }) => {
    const reached = members.reduce(
      (sum, { bundle, standing }) => add(sum, multiply(sumIn(bundle, measure, agreement.taxBasis), standing.towards)),
      ZERO,
    );
    const order = compare(reached, parseDecimal(from));
    return order > 0 || (order === 0 && edge === '>=');
  });
  if (!open) [amount, shares] = [ZERO, terms.map(() => ZERO)];
  const instead = options.runs ? booked(setting, members, terms, yielded, options.forecast) : null;
  if (instead !== null) ({ amount, shares } = instead);
  let { capped, guarantee } = found;
  if (options.final && agreement.minimum !== undefined) {
    const promised = multiply(parseDecimal(agreement.minimum.amount), setting.size);
    const owed = subtract(agreement.minimum.across === 'term' ? add(promised, guarantee) : promised, amount);
    const raised = compare(owed, ZERO) > 0 ? add(amount, owed) : amount;
    guarantee = compare(owed, ZERO) > 0 ? ZERO : owed;
    shares = isZero(amount) ? shareOut(raised, terms) : stretch(shares, amount, raised);
    amount = raised;
  }
  const { cap } = agreement;
  if (cap !== undefined) {
    const [earlier, base, paid] = cap.across === 'term' ? capped : NOTHING_LEFT.capped;
    const [so, on] = [add(earlier, amount), add(base, total(terms, 'm'))];
    const limits = ceilings(cap, on, cap.across === 'term' ? ratio(1) : setting.size);
    const kept = subtract(limits.reduce(minimum, so), paid);
    shares = stretch(shares, amount, kept);
    amount = kept;
    capped = [so, on, add(paid, kept)];
  }
  return { setting, members, yielded, amount, shares, found, left: { capped, guarantee } };
}

function ceilings(cap: NonNullable<Agreement['cap']>, base: Rational, size: Rational): Rational[] {
  return [
    ...(cap.amount === undefined ? [] : [multiply(parseDecimal(cap.amount), size)]),
    ...(cap.ratePpm === undefined ? [] : [multiply(base, fromPpm(cap.ratePpm))]),
  ];
}

export interface Settled {
  readonly exact: Rational;
  readonly shares: readonly Rational[];
  readonly carried: Rational;
}

/** What was paid before, the policy for negatives, and what no policy touches. */
export function settleCell(
  { setting, amount, shares }: Limited,
  dues: {
    readonly paidBefore: Rational;
    readonly carried: Rational;
    readonly adjusted: Rational;
    readonly touched: boolean;
  },
): Settled {
  const { negative } = setting.terms;
  let sum = subtract(amount, dues.paidBefore);
  let { carried } = dues;
  let kept = shares;
  if (negative === 'carry') {
    sum = add(sum, carried);
    carried = isNegative(sum) ? sum : ZERO;
    if (isNegative(sum)) sum = ZERO;
  } else if (negative === 'floor' && isNegative(sum)) {
    if (!dues.touched) kept = shares.map(() => ZERO);
    sum = ZERO;
  }
  return { exact: add(sum, dues.adjusted), shares: kept, carried };
}

/** Of what was paid for parts of a running slot, the first that the slot has earned already; claw-backs make room. */
export function withinReach(paid: readonly Rational[], earned: Rational): Rational[] {
  let room = paid.filter(isNegative).reduce(subtract, isNegative(earned) ? ZERO : earned);
  return paid.map((one) => {
    if (isNegative(one)) return one;
    const taken = minimum(one, room);
    room = subtract(room, taken);
    return taken;
  });
}

export function roundOff(value: Rational, { mode, scale }: Rounding): Rational {
  return mode === 'NONE' ? value : ofUnits(roundTo(value, scale, mode), scale);
}

/** Share of a slot that its agreement covers, where that counts. */
export const sizeOf = ({ proration }: Agreement, slot: Slot, openEnd: number): Rational =>
  proration === 'days' && slot.end !== openEnd ? ratio(slot.end - slot.first, slot.days) : ratio(1);

export const NOTHING_LEFT: Left = { capped: [ZERO, ZERO, ZERO], guarantee: ZERO };
