export interface RateLimit {
  /** Counts an attempt; false when there were too many in the window that is open. */
  allow(key: string, now: number): boolean;
}

/** Fixed windows: at most `max` attempts per key and window of `windowMs`. Forgets everybody when a window ends. */
export function createRateLimit(max: number, windowMs: number): RateLimit {
  let ends = 0;
  const counts = new Map<string, number>();
  return {
    allow(key, now) {
      if (now >= ends) {
        counts.clear();
        ends = now + windowMs;
      }
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count <= max;
    },
  };
}
