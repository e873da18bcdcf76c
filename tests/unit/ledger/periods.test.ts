// Goal: periods follow each other without a hole and keep their length, whatever calendar a company counts by. Method: a
// table of calendars, and a property over random days.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LedgerPeriod, periodsToOpen } from '../../../db/domain/ledger/periods.ts';
import { fromDay, toDay } from '../../../db/domain/time/days.ts';

const period = (code: string, startsOn: string, endsOn: string): LedgerPeriod => ({
  code,
  startsOn,
  endsOn,
  state: 'open',
});
const texts = (periods: readonly LedgerPeriod[]): string[] =>
  periods.map(({ code, startsOn, endsOn }) => `${code} ${startsOn} ${endsOn}`);

describe('what is opened for a day', () => {
  test.each<[string, LedgerPeriod[], string, string[]]>([
    ['nothing while the last one runs', [period('2026Q4', '2026-10-01', '2027-01-01')], '2026-12-31', []],
    ['nothing in a hole before the last one', [period('2026Q4', '2026-10-01', '2027-01-01')], '2026-01-01', []],
    ['the calendar quarter where there is none', [], '2026-11-27', ['2026Q4 2026-10-01 2027-01-01']],
    [
      'the quarter after a quarter, over the end of a year',
      [period('2026Q4', '2026-10-01', '2027-01-01')],
      '2027-01-01',
      ['2027Q1 2027-01-01 2027-04-01'],
    ],
    [
      'every one that was missed',
      [period('2026Q4', '2026-10-01', '2027-01-01')],
      '2027-07-03',
      ['2027Q1 2027-01-01 2027-04-01', '2027Q2 2027-04-01 2027-07-01', '2027Q3 2027-07-01 2027-10-01'],
    ],
    ['months', [period('2028-01', '2028-01-01', '2028-02-01')], '2028-02-29', ['2028-02 2028-02-01 2028-03-01']],
    ['years', [period('2026', '2026-01-01', '2027-01-01')], '2027-05-05', ['2027 2027-01-01 2028-01-01']],
    [
      'half years',
      [period('2026H2', '2026-07-01', '2027-01-01')],
      '2027-05-05',
      ['2027-01_2027-06 2027-01-01 2027-07-01'],
    ],
    [
      'a quarter that does not begin with a calendar one',
      [period('FY27-1', '2026-11-01', '2027-02-01')],
      '2027-02-01',
      ['2027-02_2027-04 2027-02-01 2027-05-01'],
    ],
    [
      'accounting months from the 26th to the 25th',
      [period('2026-12', '2026-11-26', '2026-12-26')],
      '2027-01-26',
      ['2027-01 2026-12-26 2027-01-26', '2027-02 2027-01-26 2027-02-26'],
    ],
    ['weeks', [period('W48', '2026-11-23', '2026-11-30')], '2026-12-01', ['2026-11-30 2026-11-30 2026-12-07']],
    [
      'under its first day where its name is taken',
      [period('2027Q1', '2025-01-01', '2025-04-01'), period('X', '2026-10-01', '2027-01-01')],
      '2027-01-01',
      ['2027-01-01 2027-01-01 2027-04-01'],
    ],
  ])('%s', (_name, periods, day, opened) => {
    expect(texts(periodsToOpen(periods, day))).toEqual(opened);
  });

  test('the last one holds the day, each follows the one before it, and no name comes twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 18_000, max: 21_000 }),
        fc.integer({ min: 5, max: 400 }),
        fc.integer({ min: 0, max: 900 }),
        (from, length, later) => {
          const first = period('first', fromDay(from), fromDay(from + length));
          const day = fromDay(from + length + later);
          const all = [first, ...periodsToOpen([first], day)];
          const last = all.at(-1);
          expect(last !== undefined && last.startsOn <= day && day < last.endsOn).toBe(true);
          all.slice(1).forEach(({ startsOn, endsOn }, at) => {
            expect(startsOn).toBe(all[at]?.endsOn);
            expect(toDay(endsOn)).toBeGreaterThan(toDay(startsOn));
          });
          expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
        },
      ),
      { seed: 20261127, numRuns: 300 },
    );
  });
});
