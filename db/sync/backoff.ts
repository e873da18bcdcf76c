/** How long to wait before trying again, in milliseconds. */
export interface RetryPolicy {
  readonly firstMs: number;
  readonly maxMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { firstMs: 1000, maxMs: 300_000 };

/**
 * Doubles with each failure in a row up to the maximum, spread between half and the whole of it, so that laptops which
 * lost the same head office do not come back in one moment. `random` lies in [0, 1).
 */
export function retryDelay({ firstMs, maxMs }: RetryPolicy, failures: number, random: number): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.max(0, failures - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
