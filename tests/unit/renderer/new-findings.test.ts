// Goal: what a draft brings is never told as fewer than it is. Method: a table of cut and whole lists, new ones first.
import { expect, test } from 'vitest';
import { newOf } from '../../../renderer/features/diversion/territory/new-findings.ts';

const listed = (fresh: number, known: number, totalRows: number) => ({
  rows: [...Array.from({ length: fresh }, () => ({ isNew: true })), ...Array.from({ length: known }, () => ({ isNew: false }))],
  totalRows,
}); // biome-ignore format: one table's row

test.each([
  ['none', listed(0, 0, 0), { n: 0, told: '0' }],
  ['only known ones, cut', listed(0, 3, 9), { n: 0, told: '0' }],
  ['all of them', listed(3, 0, 3), { n: 3, told: '3' }],
  ['new ones before known ones, cut behind them', listed(2, 1, 9), { n: 2, told: '2' }],
  ['cut among the new ones', listed(3, 0, 9), { n: 3, told: '3+' }],
])('%s', (_, findings, found) => {
  expect(newOf(findings)).toEqual(found);
});
