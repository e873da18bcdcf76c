// Goal: a draft of a territory is told everything that is wrong with it before anybody decides: what it overlaps, what nobody
// serves, which terminals nobody serves, what the past would have looked like. Method: tables; seeded rectilinear polygons,
// whose common cells an independent exact library counts; hand-made neighbours in 宁波; two diversions, replayed.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import inPolygon from 'point-in-polygon-hao';
import { describe, expect, test } from 'vitest';
import { DetectInput } from '../../../db/domain/diversion/schema/detect.ts';
import { type DrawnPolygon, TerritoryBody } from '../../../db/domain/diversion/territory/body.ts';
import { checkDraft, type StoredTerritory } from '../../../db/domain/diversion/territory/check.ts';
import { datesFault, versionOn } from '../../../db/domain/diversion/territory/dates.ts';
import { leavesOf, shortestCodes } from '../../../db/domain/diversion/territory/divisions.ts';
import { drawnFaults } from '../../../db/domain/diversion/territory/drawn-fault.ts';
import { type GeoJsonFault, readGeoJson } from '../../../db/domain/diversion/territory/geojson.ts';
import { openGround, sharedGround } from '../../../db/domain/diversion/territory/ground.ts';
import { replayTerritory } from '../../../db/domain/diversion/territory/replay.ts';
import type { AreaShape } from '../../../db/domain/geo/area.ts';
import { toGcj02 } from '../../../db/domain/geo/crs.ts';
import { decodeDivisions } from '../../../db/domain/geo/division-file.ts';
import { indexDivisions } from '../../../db/domain/geo/division-index.ts';
import { preparePolygon } from '../../../db/domain/geo/polygon.ts';
import { mapGeography } from '../../support/oracle/map.ts';

const rings = decodeDivisions(readFileSync('resources/map/divisions.bin'));
const map = { rings, index: indexDivisions(rings) };
const { divisions } = map.index;
const box = (west: number, south: number, east: number, north: number): DrawnPolygon => [
  [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ],
];
const shape = (adcodes: readonly string[], polygons: readonly DrawnPolygon[] = []): AreaShape => ({
  divisions: new Set(
    divisions.flatMap(({ adcode, city }, index) => (adcodes.includes(adcode) || adcodes.includes(city) ? [index] : [])),
  ),
  polygons: polygons.map((polygon) => preparePolygon(polygon)),
});

describe('drawn polygons', () => {
  const bowTie: DrawnPolygon = [[[121, 30], [122, 31], [122, 30], [121, 31], [121, 30]]]; // biome-ignore format: one ring
  test.each<[string, readonly DrawnPolygon[], unknown]>([
    ['one box', [box(121, 29, 122, 30)], []],
    ['neighbours along an edge', [box(121, 29, 122, 30), box(122, 29.2, 123, 29.8)], []],
    ['a box in the hole of another', [[...box(121, 29, 122, 30), ...box(121.2, 29.2, 121.8, 29.8)], box(121.3, 29.3, 121.4, 29.4)], []],
    ['a bow tie', [box(119, 29, 120, 30), bowTie], [{ kind: 'crosses_itself', polygon: 1 }]],
    ['two on one another', [box(121, 29, 122, 30), box(121.9, 29.9, 122.5, 30.5)], [{ kind: 'polygons_overlap', polygon: 1 }]],
    ['the same twice', [box(121, 29, 122, 30), box(121, 29, 122, 30)], [{ kind: 'polygons_overlap', polygon: 1 }]],
    ['one within another', [box(121, 29, 122, 30), box(121.4, 29.4, 121.5, 29.5)], [{ kind: 'polygons_overlap', polygon: 1 }]],
    ['swapped', [box(29, 121, 30, 122)], [{ kind: 'swapped', polygon: 0, at: [29, 121] }]],
    ['in the Pacific', [box(150, 29, 151, 30)], [{ kind: 'outside_china', polygon: 0, at: [150, 29] }]],
    ['a line', [[[[121, 30], [122, 30], [121, 30], [121, 30]]]], [{ kind: 'too_few_corners', polygon: 0 }]],
  ])('%s', (_, polygons, expected) => {
    expect(drawnFaults(polygons)).toMatchObject(expected as object[]);
    expect(drawnFaults(polygons)).toHaveLength((expected as unknown[]).length);
  }); // biome-ignore format: the table of polygons
});

describe('dates', () => {
  const versions = [
    { id: 'a', from: '2024-01-01', to: '2025-01-01' },
    { id: 'b', from: '2025-01-01', to: '2027-01-01' },
    { id: 'c', from: '2027-01-01', to: null },
  ];
  test.each([
    ['2026-06-30', { kind: 'not_future' }, 'b'],
    ['2026-07-01', { kind: 'not_future' }, 'b'],
    ['2026-07-02', { kind: 'later_version', from: '2027-01-01' }, 'b'],
    ['2027-01-01', { kind: 'later_version', from: '2027-01-01' }, 'c'],
    ['2027-01-02', null, 'c'],
  ] as const)('from %s on, seen on 2026-07-01', (validFrom, fault, replaced) => {
    expect(datesFault(versions, validFrom, '2026-07-01')).toEqual(fault);
    expect(versionOn(versions, validFrom)?.id).toBe(replaced);
  });
});

test('codes are named as shortly as they can be and mean the same leaves', () => {
  const leaf = fc.constantFrom(...divisions.filter(({ province }) => ['310000', '330000'].includes(province)));
  fc.assert(
    fc.property(fc.array(leaf, { maxLength: 120 }), fc.subarray(['330200', '330100', '310000']), (some, whole) => {
      const leaves = new Set([...some.map(({ adcode }) => adcode), ...leavesOf(divisions, whole)]);
      const codes = shortestCodes(divisions, leaves);
      expect(leavesOf(divisions, codes)).toEqual(leaves);
      expect(codes.length).toBeLessThanOrEqual(leaves.size);
      if (whole.includes('330200')) expect(codes.some((code) => code === '330200' || code === '330000')).toBe(true);
    }),
    { seed: 41, numRuns: 60 },
  );
});

describe('common ground', () => {
  /** Columns of cells of a hundredth of a degree from a common floor: never crosses itself, and every cell is in or out. */
  const skyline = fc
    .record({
      west: fc.integer({ min: 0, max: 8 }),
      floor: fc.integer({ min: 0, max: 8 }),
      heights: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 }),
    })
    .map(({ west, floor, heights }): DrawnPolygon => {
      const at = (x: number, y: number): [number, number] => [
        Number((102 + x / 100).toFixed(2)),
        Number((34 + y / 100).toFixed(2)),
      ];
      const top = heights.flatMap((height, n) => [at(west + n, floor + height), at(west + n + 1, floor + height)]);
      const ring = [at(west + heights.length, floor), at(west, floor), ...top];
      return [[...ring, ring[0] as [number, number]]];
    });
  const cells = Array.from({ length: 20 * 20 }, (_, n): [number, number] => [
    102 + ((n % 20) + 0.5) / 100,
    34 + (Math.floor(n / 20) + 0.5) / 100,
  ]);
  const isIn = (point: [number, number], polygon: DrawnPolygon): boolean => inPolygon(point, polygon as never) === true;

  test('two polygons share ground exactly when an independent library finds a cell in both', () => {
    let [shared, apart] = [0, 0];
    fc.assert(
      fc.property(skyline, skyline, skyline, (one, other, except) => {
        const common = cells.filter((cell) => isIn(cell, one) && isIn(cell, other));
        const { edges } = sharedGround(map, shape([], [one]), shape([], [other]));
        expect(edges.length > 0).toBe(common.length > 0);
        const added = sharedGround(map, shape([], [one]), shape([], [other]), shape([], [except]));
        expect(added.edges.length > 0).toBe(common.some((cell) => !isIn(cell, except)));
        expect(drawnFaults([one, other])).toHaveLength(common.length > 0 ? 1 : 0);
        if (common.length > 0) shared += 1;
        else apart += 1;
      }),
      { seed: 42, numRuns: 150 },
    );
    expect(Math.min(shared, apart)).toBeGreaterThan(25);
  });

  test('polygons over divisions: what is shared and what is left open, against places found independently', () => {
    const geography = mapGeography();
    const beilun = divisions.findIndex(({ adcode }) => adcode === '330206');
    const place = fc.tuple(
      fc.double({ min: 121.6, max: 122, noNaN: true }),
      fc.double({ min: 29.75, max: 30, noNaN: true }),
    );
    fc.assert(
      fc.property(place, place, fc.array(place, { minLength: 40, maxLength: 40 }), ([x, y], [u, v], places) => {
        const [west, east, south, north] = [
          Math.min(x, u),
          Math.max(x, u) + 0.01,
          Math.min(y, v),
          Math.max(y, v) + 0.01,
        ];
        const polygon = box(west, south, east, north);
        const { edges } = sharedGround(map, shape(['330206']), shape([], [polygon]));
        const open = openGround(map, beilun, shape([], [polygon]));
        for (const point of places) {
          if (geography.locate(...point)?.adcode !== '330206') continue;
          if (isIn(point, polygon)) expect(edges.length).toBeGreaterThan(0);
          else expect(open).not.toBeNull();
        }
        if (edges.length === 0) expect(open).toMatchObject({ isPartial: false });
      }),
      { seed: 43, numRuns: 60 },
    );
    expect(openGround(map, beilun, shape([], [box(121, 29, 123, 31)]))).toBeNull();
    expect(openGround(map, beilun, shape(['330206']))).toBeNull();
  });
});

describe('a draft', () => {
  const stored = (
    id: string,
    dealer: string,
    adcodes: readonly string[],
    polygons: StoredTerritory['polygons'] = null,
  ) => ({
    ...{ id, dealer, adcodes, polygons },
    ...{ from: '2024-01-01', to: null },
  });
  const territories = [
    stored('1', 'D1', ['330203', '330205']),
    stored('2', 'D2', ['330206', '330211', '330212']),
    stored('3', 'D3', ['330213']),
  ];
  // 海曙, 北仑 and 象山; each well within its division.
  const terminals = [
    { id: 'haishu', longitude: 121.5503, latitude: 29.8748 },
    { id: 'beilun', longitude: 121.85, latitude: 29.9 },
    { id: 'xiangshan', longitude: 121.87, latitude: 29.48 },
    { id: 'elsewhere', longitude: 118.78, latitude: 32.04 },
  ];
  const check = (adcodes: readonly string[], polygons: DrawnPolygon[] = [], validFrom = '2026-12-01') =>
    checkDraft(
      map,
      { dealer: 'D1', validFrom, adcodes, polygons },
      { territories, regionAdcodes: ['330200'], terminals, today: '2026-11-27' },
    );

  test('as it is: nothing is new', () => {
    const checked = check(['330205', '330203']);
    expect(checked).toMatchObject({ isUnchanged: true, replaces: '1', dates: null, drawn: [], unknownAdcodes: [] });
    expect(checked.findings?.overlaps).toEqual([]);
    expect(checked.findings?.gaps.map(({ adcode, isNew }) => [adcode, isNew])).toEqual([
      ['330225', false],
      ['330226', false],
      ['330281', false],
      ['330282', false],
    ]);
    expect(checked.findings?.orphans).toEqual([{ id: 'xiangshan', isNew: false }]);
  });

  test('a district given up and one taken from a neighbour', () => {
    const { findings, isUnchanged } = check(['330205', '330206']);
    expect(isUnchanged).toBe(false);
    expect(findings?.overlaps).toMatchObject([{ dealer: 'D2', adcodes: ['330206'], isNew: true }]);
    expect(findings?.gaps.filter(({ isNew }) => isNew)).toMatchObject([{ adcode: '330203', isPartial: false }]);
    expect(findings?.orphans).toEqual([
      { id: 'haishu', isNew: true },
      { id: 'xiangshan', isNew: false },
    ]);
  });

  test('a polygon over part of a county and into a neighbour', () => {
    const { findings } = check(
      ['330203', '330205'],
      [box(121.8, 29.45, 121.9, 29.55), box(121.8, 29.85, 121.9, 29.95)],
    );
    expect(findings?.overlaps).toMatchObject([{ dealer: 'D2', adcodes: [], isNew: true }]);
    const [overlap] = findings?.overlaps ?? [];
    expect(overlap?.edges.length).toBeGreaterThan(0);
    expect(overlap?.box.map((degrees) => Number(degrees.toFixed(2)))).toEqual([121.8, 29.85, 121.9, 29.95]);
    expect(findings?.gaps.find(({ adcode }) => adcode === '330225')).toMatchObject({ isPartial: true, isNew: false });
    expect(findings?.orphans).toEqual([]);
  });

  test.each([
    ['nowhere', [], [], { isEmpty: true, findings: null }],
    ['a code of nowhere', ['330203', '999999'], [], { unknownAdcodes: ['999999'], findings: null }],
    ['polygons on one another', [], [box(121, 29, 122, 30), box(121, 29, 122, 30)], { drawn: [{ kind: 'polygons_overlap' }], findings: null }],
  ] as const)('%s', (_, adcodes, polygons, expected) => {
    expect(check(adcodes, [...polygons])).toMatchObject(expected);
  }); // biome-ignore format: the table of faults

  test('the past is not changed', () => {
    expect(check(['330205'], [], '2026-11-27').dates).toEqual({ kind: 'not_future' });
  });
});

describe('replay', () => {
  const scan = (code: string, day: number, longitude: number, latitude: number) => ({
    code, dealer: 'D1', productLine: 'L1', shippedOn: '2026-03-01', actor: 'terminal', accuracyM: 30, longitude, latitude,
    scannedAt: `2026-03-${String(day).padStart(2, '0')}T10:00:00+08:00`,
  }); // biome-ignore format: a row
  const many = (count: number, longitude: number, latitude: number) =>
    Array.from({ length: count }, (_, n) => scan(`${longitude}/${n}`, 5 + (n % 20), longitude + n * 1e-4, latitude));
  const input = DetectInput.parse({
    dealers: [{ id: 'D1', region: 'east' }],
    territories: [{ dealer: 'D1', productLine: 'L1', adcodes: ['330200'], validFrom: '2024-01-01' }],
    scans: [...many(60, 121.54, 29.87), ...many(30, 118.8, 32.05)],
  });
  const terms = {
    parametersOf: () => input.parameters,
    say: () => ({ zh: '-', en: '-' }),
    tell: () => undefined,
  };
  const replay = (adcodes: string[], polygons: DrawnPolygon[] = []) =>
    replayTerritory(map, input, { dealer: 'D1', productLine: 'L1', adcodes, polygons }, terms);

  test('a city that becomes his: its case would not have been', () => {
    const { before, after, vanish, appear, intoTerritory, outOfTerritory, flows } = replay(['330200', '320100']);
    expect([before.cases, after.cases]).toEqual([1, 0]);
    expect(vanish).toMatchObject([{ dealer: 'D1', city: '320100', tier: 'case' }]);
    expect(appear).toEqual([]);
    expect([intoTerritory, outOfTerritory]).toEqual([30, 0]);
    expect(flows).toEqual([{ city: '320100', cityName: '南京市', before: 30, after: 0 }]);
  });

  test('a polygon says the same as the divisions under it', () => {
    expect(replay(['330200'], [box(118.5, 31.8, 119, 32.3)])).toMatchObject({ intoTerritory: 30, after: { cases: 0 } });
  });

  test('his city taken away: its scans count as outside', () => {
    const { outOfTerritory, flows } = replay(['320100']);
    expect(outOfTerritory).toBe(60);
    expect(flows).toMatchObject([{ city: '330200', before: 0, after: 60 }, { city: '320100', before: 30, after: 0 }]); // biome-ignore format: two
  });
});

describe('GeoJSON', () => {
  const feature = (geometry: unknown, name?: string) => ({ type: 'Feature', properties: { name }, geometry });
  const collection = (...features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features });
  const polygon = { type: 'Polygon', coordinates: box(121.5, 29.8, 121.6, 29.9) };

  test('polygons of every wrapping come in GCJ-02 as in the other systems', () => {
    const multi = { type: 'MultiPolygon', coordinates: [box(121.5, 29.8, 121.6, 29.9), box(122, 30, 122.1, 30.1)] };
    const plain = readGeoJson(JSON.stringify(polygon), 'GCJ02');
    expect(plain).toEqual({ polygons: [polygon.coordinates] });
    expect(readGeoJson(JSON.stringify(feature(polygon)), 'GCJ02')).toEqual(plain);
    expect(readGeoJson(`\uFEFF${collection(feature(multi))}`, 'GCJ02')).toEqual({ polygons: multi.coordinates });
    for (const crs of ['WGS84', 'BD09'] as const) {
      const read = readGeoJson(JSON.stringify(polygon), crs);
      const [first] = 'polygons' in read ? read.polygons : [];
      const expected = toGcj02(crs, 121.5, 29.8).map((degrees) => Number(degrees.toFixed(6)));
      expect(first?.[0]?.[0]).toEqual(expected);
      expect(first?.[0]?.at(-1)).toEqual(expected);
    }
  });

  test('what is read may be proposed', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 100, max: 120, noNaN: true }),
        fc.double({ min: 25, max: 40, noNaN: true }),
        fc.constantFrom('GCJ02', 'WGS84', 'BD09'),
        (x, y, crs) => {
          const read = readGeoJson(JSON.stringify({ type: 'Polygon', coordinates: box(x, y, x + 0.1, y + 0.1) }), crs);
          const polygons = 'polygons' in read ? read.polygons : [];
          const id = '01990000-0000-7000-8000-000000000000';
          const body = { id, dealerId: id, productLineId: id, validFrom: '2026-12-01', replaces: null, reason: 'x' };
          expect(TerritoryBody.safeParse({ ...body, adcodes: [], polygons }).success).toBe(true);
        },
      ),
      { seed: 44, numRuns: 50 },
    );
  });

  test.each<[string, string, Partial<GeoJsonFault>]>([
    ['no JSON', '{"type":', { kind: 'not_json', feature: null }],
    ['a list', '[]', { kind: 'not_geojson' }],
    ['a topology', '{"type":"Topology"}', { kind: 'not_geojson', detail: 'Topology' }],
    ['nothing in it', collection(), { kind: 'no_polygon' }],
    ['a line', collection(feature(polygon), feature({ type: 'LineString', coordinates: [] }, '环线')), { kind: 'not_a_polygon', feature: { n: 2, name: '环线' }, detail: 'LineString' }],
    ['no geometry', collection(feature(null, 'x')), { kind: 'not_a_polygon', feature: { n: 1, name: 'x' }, detail: null }],
    ['metres', JSON.stringify({ ...polygon, crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::3857' } } }), { kind: 'other_system', detail: 'urn:ogc:def:crs:EPSG::3857' }],
    ['swapped', collection(feature({ type: 'Polygon', coordinates: box(29, 121, 30, 122) }, '甲')), { kind: 'swapped', feature: { n: 1, name: '甲' }, at: [29, 121] }],
    ['at zero', collection(feature({ type: 'Polygon', coordinates: box(0, 0, 1, 1) })), { kind: 'null_island', at: [0, 0] }],
    ['in Paris', collection(feature({ type: 'Polygon', coordinates: box(2, 48, 3, 49) })), { kind: 'outside_china', at: [2, 48] }],
    ['a word for a corner', collection(feature({ type: 'Polygon', coordinates: [[['x', 1]]] })), { kind: 'bad_corner', detail: '["x",1]' }],
    ['two corners', collection(feature({ type: 'Polygon', coordinates: [[[121, 30], [122, 30]]] })), { kind: 'too_few_corners' }],
    ['a bow tie', collection(feature(polygon), feature({ type: 'Polygon', coordinates: [[[121, 30], [122, 31], [122, 30], [121, 31]]] }, '乙')), { kind: 'crosses_itself', feature: { n: 2, name: '乙' } }],
    ['twice', collection(feature(polygon), feature(polygon, '丙')), { kind: 'polygons_overlap', feature: { n: 2, name: '丙' } }],
    ['too large', ' '.repeat(5_000_001), { kind: 'too_large' }],
  ])('%s', (_, text, expected) => {
    const read = readGeoJson(text, 'GCJ02');
    expect('faults' in read ? read.faults[0] : read).toMatchObject(expected);
  }); // biome-ignore format: the table of files
});
