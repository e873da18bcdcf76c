import { logBetaTails } from './beta.ts';
import { logGamma, logGammaTails } from './gamma.ts';

/**
 * ln P(K ≥ k) for a negative-binomial count of mean m and dispersion r (variance m + m²/r); r = Infinity is Poisson.
 * @param k whole, not negative
 */
export function logAtLeast(k: number, mean: number, dispersion: number): number {
  if (k <= 0) return 0;
  if (mean <= 0) return -Infinity;
  if (dispersion === Number.POSITIVE_INFINITY) return logGammaTails(k, mean).lower;
  return logBetaTails(k, dispersion, mean / (mean + dispersion)).lower;
}

/** ln P(K = k) of the same count. */
export function logExactly(k: number, mean: number, dispersion: number): number {
  if (mean <= 0) return k === 0 ? 0 : -Infinity;
  if (dispersion === Number.POSITIVE_INFINITY) return k * Math.log(mean) - mean - logGamma(k + 1);
  return (
    logGamma(k + dispersion) - logGamma(dispersion) - logGamma(k + 1) +
    dispersion * Math.log(dispersion / (mean + dispersion)) + k * Math.log(mean / (mean + dispersion))
  ); // biome-ignore format: one factor a term
}
