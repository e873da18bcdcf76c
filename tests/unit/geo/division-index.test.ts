// Goal: a point is in the division that the stored rings say, in the interior, beside borders, in holes and on islands.
// Method: the shipped map, judged by an independent exact library over the same rings; points at random, close to
// vertices and in the middle of edges, seeded.
import { readFileSync } from 'node:fs';
import inPolygon from 'point-in-polygon-hao';
import { describe, expect, test } from 'vitest';
import { decodeDivisions, encodeDivisions, UNITS_PER_DEGREE } from '../../../db/domain/geo/division-file.ts';
import { decodeDivisionIndex, indexDivisions } from '../../../db/domain/geo/division-index.ts';
import { createRandom } from '../../../db/headoffice/demo/random.ts';

const bytes = readFileSync('resources/map/divisions.bin');
const rings = decodeDivisions(bytes);
const index = indexDivisions(rings);

/** The rings of a division as the library wants them, in stored units. */
function polygonOf(d: number): number[][][] {
  const polygon: number[][][] = [];
  for (let ring = rings.firstRing[d]!; ring < rings.firstRing[d + 1]!; ring += 1) {
    const points: number[][] = [];
    for (let v = rings.ringStart[ring]!; v < rings.ringStart[ring + 1]!; v += 1) {
      points.push([rings.longitude[v]!, rings.latitude[v]!]);
    }
    points.push(points[0]!);
    polygon.push(points);
  }
  return polygon;
}

const polygons = rings.divisions.map((_, d) => polygonOf(d));
const boxes = polygons.map((polygon) => {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const ring of polygon) {
    for (const [x = 0, y = 0] of ring) {
      box.west = Math.min(box.west, x);
      box.east = Math.max(box.east, x);
      box.south = Math.min(box.south, y);
      box.north = Math.max(box.north, y);
    }
  }
  return box;
});

/** Divisions that hold a point, borders included, by the library: it says true, false, or 0 on the border. */
function holders(x: number, y: number): { readonly within: number[]; readonly border: boolean } {
  const within: number[] = [];
  let border = false;
  boxes.forEach((box, d) => {
    if (x < box.west || x > box.east || y < box.south || y > box.north) return;
    const answer = inPolygon([x, y], polygons[d] as never);
    if (answer === 0) border = true;
    if (answer !== false) within.push(d);
  });
  return { within, border };
}

function agree(x: number, y: number): boolean {
  const found = index.locate(x / UNITS_PER_DEGREE, y / UNITS_PER_DEGREE);
  const { within, border } = holders(x, y);
  if (border) return found === -1 || within.includes(found);
  return within.length === 0 ? found === -1 : within.includes(found);
}

describe('division index', () => {
  test('holds the divisions of 2024', () => {
    expect(index.divisions).toHaveLength(2869);
    expect(index.divisions.find(({ adcode }) => adcode === '320613')?.name).toBe('崇川区');
    const names = (x: number, y: number) => {
      const division = index.divisions[index.locate(x, y)];
      return `${division?.provinceName}${division?.cityName}${division?.name}`;
    };
    expect(names(121.55, 29.87)).toBe('浙江省宁波市海曙区');
    expect(names(121.43, 31.2)).toMatch(/^上海市上海市/);
    expect(index.locate(0, 0)).toBe(-1);
    expect(index.locate(Number.NaN, 30)).toBe(-1);
  });

  test('agrees with an independent library', () => {
    const random = createRandom(7);
    const wrong: [number, number][] = [];
    const ask = (x: number, y: number): void => {
      if (!agree(x, y)) wrong.push([x, y]);
    };
    for (let n = 0; n < 4000; n += 1)
      ask(73_500_000 + random.next() * 61_600_000, 3_840_000 + random.next() * 49_700_000);
    for (let n = 0; n < 6000; n += 1)
      ask(115_000_000 + random.next() * 8_000_000, 24_000_000 + random.next() * 11_000_000);
    for (let n = 0; n < 6000; n += 1) {
      const v = random.int(0, rings.longitude.length - 2);
      const x = rings.longitude[v]!;
      const y = rings.latitude[v]!;
      ask(x, y);
      ask(x + random.int(-3, 3) + 0.5, y + random.int(-3, 3) + 0.5);
      ask((x + rings.longitude[v + 1]!) / 2, (y + rings.latitude[v + 1]!) / 2);
    }
    // Cells are written down at the first point: others of the same cell, left and right of borders, above and below.
    for (let n = 0; n < 300; n += 1) {
      const v = random.int(0, rings.longitude.length - 1);
      for (let point = 0; point < 20; point += 1)
        ask(rings.longitude[v]! + random.int(-20_000, 20_000), rings.latitude[v]! + random.int(-20_000, 20_000));
    }
    expect(wrong).toEqual([]);
  });

  test('what is written is what is read; a damaged file is refused', () => {
    const shape = {
      division: { adcode: '330212', name: '鄞州区', city: '330200', cityName: '宁波市', province: '330000', provinceName: '浙江省' },
      rings: [
        [[120, 30], [121, 30], [121, 31], [120, 31], [120, 30]],
        [[120.4, 30.4], [120.6, 30.4], [120.6, 30.6], [120.4, 30.4]],
      ],
    }; // biome-ignore format: rings on one line each
    const file = encodeDivisions([shape]);
    const one = decodeDivisionIndex(file);
    expect(one.divisions).toEqual([shape.division]);
    expect(one.locate(120.1, 30.1)).toBe(0);
    expect(one.locate(120.55, 30.45)).toBe(-1);
    expect(() => decodeDivisionIndex(file.subarray(0, file.length - 1))).toThrow(RangeError);
    expect(() => decodeDivisionIndex(Uint8Array.from([...file, 0]))).toThrow(RangeError);
  });
});
