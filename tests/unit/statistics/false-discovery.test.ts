// Goal: discoveries among many tests are told as the method's authors tell them. Method: the example of their paper.
import { expect, test } from 'vitest';
import { adjustForDiscovery } from '../../../db/domain/statistics/false-discovery.ts';

test('Benjamini and Hochberg, the example of their paper', () => {
  // 15 p-values of a trial; at q = 0.05 the first four are rejected (JRSS B 57, 1995, section 3.2).
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];
  const adjusted = [...adjustForDiscovery(p.map(Math.log), p.length)].map(Math.exp);
  expect(adjusted.filter((value) => value <= 0.05)).toHaveLength(4);
  expect(adjusted[3]).toBeCloseTo((0.0095 * 15) / 4, 12);
});
