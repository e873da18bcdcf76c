export interface RateLimit {
  /** Counts one; false when there were too many in the window that is open. */
  allow(key: string, now: number): boolean;
  /** Whether the next one would be too many. Counts nothing. */
  isSpent(key: string, now: number): boolean;
}

/** Fixed windows: at most `max` per key and window of `windowMs`. Forgets everybody when a window ends. */
export function createRateLimit(max: number, windowMs: number): RateLimit {
  let ends = 0;
  const counts = new Map<string, number>();
  const countOf = (key: string, now: number): number => {
    if (now >= ends) {
      counts.clear();
      ends = now + windowMs;
    }
    return counts.get(key) ?? 0;
  };
  return {
    allow(key, now) {
      const count = countOf(key, now) + 1;
      counts.set(key, count);
      return count <= max;
    },
    isSpent: (key, now) => countOf(key, now) >= max,
  };
}
