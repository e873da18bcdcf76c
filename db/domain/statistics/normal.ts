import { logGammaTails } from './gamma.ts';

/** Φ(z): share of a normal distribution below z. */
export function normalBelow(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z === 0) return 0.5;
  if (Math.abs(z) > 40) return z > 0 ? 1 : 0;
  const tail = Math.exp(logGammaTails(0.5, (z * z) / 2).upper) / 2;
  return z > 0 ? 1 - tail : tail;
}
