/**
 * Adjusted p-values of Benjamini and Hochberg (JRSS B 57, 1995) as natural logarithms, in the order given: rejecting
 * everything at or below q keeps the expected share of false rejections at or below q.
 * @param logs natural logarithms of p-values of the tests that can matter
 * @param tests all tests that were made; the rest has p = 1
 */
export function adjustForDiscovery(logs: readonly number[], tests: number): Float64Array {
  const order = Uint32Array.from(logs, (_, index) => index).sort(
    (a, b) => (logs[a] as number) - (logs[b] as number) || a - b,
  );
  const adjusted = new Float64Array(logs.length);
  let least = 0;
  for (let rank = order.length; rank >= 1; rank -= 1) {
    const index = order[rank - 1] as number;
    least = Math.min(least, (logs[index] as number) + Math.log(Math.max(tests, logs.length) / rank));
    adjusted[index] = least;
  }
  return adjusted;
}
