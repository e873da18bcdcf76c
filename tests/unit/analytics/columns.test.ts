// Goal: the small parts under every figure: places by day, bounds, month sums, the largest few. Method: properties with a
// fixed seed against the plainest way to do the same.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromDay, toDay } from '../../../db/domain/time/days.ts';
import { monthOf, splitByMonth } from '../../../db/domain/time/periods.ts';
import { largest } from '../../../db/service/largest.ts';
import { DaySlots, indexBy, lowerBound } from '../../../db/store/analytics-columns.ts';

const seeded = { seed: 20260925 };
const dayList = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 });

describe('places by day', () => {
  test('put rows in the order of a stable sort', () => {
    fc.assert(
      fc.property(dayList, (days) => {
        const slots = new DaySlots(days.map((day) => [day, 1] as const));
        const placed: number[] = new Array(days.length);
        days.forEach((day, row) => {
          placed[slots.take(day)] = row;
        });
        const sorted = days.map((_, row) => row).sort((a, b) => days[a]! - days[b]!);
        expect(placed).toEqual(sorted);
        expect(slots.length).toBe(days.length);
        expect(slots.firstDay).toBe(days.length === 0 ? null : Math.min(...days));
        expect(slots.lastDay).toBe(days.length === 0 ? null : Math.max(...days));
      }),
      seeded,
    );
  });

  test('a day outside the range of a column is refused', () => {
    expect(() => new DaySlots([[70_000, 1]])).toThrow(RangeError);
    expect(() => new DaySlots([[-1, 1]])).toThrow(RangeError);
  });
});

test('the lower bound is the first entry that is not smaller', () => {
  fc.assert(
    fc.property(dayList, fc.integer({ min: -5, max: 410 }), (days, bound) => {
      const column = Uint16Array.from([...days].sort((a, b) => a - b));
      const found = column.findIndex((value) => value >= bound);
      expect(lowerBound(column, bound)).toBe(found < 0 ? column.length : found);
    }),
    seeded,
  );
});

test('the largest are those of a whole sort, and all are counted', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.integer({ min: 1, max: 10 }), (sizes, limit) => {
      const { top, total } = largest(sizes.keys(), (index) => sizes[index]!, limit);
      const sorted = [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]!).slice(0, limit);
      expect(top).toEqual(sorted);
      expect(total).toBe(sizes.length);
    }),
    seeded,
  );
});

test('a dimension that a column cannot point into is refused', () => {
  expect(() => indexBy(Array.from({ length: 0xffff }), () => 0)).toThrow(RangeError);
  expect(indexBy(['a', 'b'], (row) => row).get('b')).toBe(1);
});

test('a period is its head, its whole months and its tail, and nothing twice', () => {
  const day = fc.integer({ min: toDay('2023-01-01'), max: toDay('2027-01-01') });
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 500 }), (from, length) => {
      const { head, months, tail } = splitByMonth({ from, to: from + length });
      const inPart = (d: number) =>
        [
          head.from <= d && d < head.to,
          months.from <= monthOf(d) && monthOf(d) < months.to,
          tail.from <= d && d < tail.to,
        ].filter(Boolean).length;
      for (let d = from - 40; d < from + length + 40; d++) {
        expect([fromDay(d), inPart(d)]).toEqual([fromDay(d), d >= from && d < from + length ? 1 : 0]);
      }
    }),
    { ...seeded, numRuns: 40 },
  );
});
