// Goal: the map points where the goods went, names nothing half, and shows the whole South China Sea in its inset.
// Method: tables of small cases, properties with a fixed seed, and the shipped map files.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { FeatureCollection, LineString } from 'geojson';
import type { Topology } from 'topojson-specification';
import { expect, test } from 'vitest';
import type { Flow } from '../../../db/contract/diversion.ts';
import {
  type BaseMap,
  boxOf,
  type Divisions,
  divisionFinder,
  divisionsIn,
  divisionsOf,
} from '../../../renderer/features/diversion/base-map.ts';
import { arc, FLOWS_DRAWN, flowShapes, headingOf } from '../../../renderer/features/diversion/flow-shapes.ts';
import { INSET_BOX, INSET_SIZE, insetPoint, insetShapes } from '../../../renderer/features/diversion/inset-shapes.ts';
import { labelPoints, namesInView } from '../../../renderer/features/diversion/label-points.ts';

const topology = JSON.parse(readFileSync('resources/map/map.topo.json', 'utf8')) as Topology;
const base: BaseMap = {
  ...divisionsIn(topology),
  dashes: JSON.parse(readFileSync('resources/map/dash-line.json', 'utf8')) as FeatureCollection<LineString>,
  set: { source: 'nobody', approval: null },
};

test.each([
  ['north', [120, 30], [120, 31], 0],
  ['east', [120, 0], [121, 0], 90],
  ['south', [120, 31], [120, 30], 180],
  ['west', [121, 0], [120, 0], 270],
])('a line to the %s heads there', (_, from, to, heading) => {
  expect(headingOf([from as [number, number], to as [number, number]])).toBeCloseTo(heading);
});

const place = fc.tuple(fc.double({ min: 73, max: 135, noNaN: true }), fc.double({ min: 4, max: 53, noNaN: true }));

test('an arc starts at the seat, ends at the goods, and differs from the way back', () => {
  fc.assert(
    fc.property(place, place, (from, to) => {
      const there = arc(from, to);
      expect(there[0]).toEqual(from);
      expect(there.at(-1)![0]).toBeCloseTo(to[0], 9);
      expect(there.at(-1)![1]).toBeCloseTo(to[1], 9);
      if (Math.hypot(to[0] - from[0], to[1] - from[1]) < 0.01) return;
      const back = arc(to, from).reverse();
      const middle = Math.floor(there.length / 2);
      expect(Math.hypot(there[middle]![0] - back[middle]![0], there[middle]![1] - back[middle]![1])).toBeGreaterThan(0);
    }),
    { seed: 20_260_925 },
  );
});

const flow = (n: number, from: Flow['from'] = [120, 30]): Flow => ({
  ...{
    dealerId: `d${n}`,
    dealerName: `甲${n}`,
    place: '330200',
    placeName: '宁波市',
    scans: 1,
    codes: 1,
    terminals: 1,
  },
  ...{ firstScannedOn: '2026-07-01', lastScannedOn: '2026-07-01', distanceM: null, from, to: [121, 31] },
});

test('only the first flows are drawn, and the chosen one whatever its rank; none without a seat', () => {
  const flows = Array.from({ length: 60 }, (_, n) => flow(n));
  const { lines, heads } = flowShapes([flow(99, null), ...flows], ({ dealerId }) => dealerId === 'd50');
  const drawn = lines.features.map(({ properties }) => properties?.key);
  expect(drawn).toHaveLength(FLOWS_DRAWN);
  expect(drawn).toContain('d50/330200');
  expect(drawn).not.toContain('d99/330200');
  expect(heads.features.map(({ properties }) => properties?.key)).toEqual(drawn);
});

test.each([
  ['in the middle', 50, 50, true],
  ['cut at the left', 10, 50, false],
  ['cut at the top', 50, 5, false],
  ['under the list', 85, 50, false],
])('a name %s', (_, x, y, isShown) => {
  const points = {
    type: 'FeatureCollection' as const,
    features: [
      {
        type: 'Feature' as const,
        properties: { name: '浙江省' },
        geometry: { type: 'Point' as const, coordinates: [0, 0] },
      },
    ],
  };
  const view = { left: 0, top: 0, right: 120, bottom: 100 };
  const list = { left: 90, top: 0, right: 120, bottom: 100 };
  const named = namesInView(points, 'name', () => ({ x, y }), view, [list], 10);
  expect(named.features).toHaveLength(isShown ? 1 : 0);
});

test('a territory of any level is found by its counties, and boxed', () => {
  const ningbo = divisionsOf(base.counties, new Set(['330200']));
  expect(ningbo.map(({ properties }) => properties.cityName)).toEqual(ningbo.map(() => '宁波市'));
  expect(ningbo.length).toBeGreaterThan(5);
  const box = boxOf(ningbo, [])!;
  expect(box[0]).toBeGreaterThan(120.8);
  expect(box[2]).toBeLessThan(122.5);
  expect(divisionsOf(base.counties, new Set(['330000'])).length).toBeGreaterThan(ningbo.length);
  expect(boxOf([], [])).toBeNull();
  expect(boxOf([], [[120, 30]])).toEqual([120, 30, 120, 30]);
});

test('a point is found in its city, and water is in none', () => {
  const find = divisionFinder(base.cities);
  const cityAt = (at: [number, number]) => find(at)?.properties.cityName ?? null;
  // Seats of the cities, an island of 舟山, 台北, the East China Sea and abroad.
  expect(
    (
      [
        [121.55, 29.87],
        [118.78, 32.06],
        [120.16, 30.27],
        [122.2, 30.03],
        [121.5, 25.04],
        [124, 29],
        [130, 45.5],
        [100, 10],
      ] as const
    ).map(([x, y]) => cityAt([x, y])),
  ).toEqual(['宁波市', '南京市', '杭州市', '舟山市', expect.stringContaining('台'), null, expect.any(String), null]);
  const inside = base.cities.features.filter(({ properties }) => properties.province === '320000');
  for (const { geometry } of labelPoints({ ...base.cities, features: inside }).features)
    expect(find(geometry.coordinates)?.properties.province).toBe('320000');
});

test('every border is drawn once: what two cities share, and the outline of each province', () => {
  const segments = ({ coordinates }: { coordinates: number[][][] }) =>
    coordinates.flatMap((line) => line.slice(1).map((to, n) => [line[n]!, to].map(String).sort().join(' ')));
  const ringsOf = ({ features }: Divisions) =>
    features.flatMap(({ geometry }) =>
      geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat(),
    );
  const [cities, provinces] = [segments(base.cityBorders), segments(base.provinceBorders)];
  const drawn = [...cities, ...provinces];
  expect(new Set(drawn).size).toBe(drawn.length);
  // Together they are what the outlines of all cities are.
  expect(new Set(drawn)).toEqual(new Set(segments({ coordinates: ringsOf(base.cities) })));
  expect(new Set(provinces)).toEqual(new Set(segments({ coordinates: ringsOf(base.provinces) })));
});

test('the inset holds all ten dashes, Hainan, Taiwan and the islands down to 曾母暗沙', () => {
  const { land, islands, dashes } = insetShapes(base);
  const [width, height] = INSET_SIZE;
  expect(dashes).toHaveLength(10);
  for (const dash of dashes) {
    const points = [...dash.matchAll(/(-?\d+) (-?\d+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
    expect(points.length).toBeGreaterThanOrEqual(2);
    expect(points.every(([x, y]) => x >= 0 && x <= width && y >= 0 && y <= height)).toBe(true);
  }
  expect(islands.length).toBeGreaterThan(60);
  expect(Math.max(...islands.map(([, y]) => y))).toBeGreaterThan(insetPoint([112, 4.2])[1]);
  expect(land).not.toContain('NaN');
  expect(INSET_BOX[1]).toBeLessThan(3.84);
});
