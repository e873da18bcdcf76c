// Goal: every row of a document of scans is answered, in order, with the verdict of the territory of its shipment day; what
// cannot be judged or read is counted with its reason. Method: documents of a few rows on drawn squares, a table of bad
// rows, bad territories; the answer held against its own published schema.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answerClassify } from '../../../db/domain/diversion/classify/answer.ts';
import { judgeBorder } from '../../../db/domain/diversion/outside-probability.ts';
import { ClassifyInput, ClassifyInputSchema, ClassifyOutput } from '../../../db/domain/diversion/schema/classify.ts';
import { decodeDivisions } from '../../../db/domain/geo/division-file.ts';
import { indexDivisions } from '../../../db/domain/geo/division-index.ts';

const rings = decodeDivisions(readFileSync('resources/map/divisions.bin'));
const map = { rings, index: indexDivisions(rings) };
const square = (west: number, south: number) => ({
  type: 'Polygon',
  coordinates: [[[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1], [west, south]]], // biome-ignore format: a square
});
const answer = (document: object) => {
  const output = answerClassify(map, ClassifyInput.parse({ territories: [], ...document }));
  expect(ClassifyOutput.parse(output)).toEqual(output);
  return output;
};
const one = (scan: object, document: object = {}) =>
  answer({ territories: [{ dealer: 'D', polygons: square(120, 30) }], scans: [scan], ...document }).scans[0];
const at = { dealer: 'D', longitude: 120.5, latitude: 30.5, accuracyM: 10 };

describe('verdicts', () => {
  test.each([
    ['in the middle', at, 'inside', 'inside'],
    ['far away', { ...at, longitude: 122 }, 'outside', 'outside'],
    ['on the edge', { ...at, longitude: 121 }, 'border', 'boundary'],
    ['in a corner', { ...at, longitude: 121, latitude: 31 }, 'border', 'boundary'],
    ['a kilometre beyond, in the strip', { ...at, longitude: 121.01 }, 'border', 'outside'],
    ['ten kilometres beyond', { ...at, longitude: 121.1 }, 'outside', 'outside'],
    [
      'ten kilometres beyond, read to ten kilometres',
      { ...at, longitude: 121.1, accuracyM: 10_000 },
      'uncertain',
      'outside',
    ],
    ['inside, but read to fifty kilometres', { ...at, accuracyM: 50_000 }, 'uncertain', 'inside'],
    ['another dealer', { ...at, dealer: 'E' }, 'unjudged', null],
    ['never shipped', { ...at, dealer: undefined }, 'unjudged', null],
  ])('%s', (_, scan, verdict, position) => {
    expect(one(scan)).toMatchObject({ verdict, position });
  });

  test('follow the territory of the day of the shipment, not of the scan', () => {
    const territories = [
      { dealer: 'D', polygons: square(120, 30), validTo: '2026-05-01' },
      { dealer: 'D', polygons: square(110, 30), validFrom: '2026-05-01' },
    ];
    const judged = (shippedOn: string | null) =>
      one({ ...at, shippedOn, scannedAt: '2026-06-01T08:00:00+08:00' }, { territories })?.verdict;
    expect(judged('2026-04-30')).toBe('inside');
    expect(judged('2026-05-01')).toBe('outside');
    expect(one({ ...at }, { territories })).toMatchObject({ verdict: 'unjudged', reason: 'no_shipment_date' });
  });

  test('excuse by an exemption of dealer, SKU and day', () => {
    const exemptions = [
      { id: 'X', kind: 'hub', polygons: square(122, 30), validFrom: '2026-01-01', validTo: '2026-02-01' },
    ];
    const scan = { ...at, longitude: 122.5, scannedAt: '2026-01-31T20:00:00+08:00' };
    expect(one(scan, { exemptions })).toMatchObject({ verdict: 'exempt', detail: 'X', position: 'outside' });
    // The first of February in Shanghai, still January in London.
    expect(one({ ...scan, scannedAt: '2026-01-31T16:00:00Z' }, { exemptions })?.verdict).toBe('outside');
    const forSku = [{ id: 'Y', kind: 'ecommerce', sku: 'S1' }];
    expect(one({ ...scan, sku: 'S1' }, { exemptions: forSku })?.verdict).toBe('exempt');
    expect(one({ ...scan, sku: 'S2' }, { exemptions: forSku })?.verdict).toBe('outside');
  });

  test('accuse nobody whose product line or day is not known where one of them allows the place', () => {
    const territories = [
      { dealer: 'D', polygons: square(120, 30) },
      { dealer: 'D', productLine: 'A', polygons: square(122, 30) },
    ];
    const away = { ...at, longitude: 122.5 };
    expect(one(away, { territories })).toMatchObject({ verdict: 'unjudged', reason: 'product_line_unknown' });
    expect(one({ ...away, productLine: 'A' }, { territories })?.verdict).toBe('inside');
    expect(one({ ...away, productLine: 'B' }, { territories })?.verdict).toBe('outside');
    expect(one({ ...away, longitude: 125 }, { territories })?.verdict).toBe('outside');
    const hub = { id: 'X', kind: 'hub', polygons: square(122, 30), validFrom: '2026-01-01' };
    expect(one(away, { exemptions: [hub] })).toMatchObject({ verdict: 'unjudged', reason: 'exemption_undated' });
    const always = { ...hub, id: 'Y', validFrom: null };
    expect(one(away, { exemptions: [hub, always] })).toMatchObject({ verdict: 'exempt', detail: 'Y' });
    expect(one({ ...away, longitude: 125 }, { exemptions: [hub] })?.verdict).toBe('outside');
  });

  test('the probability is that of the radius and the strip', () => {
    const tolerance = { bufferM: 1000, pOut: 0.95 };
    expect(judgeBorder(2000, 1000, tolerance).pOutside).toBeCloseTo(0.841_344_746, 8);
    expect(judgeBorder(2000, 100, tolerance).verdict).toBe('outside');
    expect(judgeBorder(2000, 1001, tolerance).verdict).toBe('uncertain');
    expect(judgeBorder(500, 1, tolerance).verdict).toBe('border');
    expect(judgeBorder(Number.POSITIVE_INFINITY, 500, tolerance).verdict).toBe('outside');
    expect(judgeBorder(Number.NEGATIVE_INFINITY, 500, tolerance).verdict).toBe('inside');
  });
});

describe('nothing is dropped', () => {
  test.each([
    ['swapped', { ...at, longitude: 30.5, latitude: 120.5 }],
    ['null_island', { ...at, longitude: 0, latitude: 0 }],
    ['outside_china', { ...at, longitude: -0.1, latitude: 51.5 }],
    ['no_place', { dealer: 'D' }],
    ['no_place', { ...at, latitude: null }],
    ['malformed', { ...at, longitude: '120.5' }],
    ['malformed', { ...at, scannedAt: 'yesterday' }],
    ['malformed', { ...at, scannedAt: '2026-02-30' }],
    ['malformed', { ...at, accuracyM: -1 }],
    ['malformed', { ...at, actor: 'cat' }],
    ['malformed', 'a line'],
    ['malformed', null],
    ['scan_before_shipment', { ...at, shippedOn: '2026-03-02', scannedAt: '2026-03-01T23:00:00+08:00' }],
  ])('%s', (reason, scan) => {
    const output = answer({ territories: [{ dealer: 'D', polygons: square(120, 30) }], scans: [at, scan, at] });
    expect(output.scans.map(({ verdict }) => verdict)).toEqual(['inside', 'rejected', 'inside']);
    expect(output.scans[1]).toMatchObject({ index: 1, reason });
    expect(output.totals.reasons).toEqual({ [reason]: 1 });
  });

  test('unknown columns, times without a zone and missing radii are counted', () => {
    const scan = { ...at, accuracyM: null, scannedAt: '2026-03-01 10:00' };
    expect(one({ ...scan, scannedAt: '2026-03-01T10:00', Color: 'red' })?.verdict).toBe('inside');
    const { notes } = answer({
      territories: [{ dealer: 'D', polygons: square(120, 30) }],
      scans: [{ ...scan, scannedAt: '2026-03-01T10:00', Color: 'red' }, at],
    });
    expect(notes).toEqual({ unknownColumns: { Color: 1 }, timesWithoutZone: 1, withoutAccuracy: 1 });
  });

  test.each([
    ['empty', {}],
    ['unknown_adcode', { adcodes: ['330212', '999999'] }],
    ['crosses_itself', { polygons: { type: 'Polygon', coordinates: [[[120, 30], [121, 31], [121, 30], [120, 31]]] } }],
    ['too_few_corners', { polygons: { type: 'Polygon', coordinates: [[[120, 30], [121, 31]]] } }],
    ['no_area', { polygons: { type: 'Polygon', coordinates: [[[104, 30], [105, 30], [106, 30]]] } }],
    ['empty', { adcodes: ['330212'], excludedAdcodes: ['330200'] }],
    ['empty', { polygons: square(120, 30), excludedPolygons: square(120, 30) }],
    ['empty', { polygons: square(120.2, 30), excludedPolygons: { type: 'MultiPolygon', coordinates: [square(120, 30).coordinates, square(121, 30).coordinates] } }],
    ['corner_outside_china', { polygons: { type: 'Polygon', coordinates: [[[30, 120], [31, 121], [30, 121]]] } }],
    ['ends_before_start', { adcodes: ['330212'], validFrom: '2026-01-02', validTo: '2026-01-01' }],
  ])('a territory is named, not used: %s', (reason, territory) => {
    const scan = { ...at, shippedOn: '2026-01-01' };
    const output = answer({ territories: [{ id: 'T', dealer: 'D', ...territory }], scans: [scan] });
    expect(output.problems).toMatchObject([{ list: 'territories', index: 0, id: 'T', dealer: 'D', reason }]);
    expect(output.scans[0]?.verdict).toBe('unjudged');
  }); // biome-ignore format: one territory a line

  test.each([
    ['divisions', { adcodes: ['330200'], excludedAdcodes: ['330100'] }, { adcodes: ['330100'], excludedAdcodes: ['330200'] }],
    ['drawn polygons', { polygons: square(120, 30), excludedPolygons: square(121, 30) }, { polygons: square(121, 30), excludedPolygons: square(120, 30) }],
    ['one product line', { adcodes: ['330200'], excludedAdcodes: ['330100'] }, { productLine: 'P', adcodes: ['330100'], excludedAdcodes: ['330200'] }],
  ])('territories that exclude all of each other accuse nobody on the days on which both hold: %s', (_, first, second) => {
    const output = answer({
      territories: [
        { id: 'A', dealer: 'D', ...first },
        { id: 'B', dealer: 'D', ...second, validFrom: '2026-03-01', validTo: '2026-04-01' },
      ],
      scans: ['2026-02-28', '2026-03-01', '2026-03-31', '2026-04-01'].map((shippedOn) => ({ ...at, longitude: 104, productLine: 'P', scannedAt: '2026-04-09T10:00:00Z', shippedOn })),
    });
    expect(output.scans.map(({ verdict }) => verdict)).toEqual(['outside', 'unjudged', 'unjudged', 'outside']);
    expect(output.problems.filter(({ id }) => id === 'A')).toMatchObject([{ index: 0, reason: 'empty' }]);
    expect(output.problems.filter(({ id }) => id === 'B')).toMatchObject([{ index: 1, reason: 'empty' }]);
  }); // biome-ignore format: one pair a line

  test('an unusable exemption is named, and excuses nothing', () => {
    const exemptions = [{ id: 'X', kind: 'hub', adcodes: ['000000'] }];
    const output = answer({
      territories: [{ dealer: 'D', polygons: square(120, 30) }],
      exemptions,
      scans: [{ ...at, longitude: 122 }],
    });
    expect(output.problems).toMatchObject([{ list: 'exemptions', reason: 'unknown_adcode', detail: '000000' }]);
    expect(output.scans[0]?.verdict).toBe('outside');
  });
});

test('the published schema takes what the rows say, and names what the document gets wrong', () => {
  const document = { territories: [{ dealer: 'D', adcodes: ['330212'] }], scans: [at] };
  expect(ClassifyInputSchema.safeParse(document).success).toBe(true);
  const wrong = { ...document, territories: [{ dealer: 'D', adcodes: ['33'] }], settings: { pOut: 0.5 } };
  const places = ClassifyInput.safeParse(wrong).error?.issues.map(({ path }) => path.join('.'));
  expect(places).toEqual(['settings.pOut', 'territories.0.adcodes.0']);
});
