// Goal: a period is called what it is, and its neighbours and presets are the days a user means. Method: tables, and
// the property that a step on and a step back lead to the same period (fixed seed).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  daysPeriod,
  hasData,
  monthPeriod,
  neighbourOf,
  PRESETS,
  presetPeriod,
  quarterPeriod,
  shapeOf,
  yearPeriod,
} from '../../../renderer/app/period/period.ts';

describe('the shape of a period', () => {
  test.each([
    [yearPeriod(2026), { kind: 'year', year: 2026 }],
    [quarterPeriod(2026, 4), { kind: 'quarter', year: 2026, quarter: 4 }],
    [monthPeriod(2024, 2), { kind: 'month', year: 2024, month: 2 }],
    // Whole months that are no unit of the calendar.
    [
      { from: '2026-02-01', to: '2026-05-01' },
      { kind: 'days', first: '2026-02-01', last: '2026-04-30' },
    ],
    [
      { from: '2025-07-01', to: '2026-07-01' },
      { kind: 'days', first: '2025-07-01', last: '2026-06-30' },
    ],
    [
      { from: '2026-03-31', to: '2026-04-01' },
      { kind: 'days', first: '2026-03-31', last: '2026-03-31' },
    ],
  ])('%o is %o', (period, shape) => {
    expect(shapeOf(period)).toEqual(shape);
  });
});

test.each([
  ['thisMonth', '2026-09-01', '2026-10-01'],
  ['lastMonth', '2026-08-01', '2026-09-01'],
  ['thisQuarter', '2026-07-01', '2026-10-01'],
  ['lastQuarter', '2026-04-01', '2026-07-01'],
  ['thisYear', '2026-01-01', '2027-01-01'],
  ['lastYear', '2025-01-01', '2026-01-01'],
  ['last30', '2026-08-27', '2026-09-26'],
  ['last90', '2026-06-28', '2026-09-26'],
] as const)('on 2026-09-25 %s runs from %s to before %s', (preset, from, to) => {
  expect(presetPeriod(preset, '2026-09-25')).toEqual({ from, to });
});

test('in January the last month and the last quarter are those of the year before', () => {
  expect(presetPeriod('lastMonth', '2026-01-31')).toEqual(monthPeriod(2025, 12));
  expect(presetPeriod('lastQuarter', '2026-01-31')).toEqual(quarterPeriod(2025, 4));
});

test('a step on and a step back lead to the same period', () => {
  const date = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  const period = fc.oneof(
    fc.tuple(fc.constantFrom(...PRESETS), date).map(([preset, day]) => presetPeriod(preset, day.toISOString())),
    fc.integer({ min: 2020, max: 2030 }).map(yearPeriod),
  );
  fc.assert(
    fc.property(period, (one) => {
      const next = neighbourOf(one, 1);
      expect(next.from).toBe(one.to);
      // 90 days on from 3 October are a whole quarter, and step as one.
      fc.pre(shapeOf(next).kind === shapeOf(one).kind);
      expect(neighbourOf(next, -1)).toEqual(one);
    }),
    { seed: 20_260_925 },
  );
});

test.each([
  ['2026-07-01', '2026-07-01', { from: '2026-07-01', to: '2026-07-02' }],
  ['2026-12-31', '2027-01-01', { from: '2026-12-31', to: '2027-01-02' }],
  ['2026-07-02', '2026-07-01', null],
  ['2026-02-29', '2026-03-01', null],
  ['2026-7-1', '2026-07-02', null],
  ['', '2026-07-02', null],
  ['2026-99-99', '2026-99-99', null],
])('the days %s to %s are %o', (first, last, period) => {
  expect(daysPeriod(first, last)).toEqual(period);
});

test('a period has data when one of its days lies between the first and the last business date', () => {
  const data = { from: '2025-01-01', to: '2026-09-25' };
  expect(hasData(yearPeriod(2025), data)).toBe(true);
  expect(hasData(yearPeriod(2024), data)).toBe(false);
  expect(hasData({ from: '2026-09-25', to: '2026-10-01' }, data)).toBe(true);
  expect(hasData({ from: '2026-09-26', to: '2026-10-01' }, data)).toBe(false);
});
