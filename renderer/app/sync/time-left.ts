/** How far something was at a moment (milliseconds). */
export interface Mark {
  readonly at: number;
  readonly done: number;
}

/** Shorter than this is not worth telling. */
const TOLD_FROM_S = 1;

/**
 * Seconds that are left at the pace since the first mark; null while no pace can be told, or when it is hardly more than
 * nothing.
 */
export function secondsLeft(first: Mark, last: Mark, total: number): number | null {
  const done = last.done - first.done;
  const ms = last.at - first.at;
  if (done <= 0 || ms <= 0 || last.done >= total) return null;
  const seconds = Math.ceil((((total - last.done) / done) * ms) / 1000);
  return seconds > TOLD_FROM_S ? seconds : null;
}
