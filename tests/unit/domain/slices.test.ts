// Goal: the parts of a period that the map plays, and the periods it is compared with, cover what they should, no day twice.
// Method: weeks and months counted by a calendar; properties with a fixed seed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromDay, toDay } from '../../../db/domain/time/days.ts';
import { rangeBefore, SLICE_UNITS, slicesOf } from '../../../db/domain/time/periods.ts';

const range = (from: string, to: string) => ({ from: toDay(from), to: toDay(to) });
const text = ({ from, to }: { from: number; to: number }) => `${fromDay(from)}/${fromDay(to)}`;

describe('slices', () => {
  // 2026-07-01 is a Wednesday.
  test.each([
    ['week', '2026-07-01', '2026-07-20', ['2026-07-01/2026-07-06', '2026-07-06/2026-07-13', '2026-07-13/2026-07-20']],
    ['week', '2026-07-06', '2026-07-07', ['2026-07-06/2026-07-07']],
    ['month', '2026-01-15', '2026-03-01', ['2026-01-15/2026-02-01', '2026-02-01/2026-03-01']],
    ['month', '2025-12-31', '2026-01-02', ['2025-12-31/2026-01-01', '2026-01-01/2026-01-02']],
  ] as const)('by %s from %s to %s', (unit, from, to, slices) => {
    expect(slicesOf(range(from, to), unit).map(text)).toEqual(slices);
  });

  test('cover a range without a gap, each within one week or month', () => {
    const days = fc.integer({ min: toDay('2020-01-01'), max: toDay('2030-01-01') });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 900 }), fc.constantFrom(...SLICE_UNITS), (from, length, unit) => {
        const slices = slicesOf({ from, to: from + length }, unit);
        expect(slices.map((slice) => slice.from)).toEqual([from, ...slices.slice(0, -1).map((slice) => slice.to)]);
        expect(slices.at(-1)?.to).toBe(from + length);
        for (const slice of slices) expect(slice.to - slice.from).toBeLessThanOrEqual(unit === 'week' ? 7 : 31);
      }),
      { seed: 11, numRuns: 100 },
    );
  });
});

test.each([
  ['2026-07-01', '2026-10-01', '2026-04-01/2026-07-01'],
  ['2026-03-01', '2026-04-01', '2026-02-01/2026-03-01'],
  ['2026-01-01', '2027-01-01', '2025-01-01/2026-01-01'],
  ['2026-07-06', '2026-07-13', '2026-06-29/2026-07-06'],
  ['2026-07-01', '2026-07-20', '2026-06-12/2026-07-01'],
])('before %s – %s lies %s', (from, to, expected) => expect(text(rangeBefore(range(from, to)))).toBe(expected));
