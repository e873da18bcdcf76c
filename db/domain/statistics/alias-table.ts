/**
 * Draws an index with a chance in proportion to its weight, in constant time (A. J. Walker's alias method, ACM TOMS 3,
 * 1977, in M. D. Vose's form).
 * @param weights not negative, at least one above zero
 * @param step whole numbers in [0, 2³²)
 */
export function createAliasTable(weights: Float64Array, step: () => number): () => number {
  const size = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const share = weights.map((weight) => (weight / total) * size);
  const alias = Uint32Array.from(weights, (_, index) => index);
  const low: number[] = [];
  const high: number[] = [];
  share.forEach((value, index) => void (value < 1 ? low : high).push(index));
  while (low.length > 0 && high.length > 0) {
    const poor = low.pop() as number;
    const rich = high.pop() as number;
    alias[poor] = rich;
    share[rich] = (share[rich] as number) + (share[poor] as number) - 1;
    ((share[rich] as number) < 1 ? low : high).push(rich);
  }
  // What is left over would be 1 but for rounding.
  for (const index of [...low, ...high]) share[index] = 1;
  return () => {
    const position = (step() / 2 ** 32) * size;
    const index = Math.floor(position);
    return position - index < (share[index] as number) ? index : (alias[index] as number);
  };
}
