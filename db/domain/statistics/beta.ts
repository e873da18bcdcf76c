import { logGamma, logOfRest } from './gamma.ts';

/**
 * Natural logarithms of the regularised incomplete beta function I_x(a, b) and of 1 − I_x(a, b), a, b > 0, by the
 * continued fraction of NIST DLMF 8.17.22 on the side where it converges quickly. Accurate far out in either tail.
 */
export function logBetaTails(a: number, b: number, x: number): { readonly lower: number; readonly upper: number } {
  if (x <= 0) return { lower: -Infinity, upper: 0 };
  if (x >= 1) return { lower: 0, upper: -Infinity };
  if (x > (a + 1) / (a + b + 2)) {
    const { lower, upper } = logBetaTails(b, a, 1 - x);
    return { lower: upper, upper: lower };
  }
  const front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x) - Math.log(a);
  const lower = Math.min(0, front + Math.log(fraction(a, b, x)));
  return { lower, upper: logOfRest(lower) };
}

/** Modified Lentz. */
function fraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1), tiny);
  let value = d;
  for (let m = 1; m < 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d, tiny);
    c = nonZero(1 + even / c, tiny);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d, tiny);
    c = nonZero(1 + odd / c, tiny);
    const change = d * c;
    value *= change;
    if (Math.abs(change - 1) < 4e-16) break;
  }
  return value;
}

const nonZero = (value: number, tiny: number): number => (Math.abs(value) < tiny ? tiny : value);
