// Goal: caps opened for their red packets are told from goods that are sold, however the place and the hours happen to fall.
// Method: readings at one spot in a table, through intake and the search for bursts; the accusation itself in detect.test.ts.
import { expect, test } from 'vitest';
import { findFakeScans } from '../../../db/domain/diversion/detect/fake-scans.ts';
import { takeIn } from '../../../db/domain/diversion/detect/intake.ts';
import { DetectParameters } from '../../../db/domain/diversion/schema/detect-parameters.ts';

const parameters = DetectParameters.parse({});
const NOON = Date.parse('2026-03-09T12:00:00+08:00');
/** Reading `n` of codes that are read `every` seconds, so many metres east of a corner of the squares that are searched. */
const reading = (n: number, every: number, who: object, eastM = 50) => ({
  code: `C${n}`, dealer: 'D', longitude: 118.8 + eastM / 94_000, latitude: 32.0507, accuracyM: 20, actor: 'consumer',
  scannedAt: new Date(NOON + n * every * 1000).toISOString(), ...who,
}); // biome-ignore format: a row
const bursts = (rows: readonly object[]) =>
  findFakeScans(takeIn(rows as never, [], 'GCJ02', parameters).readings, parameters).map(({ codes, users, scans }) => ({
    codes,
    users,
    scans: scans.length,
  }));
const farm = (count: number, every: number, whoOf: (n: number) => object, eastOf = (_: number) => 50) =>
  Array.from({ length: count }, (_, n) => reading(n, every, whoOf(n), eastOf(n)));
const few = (n: number) => ({ user: `u${n % 3}` });

test.each([
  ['forty codes in a quarter of an hour, by three people', farm(40, 20, few), { codes: 40, users: 3 }],
  ['the same on both sides of a border between squares', farm(30, 20, few, (n) => (n % 2 === 0 ? -15 : 15)), { codes: 30, users: 3 }],
  ['a hundred codes in an hour and a half, by three people', farm(100, 55, few), { codes: 100, users: 3 }],
  ['many accounts on two telephones', farm(40, 20, (n) => ({ user: `u${n}`, device: `d${n % 2}` })), { codes: 40, users: 2 }],
  ['many accounts on two telephones, slowly', farm(40, 60, (n) => ({ user: `u${n}`, device: `d${n % 2}` })), { codes: 40, users: 2 }],
  ['two people in a crowd', farm(120, 60, (n) => ({ user: n % 2 === 0 ? `u${n % 4}` : `guest${n}` })), { codes: 60, users: 2 }],
  ['nobody knows who, two a minute', farm(40, 30, () => ({})), { codes: 40, users: null }],
])('%s', (_, rows, burst) => {
  expect(bursts(rows)).toEqual([{ ...burst, scans: burst.codes }]);
}); // biome-ignore format: one farm a line

test.each([
  ['a feast', farm(60, 10, (n) => ({ user: `u${n}` }))],
  ['nobody knows who, one in a minute and a half', farm(40, 90, () => ({}))],
  ['three people, one code in five minutes', farm(40, 300, few)],
  ['a few bottles of a household', farm(8, 20, few)],
])('%s is no farm', (_, rows) => {
  expect(bursts(rows)).toEqual([]);
});

test('what the same people read at the spot at other hours belongs to it, what others read does not', () => {
  const rows = farm(40, 20, few);
  const hours = [reading(1000, 20, { user: 'u1' }), reading(1001, 60, { user: 'neighbour' })];
  expect(bursts([...rows, ...hours])).toEqual([{ codes: 41, users: 3, scans: 41 }]);
});
