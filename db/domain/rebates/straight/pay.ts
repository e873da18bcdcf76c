import { largestRemainder } from '../../money/largest-remainder.ts';
import { add, isNegative, isZero, ofUnits, type Rational, roundTo, subtract, ZERO } from '../../money/rational.ts';
import type { Agreement, Rounding } from '../schema/agreement.ts';
import { payeeOf } from './accounts.ts';
import type { Step } from './limits.ts';
import type { Item, Outcome } from './outcome.ts';
import type { Earned } from './rules/earn.ts';

export const DEFAULT_ROUNDING: Rounding = { mode: 'HALF_UP', scale: 2 };

export const rounded = (value: Rational, { mode, scale }: Rounding): Rational =>
  mode === 'NONE' ? value : ofUnits(roundTo(value, scale, mode), scale);

/** Steps after the limits: what belongs to an account rather than to its lines. */
export interface Dues {
  readonly lessPaid: readonly { readonly of: string; readonly amount: Rational }[];
  readonly adjustments: readonly {
    readonly kind: 'adjustment' | 'self_deduction';
    readonly of: string;
    readonly amount: Rational;
  }[];
  /** Zero or negative. */
  readonly carried: Rational;
}

export interface Paid {
  readonly steps: readonly Step[];
  readonly exact: Rational;
  readonly shares: readonly Rational[];
  /** By kind and source, without what lines have. */
  readonly others: readonly { readonly kind: Item['kind']; readonly of?: string; readonly exact: Rational }[];
  readonly carried: Rational;
}

/** less_paid, the policy for negatives, then adjustments and self-deductions, which no policy touches. */
export function applyDues(agreement: Agreement, value: Rational, shares: readonly Rational[], dues: Dues): Paid {
  const steps: Step[] = [];
  const others: { kind: Item['kind']; of?: string; exact: Rational }[] = [];
  let total = value;
  let lines = shares;
  const other = (kind: Step['kind'], amount: Rational, of?: string): void => {
    if (isZero(amount)) return;
    const named = of === undefined ? {} : { of };
    steps.push({ kind, amount, ...named });
    others.push({ kind, exact: amount, ...named });
    total = add(total, amount);
  };
  for (const { of, amount } of dues.lessPaid) other('less_paid', amount, of);
  let { carried } = dues;
  if (agreement.negative === 'carry') {
    other('carried_in', carried);
    carried = isNegative(total) ? total : ZERO;
    other('carried_on', subtract(ZERO, carried));
  } else if (agreement.negative === 'floor' && isNegative(total)) {
    if (others.length > 0) other('floor', subtract(ZERO, total));
    else {
      steps.push({ kind: 'floor', amount: subtract(ZERO, total) });
      total = ZERO;
      lines = lines.map(() => ZERO);
    }
  }
  // What no line earned, such as a guarantee without sales; nothing is left of it when the floor emptied the lines.
  const ownerless = lines === shares ? subtract(value, lines.reduce(add, ZERO)) : ZERO;
  for (const { kind, of, amount } of dues.adjustments) other(kind, amount, of);
  if (!isZero(ownerless)) others.unshift({ kind: 'account', exact: ownerless });
  return { steps, exact: total, shares: lines, others, carried };
}

/** The one rounding, and its way back to lines and payees by largest remainder. */
export function payOut(
  agreement: Agreement,
  account: string,
  earned: Earned,
  paid: Paid,
  rounding: Rounding,
): Pick<Outcome, 'exact' | 'payable' | 'shares' | 'allocated' | 'items' | 'payees'> {
  const payable = rounded(paid.exact, rounding);
  const order = earned.counted.map((_, at) => at).sort((a, b) => (idAt(earned, a) < idAt(earned, b) ? -1 : 1));
  const exacts = [...order.map((at) => paid.shares[at] ?? ZERO), ...paid.others.map(({ exact }) => exact)];
  const parts =
    rounding.mode === 'NONE'
      ? exacts
      : largestRemainder(exacts, roundTo(paid.exact, rounding.scale, rounding.mode), rounding.scale).map((units) =>
          ofUnits(units, rounding.scale),
        );
  const allocated: Rational[] = earned.counted.map(() => ZERO);
  order.forEach((at, n) => {
    allocated[at] = parts[n] ?? ZERO;
  });
  const items = paid.others.map((other, n): Item => ({ ...other, allocated: parts[order.length + n] ?? ZERO }));
  const payees = new Map<string, Rational>();
  const give = (payee: string, amount: Rational): void => {
    payees.set(payee, add(payees.get(payee) ?? ZERO, amount));
  };
  give(payeeOf(agreement, account), ZERO);
  for (const [at, { entry }] of earned.counted.entries()) give(entry.payee, allocated[at] ?? ZERO);
  for (const { allocated: amount } of items) give(payeeOf(agreement, account), amount);
  return { exact: paid.exact, payable, shares: paid.shares, allocated, items, payees };
}

const idAt = ({ counted }: Earned, at: number): string => counted[at]?.entry.line.id ?? '';
