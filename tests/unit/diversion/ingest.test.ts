// Goal: scans of other makes become rows that the detector reads, each told where it came from, and what cannot be used is
// refused with its reason. Method: tables of identifiers, titles and times; a shipment told in EPCIS events out of order,
// late, twice and withdrawn; the preview held against what is refused one by one.
import { describe, expect, test } from 'vitest';
import { elementString, geoPlace } from '../../../db/domain/diversion/ingest/epc.ts';
import { readEpcis } from '../../../db/domain/diversion/ingest/epcis.ts';
import { EpcisDocument } from '../../../db/domain/diversion/ingest/epcis-schema.ts';
import { previewScans } from '../../../db/domain/diversion/ingest/preview.ts';
import { type Cell, readTable } from '../../../db/domain/diversion/ingest/table.ts';
import { IngestPreview } from '../../../db/domain/diversion/schema/ingest.ts';

describe('identifiers', () => {
  test.each([
    // Company prefix 0614141, indicator 1, item 12345: check digit by hand, 3·(1+6+4+4+1+3+5)+(0+1+1+1+2+4) = 81 → 9.
    ['urn:epc:id:sgtin:0614141.112345.400', '(01)10614141123459(21)400'],
    ['https://id.gs1.org/01/10614141123459/21/400', '(01)10614141123459(21)400'],
    ['https://brand.example/cn/01/10614141123459/21/400?15=271231', '(01)10614141123459(21)400'],
    ['urn:epc:id:sgtin:0614141.112345.32a%2Fb', '(01)10614141123459(21)32a/b'],
    ['urn:epc:id:sscc:0614141.1234567890', '(00)106141412345678908'],
    ['https://id.gs1.org/00/106141412345678908', '(00)106141412345678908'],
    ['urn:epc:id:sgln:0614141.12345.0', '(414)0614141123452'],
    ['urn:epc:id:sgln:0614141.12345.400', '(414)0614141123452(254)400'],
    ['https://id.gs1.org/414/0614141123452/254/400', '(414)0614141123452(254)400'],
    ['urn:epc:id:pgln:0614141.12345', '(417)0614141123452'],
    ['our-own-code-7', 'our-own-code-7'],
    ['urn:epc:id:sgtin:broken', 'urn:epc:id:sgtin:broken'],
  ])('%s', (uri, text) => expect(elementString(uri)).toBe(text));

  test.each([
    ['geo:31.23,121.47', { latitude: 31.23, longitude: 121.47, accuracyM: null }],
    ['geo:31.23,121.47,12;u=35', { latitude: 31.23, longitude: 121.47, accuracyM: 35 }],
    ['geo:31.23,121.47;crs=wgs84;u=5', { latitude: 31.23, longitude: 121.47, accuracyM: 5 }],
    ['GEO:-31,121', { latitude: -31, longitude: 121, accuracyM: null }],
    ['geo:31.23,121.47;crs=bd09', null],
    ['geo:north,east', null],
    ['urn:epc:id:sgln:0614141.12345.0', null],
  ])('%s', (uri, place) => expect(geoPlace(uri)).toEqual(place));
});

const bottle = (n: number) => `urn:epc:id:sgtin:6901234.056789.${n}`;
const box = 'urn:epc:id:sgtin:6901234.156789.1';
const pallet = 'urn:epc:id:sscc:6901234.1234567890';
const event = (type: string, eventTime: string, more: object = {}) => ({ type, eventTime, eventTimeZoneOffset: '+08:00', action: 'OBSERVE', ...more }); // biome-ignore format: an event
const packed = [
  event('AggregationEvent', '2026-03-01T08:00:00+08:00', { action: 'ADD', bizStep: 'packing', parentID: box, childEPCs: [bottle(1), bottle(2)] }),
  event('AggregationEvent', '2026-03-01T09:00:00+08:00', { action: 'ADD', bizStep: 'packing', parentID: pallet, childEPCs: [box] }),
  event('ObjectEvent', '2026-03-02T23:30:00Z', {
    bizStep: 'https://ref.gs1.org/cbv/BizStep-shipping', epcList: [pallet],
    bizTransactionList: [{ type: 'po', bizTransaction: 'PO1' }, { type: 'desadv', bizTransaction: 'DA7' }],
    destinationList: [{ type: 'location', destination: 'urn:epc:id:sgln:6901234.99999.0' }, { type: 'owning_party', destination: 'urn:epc:id:pgln:6901234.12345' }],
  }),
]; // biome-ignore format: events
const seen = (n: number, more: object = {}) =>
  event('ObjectEvent', `2026-03-1${n}T10:00:00+08:00`, { epcList: [bottle(1)], bizStep: 'retail_selling', readPoint: { id: 'geo:31.23,121.47;u=30' }, bizLocation: { id: 'urn:epc:id:sgln:6901234.00001.0' }, ...more }); // biome-ignore format: an event

describe('EPCIS', () => {
  test('a bottle that is seen is of its case, its pallet and whom it was shipped to, wherever in the file that stands', () => {
    const straight = readEpcis([...packed, seen(1)]);
    const mixed = readEpcis([seen(1), ...packed.toReversed()]);
    expect(straight.isInOrder).toBe(true);
    expect(mixed.isInOrder).toBe(false);
    expect(mixed.scans).toEqual(straight.scans);
    expect(straight.scans).toEqual([
      {
        id: null, code: elementString(bottle(1)), dealer: '(417)6901234123456', shipment: 'DA7', shippedOn: '2026-03-03',
        case: elementString(box), pallet: elementString(pallet), scannedAt: '2026-03-11T02:00:00.000Z', longitude: 121.47, latitude: 31.23,
        accuracyM: 30, crs: 'WGS84', actor: 'terminal', terminal: '(414)6901234000016',
      },
    ]); // biome-ignore format: a scan
    expect(straight.codes.map(({ code }) => code).sort()).toEqual(
      [pallet, box, bottle(1), bottle(2)].map(elementString).sort(),
    );
    expect(straight.refused.map(({ index, reason }) => [index, reason])).toEqual([[0, 'not_a_scan'], [1, 'not_a_scan'], [2, 'not_a_scan']]); // biome-ignore format: three
  });

  test('what was unpacked is in no case, and what is bound later was not bound before', () => {
    const taken = event('AggregationEvent', '2026-03-10T10:00:00+08:00', {
      action: 'DELETE',
      parentID: box,
      childEPCs: [],
    });
    const { scans } = readEpcis([...packed, taken, seen(1), event('ObjectEvent', '2026-03-01T07:00:00+08:00', { epcList: [bottle(1)], bizStep: 'inspecting' })]); // biome-ignore format: events
    expect(scans).toMatchObject([
      { actor: 'inspector', dealer: null, case: null, longitude: null },
      { actor: 'terminal', dealer: '(417)6901234123456', case: null },
    ]);
  });

  test('places by sensors; steps by any spelling; a parent that is seen is a code of its own', () => {
    const sensors = { sensorElementList: [{ sensorReport: [{ type: 'gs1:Latitude', value: 30.5 }, { type: 'gs1:Longitude', stringValue: '114.3' }] }] }; // biome-ignore format: one sensor
    const { scans } = readEpcis([
      event('ObjectEvent', '2026-03-12T10:00:00+08:00', { epcList: [bottle(1)], bizStep: 'urn:epcglobal:cbv:bizstep:receiving', ...sensors }),
      event('AggregationEvent', '2026-03-12T11:00:00+08:00', { parentID: pallet, childEPCs: [], bizStep: 'arriving', readPoint: 'geo:30.5,114.3' }),
      event('TransactionEvent', '2026-03-12T12:00:00+08:00', { action: 'ADD', epcList: [bottle(2)], readPoint: { id: 'geo:30.5,114.3' } }),
    ]); // biome-ignore format: events
    expect(scans.map(({ code, actor, longitude }) => [code, actor, longitude])).toEqual([
      [elementString(bottle(1)), 'dealer', 114.3],
      [elementString(pallet), 'driver', 114.3],
      [elementString(bottle(2)), 'consumer', 114.3],
    ]);
  });

  test.each([
    ['no time', { type: 'ObjectEvent', epcList: ['x'] }, 'malformed', 'eventTime'],
    ['a time without any zone', { type: 'ObjectEvent', eventTime: '2026-03-10T10:00:00', epcList: ['x'] }, 'malformed', 'eventTimeZoneOffset'],
    ['no type', { eventTime: '2026-03-10T10:00:00Z' }, 'malformed', 'type'],
    ['no event', 7, 'malformed', 'event'],
    ['another kind', event('TransformationEvent', '2026-03-10T10:00:00Z'), 'not_a_scan', 'TransformationEvent'],
    ['nothing in it', event('ObjectEvent', '2026-03-10T10:00:00Z', { epcList: [] }), 'not_a_scan', 'ObjectEvent'],
    ['commissioning', event('ObjectEvent', '2026-03-10T10:00:00Z', { action: 'ADD', bizStep: 'commissioning', epcList: ['x'] }), 'not_a_scan', 'commissioning'],
  ])('refused: %s', (_, raw, reason, detail) => {
    const { scans, refused } = readEpcis([raw]);
    expect(scans).toEqual([]);
    expect(refused).toEqual([{ index: 0, reason, detail }]);
  }); // biome-ignore format: one a line

  test('late, twice, withdrawn; a time without a zone in that of its event', () => {
    const { scans, refused, late } = readEpcis([
      seen(1, { eventID: 'a', recordTime: '2026-03-30T00:00:00Z' }),
      seen(1, { eventID: 'a' }),
      seen(2, { eventID: 'b' }),
      seen(2, { eventID: 'b', errorDeclaration: { declarationTime: '2026-03-13T00:00:00Z' } }),
      { ...seen(3), eventTime: '2026-03-13T10:00:00' },
    ]);
    expect(scans.map(({ id, scannedAt }) => [id, scannedAt])).toEqual([
      ['a', '2026-03-11T02:00:00.000Z'],
      [null, '2026-03-13T02:00:00.000Z'],
    ]);
    expect(late).toBe(1);
    expect(refused.map(({ index, reason }) => [index, reason])).toEqual([
      [1, 'named_twice'],
      [2, 'withdrawn'],
      [3, 'withdrawn'],
    ]);
  });

  test('documents, answers to queries, lists and single events are read; a circle of packing ends', () => {
    const list = [seen(1)];
    for (const document of [
      { type: 'EPCISDocument', epcisBody: { eventList: list } },
      { type: 'EPCISQueryDocument', epcisBody: { queryResults: { resultsBody: { eventList: list } } } },
      list,
      list[0],
    ])
      expect(readEpcis(EpcisDocument.parse(document)).scans).toHaveLength(1);
    expect(EpcisDocument.safeParse({ a: 1 }).success).toBe(false);
    const circle = [
      event('AggregationEvent', '2026-03-01T08:00:00Z', { action: 'ADD', parentID: 'A', childEPCs: ['B'] }),
      event('AggregationEvent', '2026-03-01T08:01:00Z', { action: 'ADD', parentID: 'B', childEPCs: ['A'] }),
      event('ObjectEvent', '2026-03-01T09:00:00Z', { bizStep: 'shipping', epcList: ['A'] }),
    ];
    expect(readEpcis(circle).codes.map(({ code }) => code)).toEqual(['A', 'B']);
  });
});

describe('tables', () => {
  const header = ['码值', '经销商编码', '扫码时间', '经度', '纬度', '精度', '坐标系', '角色', '发货日期', '备注'];
  const row = (more: Readonly<Record<number, Cell>> = {}): Cell[] =>
    Object.assign(['C1', 'D1', '2026/3/9 9:05', '121.54', '29.87', '30', '高德', '终端', '2026-03-01', null], more);

  test('Chinese titles, numbers as text, days with slashes', () => {
    const { scans, columns } = readTable([header, row()]);
    expect(scans).toEqual([
      { code: 'C1', dealer: 'D1', scannedAt: '2026-03-09T09:05:00', longitude: 121.54, latitude: 29.87, accuracyM: 30, crs: 'GCJ02', actor: 'terminal', shippedOn: '2026-03-01' },
    ]); // biome-ignore format: a scan
    expect(columns.filter(({ field }) => field === null)).toEqual([{ title: '备注', field: null }]);
  });

  test.each([
    ['2026-03-09 09:05:06', '2026-03-09T09:05:06'],
    ['2026-03-09T09:05:06Z', '2026-03-09T09:05:06Z'],
    ['2026-03-09 09:05:06 +0800', '2026-03-09T09:05:06+08:00'],
    ['2026年3月9日', '2026-03-09'],
    [46_090, '2026-03-09'],
    [46_090.5, '2026-03-09T12:00:00'],
    ['09/03/2026', '09/03/2026'],
    ['yesterday', 'yesterday'],
  ])('time %s', (cell, text) => expect(readTable([['time'], [cell]]).scans[0]).toEqual({ scannedAt: text }));

  test('the preview counts what would be rejected, with the first rows, and nothing is lost', () => {
    const rows = [
      header,
      row(),
      row(),
      row({ 3: '29.87', 4: '121.54' }),
      row({ 3: 0, 4: 0 }),
      row({ 3: 'east' }),
      row({ 2: '09/03/2026' }),
      row({ 8: '2026-04-01' }),
      row({ 3: null }),
      header.map(() => null),
      row({ 2: '2026/3/1 8:00', 5: '', 9: 'torn label' }),
      ...Array.from({ length: 10 }, () => row({ 7: 'cat' })),
    ];
    const read = readTable(rows);
    const preview = previewScans(read, 'GCJ02');
    expect(IngestPreview.parse(preview)).toEqual(preview);
    expect(preview).toMatchObject({ rows: 20, scans: 19, placed: 3, repeated: 1, isInOrder: false, withoutTime: 0, late: 0 });
    expect(preview).toMatchObject({ from: '2026-03-01T00:00:00.000Z', to: '2026-03-09T01:05:00.000Z' });
    expect(preview.notes).toEqual({ unknownColumns: { 备注: 1 }, timesWithoutZone: 4, withoutAccuracy: 1 });
    const counts = Object.fromEntries(preview.rejected.map(({ reason, rows: count }) => [reason, count]));
    expect(counts).toEqual({ malformed: 12, swapped: 1, null_island: 1, scan_before_shipment: 1, no_place: 1, empty_row: 1 });
    expect(preview.rejected[0]!.first.slice(0, 3)).toEqual([
      { row: 4, detail: 'longitude' },
      { row: 5, detail: 'scannedAt' },
      { row: 10, detail: 'actor' },
    ]);
    expect(preview.placed + preview.rejected.reduce((sum, { rows: count }) => sum + count, 0)).toBe(preview.rows);
  }); // biome-ignore format: one row a line

  test('of two columns that mean the same the first counts; no rows at all are none', () => {
    expect(
      readTable([
        ['lng', '经度'],
        [1, 2],
      ]).scans,
    ).toEqual([{ longitude: 1, 经度: 2 }]);
    expect(previewScans(readTable([]), 'GCJ02')).toMatchObject({ rows: 0, placed: 0, from: null });
  });
});
