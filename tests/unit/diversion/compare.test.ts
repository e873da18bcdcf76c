// Goal: two periods are compared whole, like with like, and what became of every flow and city is told by one rule. Method:
// tables of counts and of periods, made by hand; a property over random flows.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Change,
  changeOf,
  compareFlows,
  comparePlaces,
  type PeriodFlow,
} from '../../../db/domain/diversion/compare/changes.ts';
import { type ComparedWith, comparedPeriods } from '../../../db/domain/diversion/compare/periods.ts';
import { fromDay, toDay } from '../../../db/domain/time/days.ts';
import { dayRange } from '../../../db/domain/time/periods.ts';

const flow = (dealer: number, city: string, codes: number, more: Partial<PeriodFlow> = {}): PeriodFlow => ({
  dealer, city, cityName: `${city}市`, codes, scans: codes, longitude: 120, latitude: 30, ...more,
}); // biome-ignore format: one flow

test.each<[now: number, other: number, Change]>([
  [1, 0, 'new'],
  [0, 1, 'gone'],
  [10, 10, 'unchanged'],
  [11, 10, 'unchanged'],
  [9, 10, 'unchanged'],
  [12, 10, 'grown'],
  [8, 10, 'shrunk'],
  [2, 1, 'grown'],
  [110, 100, 'unchanged'],
  [111, 100, 'grown'],
])('%i codes after %i: %s', (now, other, change) => {
  expect(changeOf(now, other)).toBe(change);
});

test('nothing in either period is no change of anything', () => {
  expect(() => changeOf(0, 0)).toThrow(RangeError);
});

describe('flows', () => {
  const now = [flow(1, 'a', 10), flow(2, 'a', 4), flow(3, 'b', 3)];
  const other = [flow(1, 'a', 9), flow(3, 'b', 3), flow(4, 'b', 6)];

  test('stand beside each other, new and gone ones too, the largest change first', () => {
    expect(compareFlows(now, other).map((one) => [one.flow.dealer, one.now, one.other, one.change])).toEqual([
      [4, 0, 6, 'gone'],
      [2, 4, 0, 'new'],
      [1, 10, 9, 'grown'],
      [3, 3, 3, 'unchanged'],
    ]);
  });

  test('add up to cities; a city is where the scans of both periods are', () => {
    const places = comparePlaces(
      [flow(1, 'a', 2, { longitude: 120, scans: 3 })],
      [flow(2, 'a', 5, { longitude: 124, scans: 1 }), flow(2, 'b', 1)],
    );
    expect(places).toEqual([
      { city: 'a', cityName: 'a市', now: 2, other: 5, change: 'shrunk', dealers: 2, longitude: 121, latitude: 30 },
      { city: 'b', cityName: 'b市', now: 0, other: 1, change: 'gone', dealers: 1, longitude: 120, latitude: 30 },
    ]);
  });

  test('property: nothing is lost or told twice, and the other way round new is gone and grown is not', () => {
    const flows = fc
      .uniqueArray(fc.tuple(fc.nat(4), fc.constantFrom('a', 'b', 'c')), {
        selector: ([dealer, city]) => `${dealer}/${city}`,
      })
      .chain((keys) =>
        fc.tuple(
          ...keys.map(([dealer, city]) => fc.integer({ min: 1, max: 40 }).map((codes) => flow(dealer, city, codes))),
        ),
      );
    const mirror: Record<Change, readonly Change[]> = {
      new: ['gone'],
      gone: ['new'],
      grown: ['shrunk', 'unchanged'],
      shrunk: ['grown', 'unchanged'],
      unchanged: ['grown', 'shrunk', 'unchanged'],
    };
    const sum = (list: readonly { now: number; other: number }[]): [number, number] =>
      list.reduce(([a, b], one) => [a + one.now, b + one.other], [0, 0] as [number, number]);
    fc.assert(
      fc.property(flows, flows, (present, past) => {
        const found = compareFlows(present, past);
        const codes = (list: readonly PeriodFlow[]) => list.reduce((total, one) => total + one.codes, 0);
        expect(sum(found)).toEqual([codes(present), codes(past)]);
        expect(sum(comparePlaces(present, past))).toEqual([codes(present), codes(past)]);
        const keys = found.map((one) => `${one.flow.dealer}/${one.flow.city}`);
        expect(new Set(keys).size).toBe(keys.length);
        const back = new Map(
          compareFlows(past, present).map((one) => [`${one.flow.dealer}/${one.flow.city}`, one.change]),
        );
        found.forEach(({ change }, n) => {
          expect(mirror[change]).toContain(back.get(keys[n] as string));
        });
      }),
      { seed: 20261127, numRuns: 200 },
    );
  });
});

test.each<[string, [string, string], ComparedWith, string | null, [string, string], [string, string], boolean]>([
  ['a whole quarter, the one before', ['2026-07-01', '2026-10-01'], 'before', '2026-12-31', ['2026-07-01', '2026-10-01'], ['2026-04-01', '2026-07-01'], false],
  ['it ends with the data', ['2026-07-01', '2026-10-01'], 'before', '2026-09-30', ['2026-07-01', '2026-10-01'], ['2026-04-01', '2026-07-01'], false],
  ['a quarter that runs: as many days', ['2026-07-01', '2026-10-01'], 'before', '2026-07-31', ['2026-07-01', '2026-08-01'], ['2026-04-01', '2026-05-02'], true],
  ['a quarter that runs, a year before', ['2026-07-01', '2026-10-01'], 'year', '2026-07-31', ['2026-07-01', '2026-08-01'], ['2025-07-01', '2025-08-01'], true],
  ['February is over sooner', ['2026-03-01', '2026-04-01'], 'before', '2026-03-30', ['2026-03-01', '2026-03-31'], ['2026-02-01', '2026-03-01'], true],
  ['29 February has no day before', ['2024-02-29', '2024-03-02'], 'year', '2024-02-29', ['2024-02-29', '2024-03-01'], ['2023-03-01', '2023-03-02'], true],
  ['29 February alone', ['2024-02-29', '2024-03-01'], 'year', '2026-12-31', ['2024-02-29', '2024-03-01'], ['2023-03-01', '2023-03-02'], false],
  ['all of it is to come', ['2027-01-01', '2027-04-01'], 'before', '2026-12-31', ['2027-01-01', '2027-04-01'], ['2026-10-01', '2027-01-01'], false],
  ['there are no data', ['2026-07-01', '2026-10-01'], 'before', null, ['2026-07-01', '2026-10-01'], ['2026-04-01', '2026-07-01'], false],
])('%s', (_, [from, to], how, lastDay, now, other, isRunning) => {
  const found = comparedPeriods(dayRange({ from, to }), how, lastDay === null ? null : toDay(lastDay));
  const days = (range: { from: number; to: number }) => [fromDay(range.from), fromDay(range.to)];
  expect([days(found.now), days(found.other), found.isRunning]).toEqual([now, other, isRunning]);
}); // biome-ignore format: a period a line
