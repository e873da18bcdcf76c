// Goal: a licensed map takes the place of the shipped one only whole and with every county named; what the map shows says who
// drew it and under which number. Method: the shipped file; hand-made counties, and each way in which one is at fault.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BoundarySet } from '../../../db/domain/geo/boundary-set.ts';
import { toGcj02 } from '../../../db/domain/geo/crs.ts';
import { readOwnCounties } from '../../../db/host/map/own-counties.ts';

const county = {
  ...{ adcode: '330203', name: '海曙区', city: '330200', cityName: '宁波市' },
  ...{ province: '330000', provinceName: '浙江省' },
};
const square = { type: 'Polygon', coordinates: [[[121, 29], [122, 29], [122, 30], [121, 29]]] }; // biome-ignore format: one ring
const feature = (properties: object, geometry: object = square) => ({ type: 'Feature', properties, geometry });

function read(features: readonly object[], crs: 'GCJ02' | 'WGS84' = 'GCJ02') {
  const folder = mkdtempSync(join(tmpdir(), 'rsw-map-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'counties.geojson');
  writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }));
  return readOwnCounties(file, crs);
}

test('the shipped map says that it has no approval number', () => {
  const shipped = BoundarySet.parse(JSON.parse(readFileSync('resources/map/boundary-set.json', 'utf8')));
  expect(shipped).toEqual({ source: 'DataV GeoAtlas', approval: null });
  expect(BoundarySet.safeParse({ source: '', approval: null }).success).toBe(false);
  expect(BoundarySet.safeParse({ source: 'x', approval: ' ' }).success).toBe(false);
});

test('counties of one’s own come in GCJ-02', () => {
  const [one] = read([feature(county)], 'WGS84');
  expect(one?.properties).toEqual(county);
  expect(one?.geometry.coordinates[0]).toEqual([
    square.coordinates[0]?.map(([x = 0, y = 0]) => toGcj02('WGS84', x, y)),
  ]);
});

test.each([
  ['without a city', [feature({ ...county, city: undefined })], /feature 1 \(海曙区\)/],
  ['a short code', [feature({ ...county, adcode: '3302' })], /feature 1/],
  ['twice', [feature(county), feature(county)], /feature 2 .*330203 stands twice/],
  ['a line', [feature(county, { type: 'LineString', coordinates: [] })], /no polygon/],
  ['swapped', [feature(county, { ...square, coordinates: [[[29, 121]]] })], /swapped at 29, 121/],
] as const)('%s is refused by name', (_, features, message) => {
  expect(() => read(features)).toThrow(message);
});
