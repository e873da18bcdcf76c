import { divideRounded } from '../../domain/money/ratio.ts';

/** An exact decimal: `digits / 10^scale`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** What the functions below accept: an optional sign, digits, and digits after a point. */
export const DECIMAL = /^-?\d+(\.\d+)?$/;

function parse(text: string): Decimal {
  if (!DECIMAL.test(text)) throw new RangeError(`not a decimal number: ${text}`);
  const [whole = '', fraction = ''] = text.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/** Hundredths of the product of the factors, rounded once, half away from zero: `('2.5', '3')` is 750. */
export function hundredths(...factors: readonly string[]): number {
  let digits = 100n;
  let scale = 0;
  for (const factor of factors.map(parse)) {
    digits *= factor.digits;
    scale += factor.scale;
  }
  return Number(divideRounded(digits, 10n ** BigInt(scale)));
}

/** 1 less a share, exactly: `'0.15'` gives `'0.85'`. The share lies in [0, 1]. */
export function complement(share: string): string {
  const { digits, scale } = parse(share);
  const rest = 10n ** BigInt(scale) - digits;
  if (rest < 0n || digits < 0n) throw new RangeError(`not a share: ${share}`);
  const text = rest.toString().padStart(scale + 1, '0');
  return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
}
