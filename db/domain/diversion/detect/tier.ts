import type { Parameters } from '../schema/detect-parameters.ts';
import { type Counted, codeOf, lotOf } from './evidence.ts';
import type { MannerPoints } from './manner.ts';

export type Tier = 'case' | 'alert' | 'watch';

/** How much looser an alert is than a case; goods found together make up for it. */
const ALERT_FACTOR = 4;

/** What decides the tier of a unit besides its own evidence: ln of the p-values up to which units are significant. */
export interface Critical {
  readonly logP: number;
}

/**
 * A case is significant over all tests, has enough codes and packing cases (codes count as their own where the case is
 * not known) and enough points. An alert is what an inspector saw, or nearly significant goods that belong together.
 */
export function tierOf(
  evidence: readonly Counted[],
  logP: number,
  { counts, sameShipment }: MannerPoints,
  score: number,
  { logP: critical }: Critical,
  { minCodes, minCases, caseScore }: Parameters,
): Tier {
  const codes = new Set(evidence.map(codeOf)).size;
  const lots = new Set(evidence.map(lotOf)).size;
  if (logP <= critical && codes >= minCodes && lots >= minCases && score >= caseScore) return 'case';
  if (evidence.some(({ reading }) => reading.actor === 'inspector')) return 'alert';
  return logP <= critical + Math.log(ALERT_FACTOR) && counts.severalCodes + sameShipment >= 1 ? 'alert' : 'watch';
}
