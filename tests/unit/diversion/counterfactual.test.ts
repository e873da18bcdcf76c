// Goal: the least that would have silenced a case is found without trying everything. Method: a table of sizes and answers, with
// what was tried on the way.
import { expect, test } from 'vitest';
import { firstEnough } from '../../../db/domain/diversion/detect/counterfactual.ts';

test('what makes a case is looked for from little to much', () => {
  for (const [size, from] of [
    [1, 1],
    [9, 1],
    [9, 4],
    [9, 9],
    [1_000_000, 12],
    [7, 100],
  ] as const) {
    const tried: number[] = [];
    const found = firstEnough(size, (n) => {
      tried.push(n);
      return n >= from;
    });
    expect(found).toBe(Math.min(size, from));
    expect(Math.max(...tried, 1)).toBeLessThan(2 * Math.max(from, 1));
  }
});
