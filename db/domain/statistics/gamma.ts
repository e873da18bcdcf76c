/** Coefficients of C. Lanczos' approximation for g = 7, n = 9 (P. Godfrey, 2001): about 15 digits. */
const LANCZOS = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_6, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_572e-6,
  1.505_632_735_149_311_6e-7,
] as const; // biome-ignore format: three a line

/** Natural logarithm of Γ(x), x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const sum = LANCZOS.reduce((total, value, n) => (n === 0 ? value : total + value / (shifted + n)), 0);
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

const STEPS = 10_000;
const PRECISION = 1e-16;

/**
 * Natural logarithms of the regularised incomplete gamma functions P(a, x) (lower) and Q(a, x) (upper), a > 0, x ≥ 0:
 * series below a + 1, continued fraction above (W. Gautschi; NIST DLMF 8.11.4, 8.9.2). Accurate far out in either tail.
 */
export function logGammaTails(a: number, x: number): { readonly lower: number; readonly upper: number } {
  if (x <= 0) return { lower: -Infinity, upper: 0 };
  const front = a * Math.log(x) - x - logGamma(a);
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < STEPS && term > sum * PRECISION; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    const lower = front + Math.log(sum);
    return { lower, upper: logOfRest(lower) };
  }
  // Modified Lentz.
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < STEPS; n += 1) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < PRECISION * 4) break;
  }
  const upper = front + Math.log(fraction);
  return { lower: logOfRest(upper), upper };
}

/** ln(1 − e^value) for value ≤ 0, without losing small ones (M. Mächler, 2012). */
export function logOfRest(value: number): number {
  if (value >= 0) return -Infinity;
  return value > -Math.LN2 ? Math.log(-Math.expm1(value)) : Math.log1p(-Math.exp(value));
}
