import { add, maximum, minimum, multiply, parseDecimal, type Rational, ratio, ZERO } from '../../money/rational.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { Stacking } from '../schema/document.ts';
import { namedAccounts, placesOf } from '../straight/accounts.ts';
import { capOf, earnedAtMost, periodsOf, rateAtMost } from './bounds.ts';
import { ownRatios } from './curve.ts';

/** What an agreement can cost at most over its life, whatever is ordered. */
export interface Exposure {
  readonly agreement: Agreement;
  readonly accounts: number;
  readonly periods: number | null;
  /** Null when nothing bounds it. */
  readonly most: Rational | null;
  /** At most this share of the measure; null where rates alone do not tell. */
  readonly rate: Rational | null;
}

/**
 * Bounds of agreements. An agreement that names nobody is taken for the dealers of history.
 * @param dealers everybody who has lines
 */
export function exposuresOf(
  agreements: readonly Agreement[],
  stacking: Stacking | undefined,
  dealers: readonly string[],
): Exposure[] {
  const byId = new Map<string, Rational | null>();
  const onRebates = new Map(
    agreements.map(
      ({ id }) => [id, (stacking?.edges ?? []).filter(({ to, basis }) => to === id && basis === 'rebate')] as const,
    ),
  );
  const found = new Map<Agreement, Exposure>();
  // Those that build on what others earned come after them; the engine has refused circles.
  const waiting = [...agreements];
  while (waiting.length > 0) {
    const at = waiting.findIndex(({ id }) =>
      (onRebates.get(id) ?? []).every(({ from }) => !waiting.some((one) => one.id === from)),
    );
    const [agreement] = waiting.splice(Math.max(at, 0), 1);
    if (agreement === undefined) break;
    const edges = onRebates.get(agreement.id) ?? [];
    const upstream = edges.length === 0 ? null : edges.map(({ from }) => byId.get(from) ?? null);
    const exposure = exposureOf(agreement, dealers, upstream);
    found.set(agreement, exposure);
    const before = byId.get(agreement.id);
    const paid = exposure.most;
    byId.set(agreement.id, before === undefined ? paid : before === null || paid === null ? null : add(before, paid));
  }
  return agreements.flatMap((agreement) => found.get(agreement) ?? []);
}

function exposureOf(
  agreement: Agreement,
  dealers: readonly string[],
  upstream: readonly (Rational | null)[] | null,
): Exposure {
  const named = namedAccounts(agreement);
  const lived = new Set(
    dealers.flatMap((one) =>
      placesOf(agreement, one, agreement.from)
        .filter(({ earns }) => earns)
        .map(({ account }) => account),
    ),
  );
  const accounts = named.length > 0 ? named.length : lived.size;
  const periods = periodsOf(agreement);
  const cap = capOf(agreement);
  const top = rateAtMost(agreement);
  const rate = top === null ? (cap?.rate ?? null) : cap?.rate == null ? top : minimum(top, cap.rate);
  const common = { agreement, accounts, periods, rate };
  const whole = (each: Rational | null): Rational | null =>
    each === null || periods === null ? null : multiply(each, ratio(periods * accounts));

  if (upstream !== null) {
    // On rebates of others: bound by what they can be.
    const base = upstream.reduce<Rational | null>(
      (sum, one) => (sum === null || one === null ? null : add(sum, one)),
      ZERO,
    );
    const most = base === null || rate === null ? null : multiply(base, rate);
    return { ...common, most: cutOff(most, whole, agreement, accounts) };
  }
  const guarantee = agreement.minimum === undefined ? ZERO : parseDecimal(agreement.minimum.amount);
  const earned = earnedAtMost(agreement, ownRatios(agreement.rule));
  const each = earned === null ? null : maximum(earned, guarantee);
  return { ...common, most: cutOff(whole(each), whole, agreement, accounts) };
}

/** The least of a bound and the fixed cap. */
function cutOff(
  most: Rational | null,
  whole: (each: Rational | null) => Rational | null,
  agreement: Agreement,
  accounts: number,
): Rational | null {
  const cap = capOf(agreement);
  if (cap?.amount == null) return most;
  const all = cap.across === 'term' ? multiply(cap.amount, ratio(accounts)) : whole(cap.amount);
  return most === null || all === null ? (all ?? most) : minimum(most, all);
}
