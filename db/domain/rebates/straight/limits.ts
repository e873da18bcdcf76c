import {
  add, compare, divide, fromPpm, isZero, maximum, multiply, parseDecimal, type Rational, ratio, subtract, ZERO,
} from '../../money/rational.ts'; // biome-ignore format: arithmetic in one block
import type { Agreement } from '../schema/agreement.ts';
import { totalsOf } from './entries.ts';
import { lazy } from './lazy.ts';
import type { Earned } from './rules/earn.ts';
import { amountOfParts, noShares, spreadLump } from './rules/earning.ts';
import { reaches } from './rules/tiers.ts';
import { lineValue } from './values.ts';

/** A step from what the rule gave to what is payable; the steps sum to it. */
export interface Step {
  readonly kind:
    | 'earned'
    | 'each_limit'
    | 'gate'
    | 'accrual'
    | 'minimum'
    | 'cap'
    | 'better_deal'
    | 'less_paid'
    | 'floor'
    | 'carried_in'
    | 'carried_on'
    | 'adjustment'
    | 'self_deduction';
  readonly amount: Rational;
  /** What it comes from: an adjustment, an agreement. */
  readonly of?: string;
}

/** Exact parts of counted lines, in their order, worked out when somebody asks. */
export type Shares = () => readonly Rational[];

/** What earlier periods of an account leave for later ones. */
export interface Balance {
  /** What came before a cap on the whole term, its measure, and what it let through. */
  readonly capped: { readonly earned: Rational; readonly measure: Rational; readonly paid: Rational };
  /** What a guarantee on the whole term still owes (positive) or has to its credit (negative). */
  readonly guarantee: Rational;
  /** Zero or negative: to be taken off later periods. */
  readonly carried: Rational;
}

export const NO_BALANCE: Balance = {
  capped: { earned: ZERO, measure: ZERO, paid: ZERO },
  guarantee: ZERO,
  carried: ZERO,
};

export interface Limited {
  readonly value: Rational;
  readonly steps: readonly Step[];
  /** By line, worked out when somebody asks. */
  readonly shares: Shares;
  readonly balance: Balance;
}

/** Changes an amount and what the lines have of it in the same proportion. */
const rescale = (shares: Shares, from: Rational, to: Rational): Shares =>
  isZero(from) ? shares : lazy(() => shares().map((share) => multiply(share, divide(to, from))));

/**
 * Everything between the rule and the policies: limits of every single one, gate, accrual of a running period, minimum
 * (final only), cap. Each is a step of its own, in this order.
 */
export function applyLimits(
  agreement: Agreement,
  earned: Earned,
  options: {
    readonly final: boolean;
    readonly balance: Balance;
    readonly scale: Rational;
    /** What the running period is booked at instead of what is earned; null for that. */
    readonly expected: { readonly value: Rational; readonly shares: Shares } | null;
  },
): Limited {
  const { final, scale } = options;
  const steps: Step[] = [];
  let value = ZERO;
  let { shares } = earned;
  const step = (kind: Step['kind'], amount: Rational): void => {
    if (kind !== 'earned' && isZero(amount)) return;
    steps.push({ kind, amount });
    value = add(value, amount);
  };
  step('earned', amountOfParts(earned.parts));
  step('each_limit', earned.limited);
  if (!passesGates(agreement, earned)) {
    step('gate', subtract(ZERO, value));
    shares = noShares(earned.lines);
  }
  if (options.expected !== null) {
    step('accrual', subtract(options.expected.value, value));
    ({ shares } = options.expected);
  }
  let { guarantee, capped } = options.balance;
  if (agreement.minimum !== undefined && final) {
    const due = multiply(parseDecimal(agreement.minimum.amount), scale);
    const short = add(subtract(due, value), agreement.minimum.across === 'term' ? guarantee : ZERO);
    const before = value;
    const topUp = maximum(short, ZERO);
    step('minimum', topUp);
    const whole = value;
    guarantee = subtract(short, topUp);
    // Returns and sales that cancel out, or no lines at all, leave nothing to scale: then it falls on the account.
    shares = isZero(before) ? lazy(() => spreadLump(whole, earned.lines.counted)) : rescale(shares, before, value);
  }
  if (agreement.cap !== undefined) {
    // A cap on the term holds for the sums since its beginning: goods that come back take nothing off that it had cut away.
    const isTerm = agreement.cap.across === 'term';
    const { earned: earlier, measure: measured, paid } = isTerm ? capped : NO_BALANCE.capped;
    const sum = add(earlier, value);
    const measure = add(measured, earned.measure);
    const limit = capOf(agreement.cap, measure, isTerm ? ratio(1) : scale);
    const before = value;
    step('cap', subtract(subtract(compare(sum, limit) > 0 ? limit : sum, paid), value));
    shares = rescale(shares, before, value);
    capped = { earned: sum, measure, paid: add(paid, value) };
  }
  return { value, steps, shares, balance: { ...options.balance, guarantee, capped } };
}

function capOf(cap: NonNullable<Agreement['cap']>, measure: Rational, scale: Rational): Rational {
  const share = cap.ratePpm === undefined ? null : multiply(measure, fromPpm(cap.ratePpm));
  const fixed = cap.amount === undefined ? null : multiply(parseDecimal(cap.amount), scale);
  if (fixed === null) return share ?? ZERO;
  return share === null || compare(fixed, share) <= 0 ? fixed : share;
}

function passesGates(agreement: Agreement, { lines }: Earned): boolean {
  return (agreement.gate ?? []).every(({ measure, from, edge }) => {
    const reached = totalsOf(lines.entries, agreement, { qualifier: measure, measure, units: measure }).q;
    return reaches(reached, parseDecimal(from), edge);
  });
}

/** What a running period is booked at under an accrual rate. */
export function accrueAtRate(agreement: Agreement, accrual: NonNullable<Agreement['accrual']>, { lines }: Earned) {
  const rate = fromPpm(accrual.ratePpm ?? 0);
  const price = parseDecimal(accrual.perUnit ?? 0);
  const shares = lines.entries.map(({ line, weights, earns }) => {
    const value = (measure: string): Rational => lineValue(line, measure, agreement.taxBasis) ?? ZERO;
    const whole = add(multiply(value(accrual.measure), rate), multiply(value(accrual.units), price));
    return earns ? multiply(whole, weights.measure) : ZERO;
  });
  return { value: shares.reduce(add, ZERO), shares: () => shares };
}
