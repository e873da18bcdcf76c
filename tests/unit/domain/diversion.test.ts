// Goal: the verdict on a scan, the drawn areas and the distances it rests on. Method: table of cases; drawn areas against
// the point-in-polygon-hao library on seeded points; distances against published ones.
import fc from 'fast-check';
import pointInPolygon from 'point-in-polygon-hao';
import { describe, expect, test } from 'vitest';
import { holds, type MultiPolygon } from '../../../db/domain/diversion/area.ts';
import { distanceM } from '../../../db/domain/diversion/distance.ts';
import { judge, VERDICTS } from '../../../db/domain/diversion/verdict.ts';

describe('verdict', () => {
  test.each([
    ['no place', false, true, true, 'unlocated'],
    ['no territory in force', true, null, true, 'unjudged'],
    ['in the territory', true, true, false, 'inside'],
    ['outside, excused', true, false, true, 'inside'],
    ['outside', true, false, false, 'outside'],
  ])('%s', (_, located, inTerritory, exempt, verdict) => {
    expect(VERDICTS[judge({ located, inTerritory, isExempt: () => exempt })]).toBe(verdict);
  });
});

describe('drawn area', () => {
  const withHoleAndIsland: MultiPolygon = [
    [
      [
        [0, 0],
        [10, 1],
        [9, 9],
        [1, 8],
        [0, 0],
      ],
      [
        [3, 3],
        [6, 3],
        [6, 6],
        [3, 6],
        [3, 3],
      ],
    ],
    [
      [
        [4, 4],
        [5, 4],
        [4.5, 5],
        [4, 4],
      ],
    ],
  ];

  test('agrees with the library inside, outside, in holes and on islands', () => {
    // Millionths of a degree, as coordinates are kept.
    const coordinate = fc.integer({ min: -1_000_000, max: 11_000_000 }).map((millionths) => millionths / 1_000_000);
    fc.assert(
      fc.property(coordinate, coordinate, (x, y) => {
        const answers = withHoleAndIsland.map((rings) => pointInPolygon([x, y], rings as [number, number][][]));
        fc.pre(!answers.includes(0));
        expect(holds(withHoleAndIsland, x, y)).toBe(answers.includes(true));
      }),
      { seed: 20260925, numRuns: 2000 },
    );
  });

  test('a point on a shared edge belongs to one side only', () => {
    const left: MultiPolygon = [
      [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 1],
          [0, 0],
        ],
      ],
    ];
    const right: MultiPolygon = [
      [
        [
          [1, 0],
          [2, 0],
          [2, 1],
          [1, 1],
          [1, 0],
        ],
      ],
    ];
    expect([left, right].filter((area) => holds(area, 1, 0.5))).toHaveLength(1);
  });
});

describe('distance', () => {
  // One degree of a great circle of the mean sphere (R = 6371008.8 m) is 111195.08 m.
  test('a degree of the equator and of a meridian', () => {
    expect(distanceM([0, 0], [1, 0])).toBeCloseTo(111_195.08, 1);
    expect(distanceM([120, 30], [120, 31])).toBeCloseTo(111_195.08, 1);
  });

  test('is the same both ways and zero to itself', () => {
    const point = fc.tuple(fc.double({ min: 73, max: 135, noNaN: true }), fc.double({ min: 4, max: 54, noNaN: true }));
    fc.assert(
      fc.property(point, point, (a, b) => {
        expect(distanceM(a, b)).toBeCloseTo(distanceM(b, a), 6);
        expect(distanceM(a, a)).toBe(0);
      }),
      { seed: 20260925 },
    );
  });
});
