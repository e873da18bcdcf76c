import { add, compare, isZero, multiply, type Rational, subtract, ZERO } from '../../money/rational.ts';
import type { AgreementTerms } from '../schema/agreement.ts';
import { measuresOf } from '../straight/rules/situation.ts';
import type { Step } from '../straight/rules/tiers.ts';
import {
  aroundOf,
  curveOf,
  freeFrom,
  gateOf,
  type Piece,
  type Ratios,
  regained,
  type Table,
  tableOf,
  valueAt,
} from './curve.ts';

/** What everything is paid at: rate, price per unit and fixed amount. */
type Terms = Pick<Step, 'rate' | 'perUnit' | 'lump'>;

/** A threshold at which what is paid jumps. */
export interface Cliff {
  /** Tier that begins there, from 0; null where a gate opens between tiers. */
  readonly tier: number | null;
  readonly at: Rational;
  readonly axis: Table['axis'];
  /** By how much rate, price per unit and fixed amount on everything change. */
  readonly change: Terms;
  /** In money, where the ratios tell it: what is paid just below, from there on, and the difference. */
  readonly money: { readonly before: Rational; readonly after: Rational; readonly jump: Rational } | null;
  /** After a fall: from `at` on to `to` (null: for ever) ordering more earns less than stopping just below. */
  readonly dead: { readonly to: Rational | null } | null;
  /** Before a rise: from here to `at` the goods cost the dealer nothing, as the jump pays for them. */
  readonly freeFrom: Rational | null;
}

const NOTHING: Terms = { rate: ZERO, perUnit: ZERO, lump: ZERO };

/** How the terms on everything change where a tier begins. */
export function changeAt({ method, steps }: Table, tier: number): Terms {
  const own = steps[tier] ?? NOTHING;
  const below = steps[tier - 1] ?? NOTHING;
  switch (method) {
    case 'whole_volume':
      return {
        rate: subtract(own.rate, below.rate),
        perUnit: subtract(own.perUnit, below.perUnit),
        lump: subtract(own.lump, below.lump),
      };
    case 'rolling':
    case 'total':
      return own;
    case 'marginal':
      return { ...NOTHING, lump: own.lump };
    case 'blended_per_unit':
      return NOTHING;
    case 'interpolated':
      return tier === 0 ? own : NOTHING;
  }
}

/**
 * Every threshold of a table at which what is paid jumps, by the table itself: no sampling. In money where rates stand on
 * the qualifier, or on something whose ratio to it is known.
 * @param price money of the goods that come with one of the qualifier, for the stretch that costs nothing; null: unknown
 */
export function cliffsOf(terms: AgreementTerms, ratios: Ratios, price: Rational | null): Cliff[] {
  const table = tableOf(terms.rule);
  if (table === null) return [];
  const curve = curveOf(terms, ratios);
  const cliffs = table.steps.flatMap(({ from }, tier): Cliff[] => {
    if (from === null || (table.axis !== 'growth' && compare(from, ZERO) <= 0)) return [];
    const change = changeAt(table, tier);
    if ([change.rate, change.perUnit, change.lump].every(isZero)) return [];
    const cliff = { tier, at: from, axis: table.axis, change };
    return curve === null ? [{ ...cliff, money: null, dead: null, freeFrom: null }] : inMoney(cliff, curve, price);
  });
  const open = gateOf(terms, measuresOf(terms.rule).qualifier);
  const isThreshold = table.steps.some(({ from }) => from !== null && compare(from, open) === 0);
  if (curve === null || isThreshold || compare(open, ZERO) <= 0) return cliffs;
  const opening = { tier: null, at: open, axis: table.axis, change: NOTHING };
  return [...inMoney(opening, curve, price), ...cliffs];
}

function inMoney(
  cliff: Pick<Cliff, 'tier' | 'at' | 'axis' | 'change'>,
  curve: readonly Piece[],
  price: Rational | null,
): Cliff[] {
  const around = aroundOf(curve, cliff.at);
  if (around === null) return [];
  const before = valueAt(around.before, cliff.at);
  const after = valueAt(around.after, cliff.at);
  const jump = subtract(after, before);
  // A gate above the threshold leaves nothing on either side of it.
  if (isZero(jump)) return [];
  const falls = compare(jump, ZERO) < 0;
  return [
    {
      ...cliff,
      money: { before, after, jump },
      dead: falls ? { to: regained(curve, around.n, before) } : null,
      freeFrom: falls || price === null ? null : freeFrom(curve, cliff.at, after, price),
    },
  ];
}

/** What a change of terms brings on a measure and units, in money. */
export const worthOf = ({ rate, perUnit, lump }: Terms, measure: Rational, units: Rational): Rational =>
  add(lump, add(multiply(rate, measure), multiply(perUnit, units)));
