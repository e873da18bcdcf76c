import { compare, floor, multiply, ofUnits, type Rational, ratio, subtract } from './rational.ts';

/**
 * Splits a rounded total into whole units so that the parts sum to it exactly (最大余数法): every part gets its exact share
 * rounded down, and the units that are left go to the parts that lost most. Equal losses are settled by the order of the
 * parts, so the caller sorts them by something that does not depend on how they arrived.
 *
 * @param shares exact shares; they sum to the total before it was rounded
 * @param totalUnits the rounded total, in units of `10^-scale`
 * @throws RangeError when the total is not a rounding of the sum of the shares
 */
export function largestRemainder(shares: readonly Rational[], totalUnits: bigint, scale: number): bigint[] {
  const unit = ratio(10n ** BigInt(scale));
  const scaled = shares.map((share) => multiply(share, unit));
  const parts = scaled.map(floor);
  let left = totalUnits - parts.reduce((sum, part) => sum + part, 0n);
  if (left < 0n || left > BigInt(shares.length)) throw new RangeError('The total is no rounding of its shares');
  const lost = scaled.map((share, at) => ({ at, by: subtract(share, ofUnits(parts[at] ?? 0n, 0)) }));
  lost.sort((a, b) => compare(b.by, a.by) || a.at - b.at);
  for (const { at } of lost) {
    if (left === 0n) break;
    parts[at] = (parts[at] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts;
}
