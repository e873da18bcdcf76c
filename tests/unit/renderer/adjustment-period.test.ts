// Goal: an adjustment out of a dispute goes into the period of the ledger that it concerns, also while a year still runs.
// Method: a table of disputed periods over quarters of a ledger, half-open, with the days on which they are asked about.
import { expect, test } from 'vitest';
import { periodOfAdjustment } from '../../../renderer/features/rebates/adjustment-period.ts';

const QUARTERS = [
  { code: '2026Q3', startsOn: '2026-07-01', endsOn: '2026-10-01' },
  { code: '2026Q1', startsOn: '2026-01-01', endsOn: '2026-04-01' },
  { code: '2026Q4', startsOn: '2026-10-01', endsOn: '2027-01-01' },
  { code: '2026Q2', startsOn: '2026-04-01', endsOn: '2026-07-01' },
];
const YEAR = { from: '2026-01-01', to: '2027-01-01' };

test.each([
  ['a quarter', { from: '2026-04-01', to: '2026-07-01' }, '2026-11-27', '2026Q2'],
  ['a month within a quarter', { from: '2026-08-01', to: '2026-09-01' }, '2026-11-27', '2026Q3'],
  ['a year that is over', YEAR, '2027-02-01', '2026Q4'],
  ['a year that runs: the quarter of today, not one that was opened ahead', YEAR, '2026-09-25', '2026Q3'],
  ['a year across the edge of the ledger', { from: '2025-07-01', to: '2026-07-01' }, '2026-11-27', '2026Q2'],
  ['a quarter that has not begun', { from: '2026-10-01', to: '2027-01-01' }, '2026-09-25', null],
  ['a year before the ledger', { from: '2025-01-01', to: '2026-01-01' }, '2026-11-27', null],
])('%s', (_, disputed, today, code) => {
  expect(periodOfAdjustment(QUARTERS, disputed, today)?.code ?? null).toBe(code);
});

test('a year whose last quarters the ledger does not have yet', () => {
  const begun = QUARTERS.filter((one) => one.code < '2026Q3');
  expect(periodOfAdjustment(begun, YEAR, '2026-11-27')?.code).toBe('2026Q2');
});
