/** Exact arithmetic on integers: 分, ppm, thousandths. Results are rounded once, half away from zero (四舍五入). */

/** `numerator / denominator` rounded to a whole number, half away from zero. The denominator must not be zero. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const quotient = (2n * n + d) / (2n * d);
  return negative ? -quotient : quotient;
}

/** `numerator × scale / denominator`, rounded; null when the denominator is not positive: then there is no such share. */
export function scaledRatio(numerator: number, denominator: number, scale: number): number | null {
  if (denominator <= 0) return null;
  return Number(divideRounded(BigInt(numerator) * BigInt(scale), BigInt(denominator)));
}

/** A share in parts per million; null without a positive denominator. */
export function sharePpm(numerator: number, denominator: number): number | null {
  return scaledRatio(numerator, denominator, 1_000_000);
}

/**
 * A sum made in a double, known to be exact. Integers add exactly in doubles below 2^53; a sum that left this range
 * (90 trillion yuan) is refused instead of shown wrong.
 */
export function exact(sum: number): number {
  if (!Number.isSafeInteger(sum)) throw new RangeError('A sum left the range of exact integers');
  return sum === 0 ? 0 : sum;
}
