// Goal: corners of a drawn polygon move, come and go without the ring ever being open, and what changed is told. Method: a
// triangle with a hole beside another polygon, worked out by hand; any sequence of changes leaves rings that may be proposed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DrawnPolygons } from '../../../db/domain/diversion/territory/body.ts';
import {
  withCornerAdded,
  withCornerMoved,
  withCornerRemoved,
} from '../../../renderer/features/diversion/territory/corners.ts';
import { changeOf } from '../../../renderer/features/diversion/territory/draft.ts';

const square: DrawnPolygons[number] = [[[120, 30], [121, 30], [121, 31], [120, 31], [120, 30]], [[120.4, 30.4], [120.6, 30.4], [120.5, 30.6], [120.4, 30.4]]]; // biome-ignore format: two rings
const triangle: DrawnPolygons[number] = [[[118, 30], [119, 30], [118, 31], [118, 30]]]; // biome-ignore format: one ring
const drawn: DrawnPolygons = [triangle, square];
const at = (corner: number, ring = 0, polygon = 1) => ({ polygon, ring, corner });

test('a corner moves, the first one with the end of its ring', () => {
  expect(withCornerMoved(drawn, at(2), [121.5, 31.5])[1]?.[0]?.[2]).toEqual([121.5, 31.5]);
  const first = withCornerMoved(drawn, at(0), [119.5, 29.5]);
  expect(first[1]?.[0]).toEqual([[119.5, 29.5], [121, 30], [121, 31], [120, 31], [119.5, 29.5]]); // biome-ignore format: one ring
  expect([first[0], first[1]?.[1]]).toEqual([triangle, square[1]]);
});

test('one more comes in the middle of the edge behind a corner, of the last one too', () => {
  expect(withCornerAdded(drawn, at(0))?.[1]?.[0]?.[1]).toEqual([120.5, 30]);
  expect(withCornerAdded(drawn, at(3))?.[1]?.[0]?.slice(3)).toEqual([[120, 31], [120, 30.5], [120, 30]]); // biome-ignore format: three corners
  const many = [Array.from({ length: 3750 }, (): [number, number][] => [[120, 30], [121, 30], [120, 31], [120, 30]])]; // biome-ignore format: 15,000 corners
  expect(withCornerAdded(many, at(0, 0, 0))).toBeNull();
});

test('one less goes while three stay', () => {
  const three = withCornerRemoved(drawn, at(0));
  expect(three?.[1]?.[0]).toEqual([[121, 30], [121, 31], [120, 31], [121, 30]]); // biome-ignore format: one ring
  expect(withCornerRemoved(three ?? [], at(0))).toBeNull();
  expect(withCornerRemoved(drawn, at(1, 1))).toBeNull();
});

test('whatever is done to corners, every ring can still be proposed', () => {
  const step = fc.record({
    what: fc.constantFrom('move', 'add', 'remove'),
    corner: fc.integer({ min: 0, max: 2 }),
    ring: fc.integer({ min: 0, max: 1 }),
    x: fc.integer({ min: -200, max: 200 }),
  });
  const allSteps = fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
    let now = drawn;
    for (const { what, corner, ring, x } of steps) {
      if (what === 'move') now = withCornerMoved(now, at(corner, ring), [Math.max(-180, Math.min(180, x)), x / 4]);
      else now = (what === 'add' ? withCornerAdded : withCornerRemoved)(now, at(corner, ring)) ?? now;
    }
    expect(DrawnPolygons.safeParse(now).error).toBeUndefined();
  });
  fc.assert(allSteps, { seed: 20_260_925, numRuns: 200 });
});

test('what changed: leaves that came and went, polygons that are not kept as they were', () => {
  const before = { leaves: new Set(['330203', '330205']), polygons: drawn };
  const now = { leaves: new Set(['330205', '330206']), polygons: withCornerMoved(drawn, at(0), [119, 29]) };
  expect(changeOf(before, now)).toEqual({
    added: new Set(['330206']),
    removed: new Set(['330203']),
    oldPolygons: [square],
  });
  expect(changeOf(null, now)).toEqual({ added: new Set(), removed: new Set(), oldPolygons: [] });
});
