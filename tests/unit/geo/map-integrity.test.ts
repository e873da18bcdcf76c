// Goal: the shipped map is whole: every unit, no overlap, gaps below 0.06 %, the islands and the ten dashes where they
// belong. Method: count and measure the built files; random inland points (fixed seed) judged by a ray here, written apart
// from the product's index; the dashes against the nine of ECharts' inset.
import { readFileSync } from 'node:fs';
import type { FeatureCollection, LineString, MultiPolygon, Polygon, Position } from 'geojson';
import { feature } from 'topojson-client';
import type { Topology } from 'topojson-specification';
import { expect, test } from 'vitest';
import { decodeDivisions } from '../../../db/domain/geo/division-file.ts';
import { createRandom } from '../../../db/headoffice/demo/random.ts';
import { dashLine } from '../../../db/host/map/dash-line.ts';

const rings = decodeDivisions(readFileSync('resources/map/divisions.bin'));
const topology = JSON.parse(readFileSync('resources/map/map.topo.json', 'utf8')) as Topology;
const dashes = JSON.parse(readFileSync('resources/map/dash-line.json', 'utf8')) as FeatureCollection<LineString>;
const layer = (name: string) =>
  feature(topology, topology.objects[name]!) as FeatureCollection<Polygon | MultiPolygon, Record<string, string>>;
const partsOf = ({ geometry }: { geometry: Polygon | MultiPolygon }): Position[][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
const islands = layer('county')
  .features.flatMap(partsOf)
  .map(([outer = []]) => outer);
const isWithin = (ring: readonly Position[], [west, south, east, north]: readonly [number, number, number, number]) =>
  ring.every(([x = 0, y = 0]) => x >= west && x <= east && y >= south && y <= north);

test('every unit is in both files, under the same code', () => {
  const judged = rings.divisions.map(({ adcode }) => adcode).sort();
  expect(judged).toHaveLength(2869);
  expect(new Set(judged).size).toBe(2869);
  expect(
    layer('county')
      .features.map(({ properties }) => properties.adcode)
      .sort(),
  ).toEqual(judged);
  expect(layer('province').features.map(({ properties }) => properties.provinceName)).toContain('台湾省');
  expect(layer('province').features).toHaveLength(34);
});

test('islands outlive the simplification: the South China Sea, and 钓鱼岛', () => {
  expect(islands.filter((ring) => isWithin(ring, [105, 3, 120, 17.5])).length).toBeGreaterThanOrEqual(110);
  expect(islands.filter((ring) => isWithin(ring, [123, 25, 125, 26.2]))).toHaveLength(3);
  const southernmost = islands.flat().reduce((south, [, y = 90]) => Math.min(south, y), 90);
  expect(southernmost).toBeCloseTo(3.84, 1);
});

test('inland, a point lies in one unit: no overlap, gaps below 0.06 %', () => {
  const { divisions, firstRing, ringStart, longitude, latitude } = rings;
  const boxes = divisions.map((_, d) => {
    const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
    for (let v = ringStart[firstRing[d]!]!; v < ringStart[firstRing[d + 1]!]!; v += 1) {
      box.west = Math.min(box.west, longitude[v]!);
      box.east = Math.max(box.east, longitude[v]!);
      box.south = Math.min(box.south, latitude[v]!);
      box.north = Math.max(box.north, latitude[v]!);
    }
    return box;
  });
  const holds = (d: number, x: number, y: number): boolean => {
    let inside = false;
    for (let ring = firstRing[d]!; ring < firstRing[d + 1]!; ring += 1) {
      const end = ringStart[ring + 1]!;
      for (let v = ringStart[ring]!, before = end - 1; v < end; before = v, v += 1) {
        const [ay, by] = [latitude[before]!, latitude[v]!];
        if (ay > y === by > y) continue;
        const [ax, bx] = [longitude[before]!, longitude[v]!];
        if (x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
      }
    }
    return inside;
  };
  const random = createRandom(20_260_925);
  const points = 40_000;
  let nowhere = 0;
  let twice = 0;
  for (let n = 0; n < points; n += 1) {
    // A box of the interior without any sea or border of the country; half a unit keeps points off the vertices.
    const x = random.int(101e6, 117e6) + 0.5;
    const y = random.int(25e6, 39e6) + 0.5;
    let holders = 0;
    for (let d = 0; d < boxes.length; d += 1) {
      const { west, south, east, north } = boxes[d]!;
      if (x >= west && x <= east && y >= south && y <= north && holds(d, x, y)) holders += 1;
    }
    if (holders === 0) nowhere += 1;
    if (holders > 1) twice += 1;
  }
  expect(twice).toBe(0);
  expect(nowhere / points).toBeLessThan(0.0006);
});

test('ten dashes, as the project writes them, within the sea they mark', () => {
  expect(dashes).toEqual(dashLine());
  expect(dashes.features.map(({ properties }) => properties?.n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const points = dashes.features.flatMap(({ geometry }) => geometry.coordinates);
  expect(isWithin(points, [108, 3, 123, 25])).toBe(true);
  for (const { geometry } of dashes.features) {
    const [[ax = 0, ay = 0] = [], [bx = 0, by = 0] = []] = [geometry.coordinates[0], geometry.coordinates.at(-1)];
    // Between 100 and 170 kilometres each: a dash, neither a dot nor a line.
    const length = Math.hypot((bx - ax) * Math.cos((ay * Math.PI) / 180), by - ay) * 111;
    expect(length).toBeGreaterThan(100);
    expect(length).toBeLessThan(170);
  }
});

/** The dashes of ECharts' inset, read from its source: slivers in units of its frame, x to the east, y to the south. */
function insetDashes(): readonly (readonly [Position, Position])[] {
  const source = readFileSync('node_modules/echarts/lib/coord/geo/fix/nanhai.js', 'utf8');
  const [, list = '[]'] = /var points = (\[\[\[.*\]\]\]);/.exec(source) ?? [];
  const polygons = JSON.parse(list) as Position[][];
  // Coast, Hainan, nine dashes, frame.
  return polygons.slice(2, -1).map(([first, second]) => [first!, second!] as const);
}

test('the nine dashes of ECharts lean the same way, and one shift and scale brings them close', () => {
  const theirs = insetDashes();
  expect(theirs).toHaveLength(9);
  theirs.forEach(([from, to], n) => {
    const ours = dashes.features[n]!.geometry.coordinates;
    const [west, east] = [ours[0]!, ours.at(-1)!].sort((a, b) => b[1]! - a[1]!) as [Position, Position];
    const [north, south] = [from, to].sort((a, b) => a[1]! - b[1]!) as [Position, Position];
    // From north to south: eastward, westward, or (the seventh) straight.
    expect(Math.sign(Math.round((east[0]! - west[0]!) * 10)), `dash ${n + 1}`).toBe(Math.sign(south[0]! - north[0]!));
  });
  // Scales of the inset's frame, from its own extent: 57 units of width over 13.6°, 75.6 of height over 18.2°.
  const middle = ([a, b]: readonly Position[]) => [(a![0]! + b![0]!) / 2, (a![1]! + b![1]!) / 2] as const;
  for (const [n, pair] of theirs.entries()) {
    const [x, y] = middle(pair);
    const ours = dashes.features[n]!.geometry.coordinates;
    const [longitude, latitude] = middle([ours[0]!, ours.at(-1)!]);
    expect(Math.abs(106.8 + x * 0.24 - longitude), `longitude of dash ${n + 1}`).toBeLessThan(0.8);
    expect(Math.abs(23.8 - y * 0.25 - latitude), `latitude of dash ${n + 1}`).toBeLessThan(0.8);
  }
});
