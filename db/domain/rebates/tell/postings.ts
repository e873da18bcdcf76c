import { add, isZero, parseDecimal, type Rational, subtract, ZERO } from '../../money/rational.ts';
import type { Rounding } from '../schema/agreement.ts';
import type { CalculationDocument } from '../schema/document.ts';
import type { Posting } from '../schema/result.ts';
import type { Outcome } from '../straight/outcome.ts';
import { wholeText } from './tell-outcome.ts';

interface Place {
  readonly agreement: string;
  readonly dealer: string;
  readonly period: string;
  readonly part: string | undefined;
}

/** What stands posted, by agreement, dealer, period and part. Each run adds what it posts. */
export type Posted = Map<string, { readonly place: Place; readonly amount: Rational }>;

const keyOf = ({ agreement, dealer, period, part }: Place): string =>
  JSON.stringify([agreement, dealer, period, part ?? null]);

/** What a document says was posted before its first run. Periods left out were checked to be the only one. */
export function postedBefore({ posted }: CalculationDocument, onlyPeriod: (id: string) => string): Posted {
  const all: Posted = new Map();
  for (const { agreement, dealer, period = onlyPeriod(agreement), part, amount } of posted) {
    const place = { agreement, dealer, period, part };
    const before = all.get(keyOf(place))?.amount ?? ZERO;
    all.set(keyOf(place), { place, amount: add(before, parseDecimal(amount)) });
  }
  return all;
}

/**
 * post = R(now) − already posted, for every agreement, dealer and period; periods that are no more fall back to zero.
 * What was posted is brought up to date, so that the same run again posts nothing.
 */
export function postRun(
  outcomes: readonly Outcome[],
  posted: Posted,
  rounding: Rounding,
): { postings: Posting[]; total: Rational } {
  const now = new Map<string, { place: Place; amount: Rational; outcome: Outcome | null }>();
  for (const outcome of outcomes) {
    const { agreement, account, span, payees, split } = outcome;
    if (agreement.pays === 'nothing') continue;
    const place = { agreement: agreement.id, period: span.key };
    const put = (dealer: string, part: string | undefined, amount: Rational): void => {
      const full = { ...place, dealer, part };
      now.set(keyOf(full), { place: full, amount, outcome });
    };
    if (split !== null) for (const { key, payable } of split) put(account, key, payable);
    else for (const [payee, amount] of payees) put(payee, undefined, amount);
  }
  for (const [key, { place }] of posted) if (!now.has(key)) now.set(key, { place, amount: ZERO, outcome: null });
  const postings: Posting[] = [];
  let total = ZERO;
  for (const [key, { place, amount, outcome }] of [...now].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const known = posted.get(key);
    const before = known?.amount ?? ZERO;
    const change = subtract(amount, before);
    if (isZero(change)) continue;
    const text = (value: Rational): string => wholeText(value, outcome?.rounding ?? rounding);
    const unit = outcome?.agreement.pays === 'goods' ? 'goods' : 'money';
    if (unit === 'money') total = add(total, change);
    const { part, ...named } = place;
    postings.push({
      ...named,
      ...(part === undefined ? {} : { part }),
      unit,
      now: text(amount),
      before: text(before),
      amount: text(change),
      corrects: known !== undefined,
    });
    posted.set(key, { place, amount });
  }
  return { postings, total };
}
