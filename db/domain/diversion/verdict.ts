/**
 * The verdict on one scan: did the goods turn up where their dealer may sell them?
 *
 * Judged by the territory that was in force on the day the goods were shipped (not when they were scanned), for the
 * dealer they were shipped to and the product line of the SKU. Told by exact point in division; border tolerance and
 * statistics belong to the alert, not to this figure.
 */
export const VERDICT = { inside: 0, outside: 1, unjudged: 2, unlocated: 3 } as const;
export type Verdict = keyof typeof VERDICT;
export const VERDICTS: readonly Verdict[] = ['inside', 'outside', 'unjudged', 'unlocated'];

export interface ScanFacts {
  /** The scan has a place, and it lies in an administrative division. */
  readonly located: boolean;
  /** Whether the place lies in the territory in force on the shipping day; null when there was none. */
  readonly inTerritory: boolean | null;
  /** An exemption in force on the day of the scan covers dealer, SKU and place. Asked only outside. */
  readonly isExempt: () => boolean;
}

/** First match: unlocated, unjudged, inside (also by an exemption), outside. */
export function judge(facts: ScanFacts): number {
  if (!facts.located) return VERDICT.unlocated;
  if (facts.inTerritory === null) return VERDICT.unjudged;
  return facts.inTerritory || facts.isExempt() ? VERDICT.inside : VERDICT.outside;
}
