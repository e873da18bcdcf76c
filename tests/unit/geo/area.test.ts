// Goal: a point is inside, outside or exactly on the border of a territory, in the interior, at corners, on edges, in
// holes, on islands and between parts; the distance is that to the border of the whole. Method: an independent exact
// library over seeded hard points (lattices, where corners and collinear edges abound; the shipped map's own vertices);
// distances against a border walked in steps of metres; drawn areas whose union can be worked out by hand.
import { readFileSync } from 'node:fs';
import inPolygon from 'point-in-polygon-hao';
import { describe, expect, test } from 'vitest';
import { distanceM } from '../../../db/domain/diversion/distance.ts';
import { type AreaShape, createArea, type DivisionMap } from '../../../db/domain/geo/area.ts';
import { decodeDivisions, UNITS_PER_DEGREE } from '../../../db/domain/geo/division-file.ts';
import { indexDivisions } from '../../../db/domain/geo/division-index.ts';
import { orientation } from '../../../db/domain/geo/orientation.ts';
import { type PreparedPolygon, positionIn, preparePolygon, type Ring } from '../../../db/domain/geo/polygon.ts';
import { polygonFault } from '../../../db/domain/geo/polygon-fault.ts';
import { createRandom } from '../../../db/headoffice/demo/random.ts';

const rings = decodeDivisions(readFileSync('resources/map/divisions.bin'));
const map: DivisionMap = { rings, index: indexDivisions(rings) };
const nothing: AreaShape = { divisions: new Set(), polygons: [] };
const box = (west: number, south: number, east: number, north: number): Ring => [[west, south], [east, south], [east, north], [west, north], [west, south]]; // biome-ignore format: a box
const drawn = (...polygons: PreparedPolygon[]): AreaShape => ({ divisions: new Set(), polygons });

describe('orientation', () => {
  test('has the sign of the exact determinant, also where doubles cannot tell', () => {
    const random = createRandom(11);
    let flat = 0;
    for (let n = 0; n < 20_000; n += 1) {
      // Points of one line in steps of a last digit: the classic case (L. Kettner et al., 2008).
      const x = 0.5 + random.int(0, 255) * 2 ** -53;
      const y = 0.5 + random.int(0, 255) * 2 ** -53;
      const exact = (BigInt(Math.round((x - 0.5) * 2 ** 53)) - BigInt(Math.round((y - 0.5) * 2 ** 53))) * -1n;
      const found = Math.sign(orientation(12, 12, 24, 24, x, y));
      if (exact === 0n) flat += 1;
      expect(found).toBe(exact > 0n ? 1 : exact < 0n ? -1 : 0);
    }
    expect(flat).toBeGreaterThan(20);
  });
});

/** A star around a middle: never crosses itself. On a lattice of `step`, corners and collinear edges abound. */
function star(random: ReturnType<typeof createRandom>, x: number, y: number, size: number, step: number): number[][] {
  const corners = random.int(3, 24);
  const snap = (value: number): number => Number((Math.round(value / step) * step).toFixed(9));
  const ring = Array.from({ length: corners }, (_, n) => {
    const angle = ((n + random.next() * 0.8) / corners) * 2 * Math.PI;
    const radius = size * (0.3 + random.next() * 0.7);
    return [snap(x + Math.cos(angle) * radius), snap(y + Math.sin(angle) * radius)];
  });
  return [...ring, ring[0]!];
}

describe('drawn polygon', () => {
  test('agrees with the library on 300,000 hard points: corners, edges, holes, last digits', () => {
    const random = createRandom(23);
    const wrong: unknown[] = [];
    let border = 0;
    let asked = 0;
    for (let n = 0; n < 1500; n += 1) {
      const step = [0.1, 0.01, 1e-6][n % 3]!;
      const x = 100 + random.int(0, 20);
      const y = 25 + random.int(0, 15);
      const shape = [star(random, x, y, 1, step)];
      if (random.chance(0.5)) shape.push(star(random, x, y, 0.25, step));
      if (polygonFault(shape) !== null) continue;
      const polygon = preparePolygon(shape);
      const corners = shape.flat();
      for (let p = 0; p < 220; p += 1) {
        const [cx = 0, cy = 0] = random.pick(corners);
        const [dx = 0, dy = 0] = random.pick(corners);
        const snap = (value: number): number => Number((Math.round(value / step) * step).toFixed(9));
        const share = random.next();
        const point: [number, number] = [
          [cx, cy],
          [cx, y + random.normal() * 0.5],
          [snap(x + random.normal() * 0.5), snap(y + random.normal() * 0.5)],
          [(cx + dx) / 2, (cy + dy) / 2],
          [cx + (dx - cx) * share, cy + (dy - cy) * share],
          [cx * (1 + Number.EPSILON * random.int(-2, 2)), cy],
        ][p % 6] as [number, number];
        const library = inPolygon(point, shape as never);
        const expected = library === 0 ? 'boundary' : library ? 'inside' : 'outside';
        asked += 1;
        if (library === 0) border += 1;
        if (positionIn(polygon, ...point) !== expected) wrong.push({ shape, point, expected });
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(asked).toBeGreaterThan(200_000);
    expect(border).toBeGreaterThan(20_000);
  });

  test.each([
    [
      'a bow tie',
      [
        [
          [120, 30],
          [121, 31],
          [121, 30],
          [120, 31],
        ],
      ],
      'crosses_itself',
    ],
    ['a hole that leaves', [box(120, 30, 121, 31), box(120.5, 30.5, 121.5, 30.8)], 'crosses_itself'],
    ['a hole along the edge', [box(120, 30, 121, 31), box(120, 30.2, 120.5, 30.8)], 'crosses_itself'],
    [
      'a spike',
      [
        [
          [120, 30],
          [122, 30],
          [121, 30],
          [121, 31],
        ],
      ],
      'crosses_itself',
    ],
    [
      'two corners',
      [
        [
          [120, 30],
          [121, 31],
          [120, 30],
        ],
      ],
      'too_few_corners',
    ],
    ['nothing', [[]], 'too_few_corners'],
    [
      'a hole that touches in a corner',
      [
        box(120, 30, 121, 31),
        [
          [120, 30],
          [120.5, 30.2],
          [120.2, 30.5],
        ],
      ],
      null,
    ],
    [
      'a box, left open, one corner twice',
      [
        [
          [120, 30],
          [121, 30],
          [121, 30],
          [121, 31],
          [120, 31],
        ],
      ],
      null,
    ],
  ] as const)('%s', (_, shape, fault) => {
    expect(polygonFault(shape as unknown as Ring[])?.kind ?? null).toBe(fault);
  });
});

const libraryPolygon = (d: number): number[][][] =>
  Array.from({ length: rings.firstRing[d + 1]! - rings.firstRing[d]! }, (_, n) => {
    const ring = rings.firstRing[d]! + n;
    const corners: number[][] = [];
    for (let v = rings.ringStart[ring]!; v < rings.ringStart[ring + 1]!; v += 1) {
      corners.push([rings.longitude[v]!, rings.latitude[v]!]);
    }
    return [...corners, corners[0]!];
  });

/** A city, a whole province, and counties that do not touch. */
const UNIONS = [
  ['a city', (code: string, city: string) => city === '330200' || code === ''],
  ['two provinces', (code: string) => code.startsWith('31') || code.startsWith('32')],
  ['scattered counties', (code: string) => code.startsWith('33') && code.endsWith('2')],
] as const;

describe('divisions taken together', () => {
  test.each(UNIONS)('agree with the library: %s', (_, isMember) => {
    const members = new Set<number>();
    const near: number[] = [];
    map.index.divisions.forEach(({ adcode, city, province }, d) => {
      if (isMember(adcode, city)) members.add(d);
      if (['31', '32', '33', '34', '35', '36', '37'].includes(province.slice(0, 2))) near.push(d);
    });
    const area = createArea(map, { divisions: members, polygons: [] }, nothing);
    const polygons = new Map(near.map((d) => [d, libraryPolygon(d)]));
    const boxes = new Map(near.map((d) => {
      const all = polygons.get(d)!.flat();
      return [d, all.reduce(([w, s, e, n], [x, y]) => [Math.min(w!, x!), Math.min(s!, y!), Math.max(e!, x!), Math.max(n!, y!)], [Infinity, Infinity, -Infinity, -Infinity])];
    })); // biome-ignore format: boxes
    const random = createRandom(31);
    const wrong: unknown[] = [];
    let border = 0;
    const ask = (x: number, y: number): void => {
      const [longitude, latitude] = [x / UNITS_PER_DEGREE, y / UNITS_PER_DEGREE];
      const touched = near.filter((d) => {
        const [w, s, e, n] = boxes.get(d)!;
        return x >= w! && x <= e! && y >= s! && y <= n! && inPolygon([x, y], polygons.get(d) as never) !== false;
      });
      const own = touched.filter((d) => members.has(d));
      const { position, distanceM: distance } = area.place(longitude, latitude, map.index.locate(longitude, latitude));
      const isStrictly = own.some((d) => inPolygon([x, y], polygons.get(d) as never) === true);
      const isRight =
        own.length === 0
          ? position === 'outside' && distance > 0
          : isStrictly
            ? position === 'inside' && distance < 0
            : own.length < touched.length
              ? position === 'boundary' && distance === 0
              : position !== 'outside' && distance <= 0;
      if (position === 'boundary') border += 1;
      if (!isRight) wrong.push({ x, y, position, distance, own, touched });
    };
    const list = [...members];
    for (let n = 0; n < 3000; n += 1) {
      const d = random.pick(list);
      const ring = rings.firstRing[d]!;
      const v = random.int(rings.ringStart[ring]!, rings.ringStart[ring + 1]! - 2);
      const [x, y] = [rings.longitude[v]!, rings.latitude[v]!];
      ask(x, y);
      ask(x + random.int(-2, 2), y + random.int(-2, 2));
      ask(Math.round((x + rings.longitude[v + 1]!) / 2), Math.round((y + rings.latitude[v + 1]!) / 2));
      ask(x + random.int(-40_000, 40_000), y + random.int(-40_000, 40_000));
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(border).toBeGreaterThan(200);
  });

  test('the distance is that of walking the border', () => {
    const members = map.index.divisions.flatMap(({ city }, d) => (city === '330200' ? [d] : []));
    const area = createArea(map, { divisions: new Set(members), polygons: [] }, nothing);
    // Every border piece of one member that no other member has, in steps of at most a few metres.
    const edges = new Map<string, number[]>();
    for (const d of members)
      for (const ring of libraryPolygon(d))
        ring.slice(1).forEach(([bx = 0, by = 0], n) => {
          const [ax = 0, ay = 0] = ring[n]!;
          const key = [`${ax},${ay}`, `${bx},${by}`].sort().join(' ');
          if (!edges.delete(key)) edges.set(key, [ax, ay, bx, by]);
        });
    const walked: [number, number][] = [...edges.values()].flatMap(([ax = 0, ay = 0, bx = 0, by = 0]) => {
      const steps = Math.ceil(Math.hypot(bx - ax, by - ay) / 50);
      return Array.from({ length: steps }, (_, n): [number, number] => [
        (ax + ((bx - ax) * n) / steps) / UNITS_PER_DEGREE,
        (ay + ((by - ay) * n) / steps) / UNITS_PER_DEGREE,
      ]);
    });
    const random = createRandom(5);
    for (let n = 0; n < 40; n += 1) {
      const [x, y] = [121 + random.next() * 1.4, 29 + random.next() * 1.4];
      const nearest = walked.reduce((least, corner) => Math.min(least, distanceM([x, y], corner)), Infinity);
      const { distanceM: found } = area.place(x, y, map.index.locate(x, y));
      expect(Math.abs(Math.abs(found) - nearest)).toBeLessThan(3);
      expect(Math.abs(area.place(x, y, map.index.locate(x, y), nearest / 2).distanceM)).toBe(Infinity);
    }
  });
});

describe('drawn areas together, taken away, over divisions', () => {
  const place = (area: ReturnType<typeof createArea>, x: number, y: number) => area.place(x, y, map.index.locate(x, y));
  // One degree of latitude on the sphere: 111195.08 m.
  const tenth = 11_119.508;

  test('a border between two parts is not a border; one they leave open is', () => {
    const area = createArea(
      map,
      drawn(preparePolygon([box(120, 30, 121, 31)]), preparePolygon([box(121, 30, 122, 31)])),
      nothing,
    );
    expect(place(area, 121, 30.9)).toEqual({ position: 'inside', distanceM: expect.closeTo(-tenth, -1) });
    expect(place(area, 121, 31)).toEqual({ position: 'boundary', distanceM: 0 });
    expect(place(area, 121, 31.1)).toEqual({ position: 'outside', distanceM: expect.closeTo(tenth, -1) });
  });

  test('overlapping parts, with borders that cross and that run along one another', () => {
    const area = createArea(
      map,
      drawn(preparePolygon([box(120, 30, 121, 31)]), preparePolygon([box(120.5, 30.5, 121.5, 31)])),
      nothing,
    );
    expect(place(area, 120.75, 30.9)).toEqual({ position: 'inside', distanceM: expect.closeTo(-tenth, -1) });
    expect(place(area, 121, 30.6).position).toBe('inside');
    expect(place(area, 120.75, 31).position).toBe('boundary');
  });

  test('what is excluded is outside, its border is not', () => {
    const area = createArea(
      map,
      drawn(preparePolygon([box(120, 30, 121, 31)])),
      drawn(preparePolygon([box(120.4, 30.4, 120.6, 30.6)])),
    );
    expect(place(area, 120.5, 30.5).position).toBe('outside');
    expect(place(area, 120.4, 30.5)).toEqual({ position: 'boundary', distanceM: 0 });
    expect(place(area, 120.5, 30.3)).toEqual({ position: 'inside', distanceM: expect.closeTo(-tenth, -1) });
    expect(place(area, 120.5, 30.5).distanceM).toBeGreaterThan(0.8 * tenth);
  });

  test('an island in a hole is inside', () => {
    const area = createArea(
      map,
      drawn(
        preparePolygon([box(120, 30, 121, 31), box(120.2, 30.2, 120.8, 30.8)]),
        preparePolygon([box(120.4, 30.4, 120.6, 30.6)]),
      ),
      nothing,
    );
    expect(place(area, 120.5, 30.5).position).toBe('inside');
    expect(place(area, 120.3, 30.5).position).toBe('outside');
  });

  test('a drawn area over the border of a division moves the border', () => {
    const members = new Set(map.index.divisions.flatMap(({ city }, d) => (city === '330200' ? [d] : [])));
    const alone = createArea(map, { divisions: members, polygons: [] }, nothing);
    const widened = createArea(
      map,
      { divisions: members, polygons: [preparePolygon([box(120.6, 29, 121.4, 30)])] },
      nothing,
    );
    expect(place(alone, 120.7, 29.5).position).toBe('outside');
    expect(place(widened, 120.7, 29.5)).toEqual({ position: 'inside', distanceM: expect.closeTo(-9677.7, -1) });
    expect(place(widened, 121.1, 29.5).distanceM).toBeLessThan(place(alone, 121.1, 29.5).distanceM);
  });

  test('nothing at all is outside everywhere, all of the map has a border only at its edge', () => {
    expect(place(createArea(map, nothing, nothing), 121, 30)).toEqual({ position: 'outside', distanceM: Infinity });
  });

  test.each([
    ['a bow tie', [[104, 30], [105, 31], [105, 30], [104, 31]], 'crosses_itself', [104.5, 30.5]],
    ['a spike, at its tip', [[120, 30], [122, 30], [121, 30], [121, 31]], 'crosses_itself', [122, 30]],
    ['a line', [[104, 30], [105, 30], [106, 30]], 'no_area', [104, 30]],
    ['a line there and back', [[104, 30], [105, 31], [106, 32], [105, 31]], 'no_area', [104, 30]],
  ] as const)('%s, and where', (_, ring, kind, at) => {
    expect(polygonFault([ring])).toEqual({ kind, at });
  }); // biome-ignore format: a ring a line
});
