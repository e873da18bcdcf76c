import { normalBelow } from '../statistics/normal.ts';

/** What a reading says about the border, with its accuracy. */
export type BorderVerdict = 'inside' | 'border' | 'outside' | 'uncertain';

export interface BorderTolerance {
  /** Metres beyond the border that are tolerated. */
  readonly bufferM: number;
  /** Probability from which a verdict is spoken. */
  readonly pOut: number;
}

/**
 * Layer 1: the probability that goods were outside, beyond the tolerated strip: Φ((d − buffer) / σ), σ the radius of
 * accuracy. `border` is in the strip or within a little of the border; `uncertain` is a reading too coarse to say.
 * @param distanceM from the border, below zero inside; ±Infinity far away
 */
export function judgeBorder(
  distanceM: number,
  accuracyM: number,
  { bufferM, pOut }: BorderTolerance,
): { readonly verdict: BorderVerdict; readonly pOutside: number } {
  const sigma = Math.max(accuracyM, 1e-9);
  const pOutside = normalBelow((distanceM - bufferM) / sigma);
  if (pOutside >= pOut) return { verdict: 'outside', pOutside };
  if (normalBelow(-distanceM / sigma) >= pOut) return { verdict: 'inside', pOutside };
  return { verdict: accuracyM > bufferM ? 'uncertain' : 'border', pOutside };
}
