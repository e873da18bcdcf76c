import { largestRemainder } from '../money/largest-remainder.ts';
import { divideRounded } from '../money/ratio.ts';
import { ratio } from '../money/rational.ts';
import type { VatShare } from './bodies.ts';

const PPM = 1_000_000n;

/** One rate of a red invoice. net + tax = gross, always. Amounts in 分. */
export interface VatLine {
  readonly ratePpm: number;
  readonly netFen: number;
  readonly taxFen: number;
  readonly grossFen: number;
}

/**
 * Tax of each rate. The rebate as the agreement states it is authoritative; tax is rounded once for each rate (四舍五入)
 * and the other amount is the difference or the sum:
 * - 含税 `gross`: 税额 = 含税 × r / (1 + r), 不含税 = 含税 − 税额;
 * - 不含税 `net`: 税额 = 不含税 × r, 含税 = 不含税 + 税额.
 *
 * Source: invoices state both amounts and the tax per rate (国税函〔2006〕1279号 on red invoices for rebates).
 */
export function splitVat(shares: readonly VatShare[], basis: 'net' | 'gross'): VatLine[] {
  return shares.map(({ ratePpm, amountFen }) => {
    const rate = BigInt(ratePpm);
    const taxFen = Number(divideRounded(BigInt(amountFen) * rate, basis === 'gross' ? PPM + rate : PPM));
    return basis === 'gross'
      ? { ratePpm, netFen: amountFen - taxFen, taxFen, grossFen: amountFen }
      : { ratePpm, netFen: amountFen, taxFen, grossFen: amountFen + taxFen };
  });
}

/**
 * Spreads an amount over tax rates as the lines that earned it are taxed, to the 分 (最大余数法). Rates that get nothing
 * are left out.
 * @param earned what the lines of each rate earned; their sum must not be zero
 * @throws RangeError without anything earned
 */
export function vatShares(amountFen: number, earned: readonly VatShare[]): VatShare[] {
  const sums = new Map<number, bigint>();
  for (const share of earned) sums.set(share.ratePpm, (sums.get(share.ratePpm) ?? 0n) + BigInt(share.amountFen));
  const rates = [...sums].sort(([a], [b]) => a - b);
  const total = rates.reduce((sum, [, fen]) => sum + fen, 0n);
  const parts = largestRemainder(
    rates.map(([, fen]) => ratio(BigInt(amountFen) * fen, total)),
    BigInt(amountFen),
    0,
  );
  return rates
    .map(([ratePpm], at) => ({ ratePpm, amountFen: Number(parts[at] ?? 0n) }))
    .filter((share) => share.amountFen !== 0);
}
