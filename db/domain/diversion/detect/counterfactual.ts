import type { DetectedUnit } from '../schema/detect.ts';
import { type Counted, codeOf } from './evidence.ts';

/** No strip may be wider (head office's bound). */
const WIDEST_KM = 20;

/**
 * What would have kept a case from being one, found by trying it: a wider strip, codes explained away (those seen last
 * first), one county authorised.
 * @param isCase asks the detector again, with part of the evidence
 * @param distancesM from the border, in the order of the evidence
 */
export function whatWouldSilence(
  evidence: readonly Counted[],
  distancesM: readonly number[],
  countyOf: (one: Counted) => string,
  isCase: (part: readonly Counted[]) => boolean,
): Omit<NonNullable<DetectedUnit['counterfactual']>, 'log10Q'> {
  const far = new Map(evidence.map((one, n) => [one, (distancesM[n] ?? Number.POSITIVE_INFINITY) / 1000]));
  const ends = [...new Set(far.values())].filter((end) => end <= WIDEST_KM).sort((a, b) => a - b);
  // What lies within the strip no longer counts: the narrowest strip that leaves too little, by halving.
  const silentFrom = firstTrue(
    ends.length,
    (n) => !isCase(evidence.filter((one) => (far.get(one) as number) > (ends[n] as number))),
  );
  const bufferKm = ends[silentFrom];

  const codes = [...new Set(evidence.map(codeOf))];
  const enough = firstEnough(codes.length, (n) => {
    const kept = new Set(codes.slice(0, n));
    return isCase(evidence.filter((one) => kept.has(codeOf(one))));
  });
  const fewer = codes.length - enough + 1;
  const counties = [...new Set(evidence.map(countyOf))];
  return {
    bufferKm: bufferKm === undefined ? null : Math.min(WIDEST_KM, Math.ceil(bufferKm * 100) / 100),
    fewerCodes: fewer < codes.length ? fewer : null,
    counties: counties.filter((county) => !isCase(evidence.filter((one) => countyOf(one) !== county))),
  };
}

/** The least n in [0, size) for which a monotone condition holds; size when it never does. */
function firstTrue(size: number, condition: (n: number) => boolean): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (condition(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The least n in [1, size] that is enough, size when none less is. Tries a few first: what makes a case of a million scans
 * is in the first dozens.
 */
export function firstEnough(size: number, isEnough: (n: number) => boolean): number {
  let most = 1;
  while (most < size && !isEnough(most)) most *= 2;
  const least = Math.floor(most / 2) + 1;
  return least + firstTrue(Math.min(most, size) - least, (n) => isEnough(least + n));
}
