import {
  add, compare, divide, fromPpm, isZero, multiply, negate, parseDecimal, type Rational, subtract, ZERO,
} from '../../money/rational.ts'; // biome-ignore format: arithmetic in one block
import type { Tier } from '../schema/rule.ts';

/** What a tier table comes to on sums: so much a unit of measure, so much a unit, and so much at once. */
export interface Coefficients {
  readonly rate: Rational;
  readonly price: Rational;
  readonly lump: Rational;
}

export const NOTHING: Coefficients = { rate: ZERO, price: ZERO, lump: ZERO };

/** A threshold with what holds from it on; the first may have none. */
export interface Stair extends Coefficients {
  readonly at: Rational | null;
}

export function stairsOf(tiers: readonly Tier[], unit: 'plain' | 'ppm', size: Rational): Stair[] {
  return tiers.map((tier) => ({
    at: tier.from === undefined ? null : unit === 'ppm' ? fromPpm(tier.from) : multiply(parseDecimal(tier.from), size),
    rate: fromPpm(tier.ratePpm ?? '0'),
    price: parseDecimal(tier.perUnit ?? '0'),
    lump: multiply(parseDecimal(tier.lump ?? '0'), size),
  }));
}

/** How many stairs a value has climbed. */
export function climbed(stairs: readonly Stair[], value: Rational, strict: boolean): number {
  let count = 0;
  for (const { at } of stairs) {
    const order = at === null ? 1 : compare(value, at);
    if (order > 0 || (order === 0 && !strict)) count += 1;
    else break;
  }
  return count;
}

const positive = (value: Rational): Rational => (compare(value, ZERO) > 0 ? value : ZERO);

/**
 * Area under the stairs from 0 to a value: each stair adds what it is higher than the one before, times the way walked on
 * it. Before zero the way runs backwards.
 */
export function area(stairs: readonly Stair[], of: 'rate' | 'price', to: Rational): Rational {
  let total = ZERO;
  let before = ZERO;
  const backwards = compare(to, ZERO) < 0;
  for (const stair of stairs) {
    const rise = subtract(stair[of], before);
    before = stair[of];
    const low = backwards ? to : ZERO;
    const start = stair.at === null || compare(stair.at, low) < 0 ? low : stair.at;
    const way = positive(subtract(backwards ? ZERO : to, start));
    total = add(total, multiply(rise, way));
  }
  return backwards ? negate(total) : total;
}

const sumUpTo = (stairs: readonly Stair[], count: number, of: keyof Coefficients): Rational =>
  stairs.slice(0, count).reduce((sum, stair) => add(sum, stair[of]), ZERO);

/** Average height of the stairs up to a value; at zero the height there. */
function average(stairs: readonly Stair[], of: 'rate' | 'price', value: Rational, here: Stair | undefined): Rational {
  if (isZero(value)) return here?.[of] ?? ZERO;
  return divide(area(stairs, of, value), value);
}

/** Coefficients of a tier table at a qualifier. */
export function climb(method: string, stairs: readonly Stair[], strict: boolean, q: Rational): Coefficients {
  const count = climbed(stairs, q, strict);
  const here = stairs[count - 1];
  switch (method) {
    case 'marginal':
      return {
        rate: average(stairs, 'rate', q, here),
        price: average(stairs, 'price', q, here),
        lump: sumUpTo(stairs, count, 'lump'),
      };
    case 'blended_per_unit':
      return { ...NOTHING, price: isZero(q) ? ZERO : divide(area(stairs, 'price', q), q) };
    case 'total':
      return {
        rate: sumUpTo(stairs, count, 'rate'),
        price: sumUpTo(stairs, count, 'price'),
        lump: sumUpTo(stairs, count, 'lump'),
      };
    case 'rolling': {
      if (here === undefined) return NOTHING;
      const rolled = (of: 'rate' | 'price'): Rational =>
        stairs.slice(0, count - 1).reduce((sum, stair, n) => {
          const next = stairs[n + 1]?.at ?? q;
          return add(sum, isZero(q) ? stair[of] : divide(multiply(stair[of], next), q));
        }, here[of]);
      return { rate: rolled('rate'), price: rolled('price'), lump: sumUpTo(stairs, count, 'lump') };
    }
    case 'interpolated': {
      const next = stairs[count];
      if (here === undefined) return NOTHING;
      if (next?.at == null || here.at === null) return here;
      const done = divide(subtract(q, here.at), subtract(next.at, here.at));
      const blend = (of: keyof Coefficients): Rational =>
        add(multiply(here[of], subtract({ n: 1n, d: 1n }, done)), multiply(next[of], done));
      return { rate: blend('rate'), price: blend('price'), lump: blend('lump') };
    }
    default:
      return here ?? NOTHING;
  }
}
