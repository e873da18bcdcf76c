// Goal: every row of a source is either imported or refused with its reason, and what is odd about a row that is imported is
// counted and shown. Method: one table of bad rows, each with what must be said of it; feeds, floods and frozen places made
// by hand; a property over random tables with a fixed seed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEpcis } from '../../../db/domain/diversion/ingest/epcis.ts';
import { type ImportGrounds, planImport, scanKey } from '../../../db/domain/diversion/ingest/plan.ts';
import { type Cell, readTable } from '../../../db/domain/diversion/ingest/table.ts';
import { ImportRow } from '../../../db/domain/diversion/schema/scan-import.ts';

const NOW = Date.parse('2026-09-05T00:00:00Z');
const grounds = (change: Partial<ImportGrounds> = {}): ImportGrounds => ({
  crs: 'GCJ02',
  now: NOW,
  shops: new Map(),
  codes: new Map([
    ['K1', { shippedOn: '2026-08-01' }],
    ['K2', { shippedOn: null }],
  ]),
  scans: new Set([scanKey('K1', 'terminal', Date.parse('2026-09-04T02:00:00Z') / 1000, 121.5, 31.2)]),
  hash: (device) => `#${device}`,
  onProgress: () => undefined,
  ...change,
});
const TITLES = ['码值', '扫码时间', '经度', '纬度', '精度', '角色', '设备号', '门店'];
const plan = (rows: Cell[][], change: Partial<ImportGrounds> = {}, titles = TITLES) =>
  planImport(readTable([titles, ...rows]), grounds(change));
const told = ({ findings }: ReturnType<typeof planImport>) =>
  findings.map(({ outcome, reason, rows, first }) => [outcome, reason, rows, first[0]?.detail]);

const WHEN = '2026-09-04T10:30:00+08:00';
describe('a row', () => {
  test.each<[string, Cell[], unknown[][]]>([
    ['that is right', ['K1', WHEN, 121.5, 31.2, 30, '终端'], []],
    ['with swapped coordinates', ['K1', WHEN, 31.2, 121.5, 30, '终端'], [['refused', 'swapped', 1, null]]],
    ['at 0/0', ['K1', WHEN, 0, 0, 30, '终端'], [['refused', 'null_island', 1, null]]],
    ['outside China', ['K1', WHEN, -0.12, 51.5, 30, '终端'], [['refused', 'outside_china', 1, null]]],
    ['with words for a place', ['K1', WHEN, '上海', 31.2, 30, '终端'], [['refused', 'malformed', 1, 'longitude']]],
    ['without a code', [null, WHEN, 121.5, 31.2, 30, '终端'], [['refused', 'without_code', 1, null]]],
    ['without a time', ['K1', null, 121.5, 31.2, 30, '终端'], [['refused', 'without_time', 1, null]]],
    ['at a time that is none', ['K1', 'yesterday', 121.5, 31.2, 30, '终端'], [['refused', 'malformed', 1, 'scannedAt']]],
    ['of the next week', ['K1', '2026-09-12T10:00:00Z', 121.5, 31.2, 30, '终端'], [['refused', 'in_future', 1, '2026-09-12T10:00:00.000Z']]],
    ['of another century', ['K1', '1970-01-01T00:00:10Z', 121.5, 31.2, 30, '终端'], [['refused', 'malformed', 1, 'scannedAt']]],
    ['by nobody known', ['K1', WHEN, 121.5, 31.2, 30, '路人'], [['refused', 'malformed', 1, 'actor']]],
    ['that is there already', ['K1', '2026-09-04T10:00:00+08:00', 121.5, 31.2, 30, '终端'], [['refused', 'known', 1, 'K1']]],
    ['without a place', ['K1', WHEN, null, null, null, '终端'], [['set_aside', 'no_place', 1, null]]],
    ['before its shipment', ['K1', '2026-07-30T10:00:00Z', 121.5, 31.2, 30, '终端'], [['set_aside', 'scan_before_shipment', 1, 'K1'], ['noted', 'late', 1, null]]],
    ['of a code that was never shipped', ['K2', WHEN, 121.5, 31.2, 30, '终端'], [['set_aside', 'never_shipped', 1, 'K2']]],
    ['of a code this laptop does not know', ['new', WHEN, 121.5, 31.2, 30, '终端'], [['noted', 'code_not_here', 1, 'new']]],
    ['without accuracy', ['K1', WHEN, 121.5, 31.2, null, '终端'], [['noted', 'without_accuracy', 1, null]]],
    ['without a zone', ['K1', '2026/9/4 10:30', 121.5, 31.2, 30, '终端'], [['noted', 'time_without_zone', 1, '2026-09-04T10:30:00']]],
    ['of five weeks ago', ['K1', '2026-08-02T10:00:00Z', 121.5, 31.2, 30, '终端'], [['noted', 'late', 1, null]]],
    ['that says nothing', [null, ' ', null, null, null, null], [['refused', 'empty_row', 1, null]]],
  ])('%s', (_, row, expected) => {
    const made = plan([row]);
    expect(told(made)).toEqual(expected);
    expect(made.rows).toHaveLength(expected.some(([outcome]) => outcome === 'refused') ? 0 : 1);
    for (const one of made.rows) expect(ImportRow.parse(one)).toEqual(one);
  }); // biome-ignore format: one row a line

  test('is what it says, in GCJ-02, in seconds, with its device hashed', () => {
    const { rows } = plan([['K1', '2026-09-04T10:30:00+09:00', 121.5, 31.2, 29.6, '消费者', 'phone', 'S9']]);
    expect(rows).toEqual([[1, 'K1', 'consumer', Date.parse('2026-09-04T01:30:00Z') / 1000, 121.5, 31.2, 'GCJ02', 30, 'S9', null, '#phone']]); // biome-ignore format: a row
  });
});

test('the same scan twice is imported once; an unknown column, a step back in time and a day late are said', () => {
  const rows = [
    ['K1', WHEN, 121.5, 31.2, 30, '终端', 'x'],
    ['K1', WHEN, 121.5, 31.2, 30, '终端', 'y'],
    ['K1', '2026-09-03T10:30:00Z', 121.5, 31.2, 30, '终端', null],
  ];
  const made = plan(rows, {}, [...TITLES.slice(0, 6), '备注']);
  expect(told(made)).toEqual([
    ['refused', 'repeated', 1, 'K1'],
    ['noted', 'unknown_column', 2, '备注'],
    ['noted', 'out_of_order', 1, null],
  ]);
  expect(made.rows.map(([n]) => n)).toEqual([1, 3]);
});

test('a thousand scans of one code, and a telephone that is always at the same place, are named', () => {
  const minute = (n: number): string => new Date(NOW - n * 60_000).toISOString();
  const flood = Array.from({ length: 1000 }, (_, n) => ['K1', minute(1000 - n), 121.5 + n / 1e6, 31.2, 30, '终端']);
  expect(told(plan(flood))).toEqual([['noted', 'many_of_one_code', 1000, 'K1']]);
  const codes = new Map(Array.from({ length: 30 }, (_, n) => [`F${n}`, { shippedOn: '2026-08-01' }]));
  const still = Array.from({ length: 30 }, (_, n) => [`F${n}`, minute((30 - n) * 240), 121.123456, 31.2, 30, '消费者']);
  expect(told(plan(still, { codes }))).toEqual([['set_aside', 'frozen_place', 30, '121.123456, 31.2']]);
});

test('a feed in another system than its tag is taken in the one that the shops’ addresses tell', () => {
  const shops = new Map([['S1', [121.5, 31.2] as const]]);
  // 121.4955, 31.2019 in WGS-84 is the address in GCJ-02, within a metre or two.
  const rows = Array.from({ length: 12 }, (_, n) => ['K1', new Date(NOW - (20 - n) * 3_600_000).toISOString(), 121.49557, 31.20195, 30, '终端', null, 'S1']);
  const made = plan(rows, { shops });
  expect(made.feeds).toMatchObject([{ tagged: 'GCJ02', likely: 'WGS84', isWronglyTagged: true }]);
  expect(told(made)).toEqual([['noted', 'wrong_system', 12, 'GCJ02 → WGS84']]);
  for (const [, , , , longitude, latitude, crs] of made.rows) {
    expect(crs).toBe('WGS84');
    expect(Math.abs((longitude as number) - 121.5)).toBeLessThan(0.0002);
    expect(Math.abs((latitude as number) - 31.2)).toBeLessThan(0.0002);
  }
}); // biome-ignore format: a row

test('events that are no scans and events that are none are counted', () => {
  const sighting = { type: 'ObjectEvent', eventTime: '2026-09-04T10:00:00+08:00', eventTimeZoneOffset: '+08:00', action: 'OBSERVE', epcList: ['K1'], readPoint: { id: 'geo:31.2,121.5;u=30' } };
  const made = planImport(readEpcis([sighting, { ...sighting, bizStep: 'shipping' }, 5]), grounds({ scans: new Set() }));
  expect(told(made)).toEqual([['refused', 'malformed', 1, 'event'], ['refused', 'not_a_scan', 1, 'shipping']]);
  expect(made.rows).toHaveLength(1);
  expect(made.fileRows).toBe(2);
}); // biome-ignore format: an event

test('no row is lost: each is imported or refused, once', () => {
  const cell = fc.oneof(fc.constant(null), fc.double(), fc.string({ maxLength: 4 }));
  const when = fc.oneof(fc.constant(WHEN), fc.constant('2026-09-04'), cell);
  const place = fc.oneof(fc.double({ min: -180, max: 180, noNaN: true }), fc.constant(0), cell);
  const row = fc.tuple(fc.oneof(fc.constantFrom('K1', 'K2'), cell), when, place, place, cell, fc.oneof(fc.constantFrom('终端', 'consumer'), cell));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
      const made = plan(rows as Cell[][]);
      const refused = made.findings.filter(({ outcome }) => outcome === 'refused').reduce((sum, one) => sum + one.rows, 0);
      expect(made.rows.length + refused).toBe(rows.length);
      for (const one of made.rows) expect(ImportRow.safeParse(one).success).toBe(true);
    }),
    { seed: 7, numRuns: 200 },
  );
}); // biome-ignore format: generators
