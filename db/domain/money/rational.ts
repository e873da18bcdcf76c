/**
 * Exact rational numbers on bigint: what every amount, quantity and rate is inside a calculation. Nothing is rounded
 * here but by {@link roundTo}, and nothing passes through a floating-point number.
 */

/** `n / d` with `d > 0`. Not always in lowest terms: compare with {@link compare}, show with {@link toFraction}. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

export const ZERO: Rational = { n: 0n, d: 1n };
export const ONE: Rational = { n: 1n, d: 1n };
const PPM: bigint = 1_000_000n;
/** Beyond this denominator a result is brought to lowest terms, so that long sums stay short. */
const WIDE: bigint = 1n << 96n;

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [abs(a), abs(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The same number in lowest terms. */
export function lowest({ n, d }: Rational): Rational {
  const common = gcd(n, d);
  return common <= 1n ? { n, d } : { n: n / common, d: d / common };
}

const made = (n: bigint, d: bigint): Rational => (d > WIDE ? lowest({ n, d }) : { n, d });

/** `n / d` of whole numbers. @throws RangeError when the denominator is zero */
export function ratio(n: bigint | number, d: bigint | number = 1n): Rational {
  const denominator = BigInt(d);
  if (denominator === 0n) throw new RangeError('A ratio needs a denominator other than zero');
  return denominator < 0n ? made(-BigInt(n), -denominator) : made(BigInt(n), denominator);
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * The number a decimal string such as `-12.345`, or a whole JSON number, stands for.
 * @throws RangeError for anything else: `NaN`, an exponent, a fraction in floating point, a number beyond 2^53
 */
export function parseDecimal(value: string | number): Rational {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('Write numbers that are not whole as strings');
    return ratio(value);
  }
  const match = DECIMAL.exec(value);
  if (match === null) throw new RangeError(`Not a decimal number: ${value}`);
  const [, sign, whole = '', fraction = ''] = match;
  const n = BigInt(whole + fraction);
  return { n: sign === '-' ? -n : n, d: 10n ** BigInt(fraction.length) };
}

/** A rate given in parts per million. */
export const fromPpm = (value: string | number): Rational => divide(parseDecimal(value), { n: PPM, d: 1n });

export function add(a: Rational, b: Rational): Rational {
  if (a.d === b.d) return { n: a.n + b.n, d: a.d };
  if (a.d % b.d === 0n) return { n: a.n + b.n * (a.d / b.d), d: a.d };
  if (b.d % a.d === 0n) return { n: a.n * (b.d / a.d) + b.n, d: b.d };
  return made(a.n * b.d + b.n * a.d, a.d * b.d);
}

export const negate = ({ n, d }: Rational): Rational => ({ n: -n, d });
export const subtract = (a: Rational, b: Rational): Rational => add(a, negate(b));
export const multiply = (a: Rational, b: Rational): Rational => made(a.n * b.n, a.d * b.d);

/** @throws RangeError when `b` is zero */
export function divide(a: Rational, b: Rational): Rational {
  if (b.n === 0n) throw new RangeError('Division by zero');
  return b.n < 0n ? made(-(a.n * b.d), -(a.d * b.n)) : made(a.n * b.d, a.d * b.n);
}

export const sum = (values: Iterable<Rational>): Rational => {
  let total = ZERO;
  for (const value of values) total = add(total, value);
  return total;
};

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.d === b.d ? a.n - b.n : a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export const equals = (a: Rational, b: Rational): boolean => compare(a, b) === 0;
export const isZero = ({ n }: Rational): boolean => n === 0n;
export const isNegative = ({ n }: Rational): boolean => n < 0n;
export const minimum = (a: Rational, b: Rational): Rational => (compare(a, b) <= 0 ? a : b);
export const maximum = (a: Rational, b: Rational): Rational => (compare(a, b) >= 0 ? a : b);

/** Negative, zero or positive as a decimal is, by its text alone. */
export function signOf(value: string | number): number {
  if (typeof value === 'number') return Math.sign(value);
  if (!/[1-9]/.test(value)) return 0;
  return value.startsWith('-') ? -1 : 1;
}

/** The greatest whole number that is not above the number. */
export function floor({ n, d }: Rational): bigint {
  const quotient = n / d;
  return n < 0n && quotient * d !== n ? quotient - 1n : quotient;
}

/** The least whole number that is not below the number. */
export const ceil = (value: Rational): bigint => -floor(negate(value));

/**
 * How a payable amount is rounded. `HALF_UP` is 四舍五入: halves away from zero, on either side of it. `HALF_EVEN` takes
 * halves to the even neighbour. `DOWN` cuts off towards zero.
 */
export type RoundingMode = 'HALF_UP' | 'HALF_EVEN' | 'DOWN';

/** Whole number of units of `10^-scale`, rounded. */
export function roundTo(value: Rational, scale: number, mode: RoundingMode): bigint {
  const scaled = abs(value.n) * 10n ** BigInt(scale);
  const quotient = scaled / value.d;
  const twice = 2n * (scaled % value.d);
  const up =
    mode === 'DOWN'
      ? false
      : mode === 'HALF_UP'
        ? twice >= value.d
        : twice > value.d || (twice === value.d && quotient % 2n === 1n);
  const rounded = up ? quotient + 1n : quotient;
  return value.n < 0n ? -rounded : rounded;
}

/** A whole number of units of `10^-scale` as a number. */
export const ofUnits = (units: bigint, scale: number): Rational => ({ n: units, d: 10n ** BigInt(scale) });

/** `3/8`, or `12` for a whole number: exact, in lowest terms, one text for one number. */
export function toFraction(value: Rational): string {
  const { n, d } = lowest(value);
  return d === 1n ? n.toString() : `${n}/${d}`;
}

/** A decimal of exactly `scale` places of a whole number of units of `10^-scale`. */
export function unitsToDecimal(units: bigint, scale: number): string {
  const digits = abs(units)
    .toString()
    .padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const text = scale === 0 ? whole : `${whole}.${digits.slice(-scale)}`;
  return units < 0n ? `-${text}` : text;
}

/** The shortest decimal of the number, or null when it has none that ends (1/3). */
export function toDecimal(value: Rational): string | null {
  const { n, d } = lowest(value);
  let [rest, twos, fives] = [d, 0, 0];
  while (rest % 2n === 0n) [rest, twos] = [rest / 2n, twos + 1];
  while (rest % 5n === 0n) [rest, fives] = [rest / 5n, fives + 1];
  if (rest !== 1n) return null;
  const scale = Math.max(twos, fives);
  return unitsToDecimal((n * 10n ** BigInt(scale)) / d, scale);
}
