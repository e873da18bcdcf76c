import { largestRemainder } from '../../money/largest-remainder.ts';
import { add, isNegative, isZero, ofUnits, type Rational, roundTo, subtract, ZERO } from '../../money/rational.ts';
import type { Agreement, Rounding } from '../schema/agreement.ts';
import { payeeOf } from './accounts.ts';
import type { Entry } from './entries.ts';
import { lazy } from './lazy.ts';
import type { Shares, Step } from './limits.ts';
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

type Other = Omit<Item, 'allocated'>;

export interface Paid {
  readonly steps: readonly Step[];
  readonly exact: Rational;
  readonly shares: Shares;
  /** By kind and source, without what lines have. */
  readonly others: () => readonly Other[];
  readonly carried: Rational;
}

/** less_paid, the policy for negatives, then adjustments and self-deductions, which no policy touches. */
export function applyDues(agreement: Agreement, value: Rational, shares: Shares, dues: Dues): Paid {
  const steps: Step[] = [];
  const others: Other[] = [];
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
      lines = lazy(() => shares().map(() => ZERO));
    }
  }
  for (const { kind, of, amount } of dues.adjustments) other(kind, amount, of);
  // What no line earned, such as a guarantee without sales; nothing is left of it when the floor emptied the lines.
  const withAccount = (): readonly Other[] => {
    const ownerless = lines === shares ? subtract(value, shares().reduce(add, ZERO)) : ZERO;
    return isZero(ownerless) ? others : [{ kind: 'account', exact: ownerless }, ...others];
  };
  return { steps, exact: total, shares: lines, others: lazy(withAccount), carried };
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
  const parts = lazy(() => partsOf(earned, paid, rounding));
  const own = payeeOf(agreement, account);
  const allocated = lazy(() => parts().lines);
  const items = lazy(() => parts().items);
  // Where there is nobody else to be paid, the parts need not be known: they sum to the payable amount.
  const payees = earned.lines.entries.every(({ payee }) => payee === own)
    ? new Map([[own, payable]])
    : payeesOf(own, earned, parts());
  return { exact: paid.exact, payable, shares: paid.shares, allocated, items, payees };
}

interface Parts {
  readonly lines: readonly Rational[];
  readonly items: readonly Item[];
}

function partsOf({ lines: { entries } }: Earned, paid: Paid, rounding: Rounding): Parts {
  const order = entries.map((_, at) => at).sort((a, b) => (idAt(entries, a) < idAt(entries, b) ? -1 : 1));
  const [shares, others] = [paid.shares(), paid.others()];
  const exacts = [...order.map((at) => shares[at] ?? ZERO), ...others.map(({ exact }) => exact)];
  const parts =
    rounding.mode === 'NONE'
      ? exacts
      : largestRemainder(exacts, roundTo(paid.exact, rounding.scale, rounding.mode), rounding.scale).map((units) =>
          ofUnits(units, rounding.scale),
        );
  const lines: Rational[] = entries.map(() => ZERO);
  order.forEach((at, n) => {
    lines[at] = parts[n] ?? ZERO;
  });
  return { lines, items: others.map((other, n) => ({ ...other, allocated: parts[order.length + n] ?? ZERO })) };
}

function payeesOf(own: string, earned: Earned, { lines, items }: Parts): ReadonlyMap<string, Rational> {
  const payees = new Map<string, Rational>();
  const give = (payee: string, amount: Rational): void => {
    payees.set(payee, add(payees.get(payee) ?? ZERO, amount));
  };
  for (const [at, { payee }] of earned.lines.entries.entries()) give(payee, lines[at] ?? ZERO);
  for (const { allocated } of items) if (!isZero(allocated)) give(own, allocated);
  return payees;
}

const idAt = (entries: readonly Entry[], at: number): string => entries[at]?.line.id ?? '';
