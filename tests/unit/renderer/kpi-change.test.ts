// Goal: a change against last year is judged as it is shown, and its absence has a reason. Method: a table of cases.
import { expect, test } from 'vitest';
import type { Kpi } from '../../../db/contract/performance.ts';
import { changeOf } from '../../../renderer/features/performance/kpi-change.ts';

const kpi = (key: Kpi['key'], unit: Kpi['unit'], value: number | null, previousYear: number | null): Kpi => ({
  ...{ key, unit, value, previousYear, numerator: null, denominator: null },
});
const compared = (by: number, judgement: string, inPoints = false) => ({ kind: 'compared', by, judgement, inPoints });

test.each([
  ['more sales', kpi('net_sales', 'fen', 1100, 1000), compared(10, 'better')],
  ['less sales', kpi('net_sales', 'fen', 900, 1000), compared(-10, 'worse')],
  ['a shorter cycle', kpi('sales_cycle', 'millidays', 900, 1000), compared(-10, 'better')],
  ['a longer cycle', kpi('sales_cycle', 'millidays', 1100, 1000), compared(10, 'worse')],
  ['a share, in points', kpi('gross_margin', 'ppm', 160_000, 150_000), compared(1, 'better', true)],
  ['a share that was zero', kpi('gross_margin', 'ppm', 10_000, 0), compared(1, 'better', true)],
  ['out of the red', kpi('net_sales', 'fen', 50, -100), compared(150, 'better')],
  ['a change too small to show', kpi('net_sales', 'fen', 100_040, 100_000), compared(0, 'same')],
  ['the same below zero', kpi('net_sales', 'fen', 99_960, 100_000), compared(0, 'same')],
  ['nothing to compute from', kpi('net_sales', 'fen', null, 100), { kind: 'none', reason: 'noValue' }],
  ['nothing last year', kpi('net_sales', 'fen', 100, null), { kind: 'none', reason: 'noLastYear' }],
  ['zero last year', kpi('net_sales', 'fen', 100, 0), { kind: 'none', reason: 'zeroLastYear' }],
  ['zero now is a figure', kpi('net_sales', 'fen', 0, 100), compared(-100, 'worse')],
])('%s', (_, figure, change) => {
  expect(changeOf(figure)).toStrictEqual(change);
});
