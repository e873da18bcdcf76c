/**
 * Log-likelihood ratio of a window under the discrete Poisson model, for high rates (M. Kulldorff, A spatial scan
 * statistic, Communications in Statistics 26, 1997): o·ln(o/e) + (C−o)·ln((C−o)/(C−e)) when o > e, otherwise 0.
 * @param observed cases in the window
 * @param expected cases in the window: all cases by its share of the population
 * @param cases all cases
 */
export function logLikelihoodRatio(observed: number, expected: number, cases: number): number {
  if (observed <= expected) return 0;
  const inside = observed * Math.log(observed / expected);
  const rest = cases - observed;
  return rest === 0 ? inside : inside + rest * Math.log(rest / (cases - expected));
}
