// Goal: dates and periods of the figures are right on every edge. Method: tables of cases, and properties over seeded
// random days, against the calendar of Intl and PostgreSQL-like half-open ranges.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOfInstant, fromDay, toDay } from '../../../db/domain/time/days.ts';
import {
  before,
  dayRange,
  isSprintDay,
  monthOf,
  quarterOf,
  wholeMonths,
  yearEarlier,
} from '../../../db/domain/time/periods.ts';

const days = fc.integer({ min: toDay('1995-01-01'), max: toDay('2099-12-31') });
const seeded = { seed: 20260925 };
const text = (range: { from: number; to: number }) => [fromDay(range.from), fromDay(range.to)];

describe('days', () => {
  test('a date survives the way there and back', () => {
    fc.assert(
      fc.property(days, (day) => {
        expect(toDay(fromDay(day))).toBe(day);
      }),
      seeded,
    );
  });

  test('an instant belongs to the day that clocks in Shanghai show', () => {
    const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' });
    const instants = fc.date({ min: new Date('1993-01-01'), max: new Date('2099-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (instant) => {
        expect(fromDay(dayOfInstant(instant.toISOString()))).toBe(shanghai.format(instant));
      }),
      seeded,
    );
  });
});

describe('the same days a year earlier', () => {
  test.each([
    ['2026-07-01', '2026-10-01', '2025-07-01', '2025-10-01'],
    // A month that had 29 days is compared with all of them.
    ['2025-02-01', '2025-03-01', '2024-02-01', '2024-03-01'],
    ['2024-02-01', '2024-03-01', '2023-02-01', '2023-03-01'],
    // 29 February has no same day; the day before it keeps its own.
    ['2024-02-29', '2024-03-01', '2023-03-01', '2023-03-01'],
    ['2024-02-28', '2024-02-29', '2023-02-28', '2023-03-01'],
    ['2026-01-01', '2027-01-01', '2025-01-01', '2026-01-01'],
  ])('%s…%s → %s…%s', (from, to, earlierFrom, earlierTo) => {
    expect(text(yearEarlier(dayRange({ from, to })))).toEqual([earlierFrom, earlierTo]);
  });

  test('ranges that follow each other still do, so sums of parts stay the sum of the whole', () => {
    fc.assert(
      fc.property(days, fc.nat(400), fc.nat(400), (from, first, second) => {
        const left = yearEarlier({ from, to: from + first });
        const right = yearEarlier({ from: from + first, to: from + first + second });
        expect(left.to).toBe(right.from);
        expect(right.to).toBe(yearEarlier({ from, to: from + first + second }).to);
        expect(left.to).toBeGreaterThanOrEqual(left.from);
      }),
      seeded,
    );
  });
});

describe('periods', () => {
  test.each([
    ['2026-09-25', '2026-07-01', '2026-10-01'],
    ['2026-10-01', '2026-10-01', '2027-01-01'],
    ['2024-02-29', '2024-01-01', '2024-04-01'],
  ])('%s lies in the quarter %s…%s', (day, from, to) => {
    expect(text(quarterOf(toDay(day)))).toEqual([from, to]);
  });

  test.each([
    ['2026-07-01', '2026-10-01', ['2026-07', '2026-08', '2026-09']],
    ['2026-07-02', '2026-10-01', ['2026-08', '2026-09']],
    ['2026-07-01', '2026-09-30', ['2026-07', '2026-08']],
    ['2026-07-02', '2026-07-31', []],
    ['2025-12-15', '2026-02-15', ['2026-01']],
  ])('whole months of %s…%s', (from, to, months) => {
    const whole = wholeMonths(dayRange({ from, to }));
    const names = Array.from({ length: whole.to - whole.from }, (_, i) => whole.from + i).map(
      (month) => `${1970 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`,
    );
    expect(names).toEqual(months);
  });

  test('a range is cut where the data ends and never turns round', () => {
    fc.assert(
      fc.property(days, fc.nat(100), fc.integer({ min: -50, max: 150 }), (from, length, offset) => {
        const cut = before({ from, to: from + length }, from + offset);
        expect(cut.from).toBe(from);
        expect(cut.to - cut.from).toBe(Math.min(length, Math.max(0, offset)));
      }),
      seeded,
    );
  });

  test('the sprint is the last seven days of each quarter', () => {
    const year = Array.from({ length: 365 }, (_, i) => toDay('2026-01-01') + i).filter(isSprintDay);
    expect(year).toHaveLength(28);
    const first = year.filter((day) => !year.includes(day - 1)).map(fromDay);
    expect(first).toEqual(['2026-03-25', '2026-06-24', '2026-09-24', '2026-12-25']);
  });

  test('months count on over years', () => {
    expect(monthOf(toDay('2026-01-01')) - monthOf(toDay('2025-12-31'))).toBe(1);
  });
});
