// Goal: what the map tells of two periods and of a code’s life is what the data say. Method: flows and a life made by hand on
// two square counties.
import { describe, expect, test } from 'vitest';
import type { Flow } from '../../../db/contract/diversion.ts';
import type { CodeLife, LifeStep } from '../../../db/contract/diversion-life.ts';
import type { BaseMap } from '../../../renderer/features/diversion/base-map.ts';
import { lifeShapes } from '../../../renderer/features/diversion/life/life-shapes.ts';
import { flowChanges } from '../../../renderer/features/diversion/time/flow-changes.ts';

const flow = (dealerId: string, place: string, codes: number) => ({ dealerId, place, codes }) as Flow;

test('flows of two periods stand beside each other, new and gone ones too, the largest change first', () => {
  const now = [flow('a', '1', 10), flow('b', '1', 4), flow('c', '2', 3)];
  const other = [flow('a', '1', 9), flow('c', '2', 3), flow('d', '2', 6)];
  expect(flowChanges(now, other).map((one) => [one.flow.dealerId, one.now, one.other])).toEqual([
    ['d', 0, 6],
    ['b', 4, 0],
    ['a', 10, 9],
    ['c', 3, 3],
  ]);
});

describe('the life of a code', () => {
  const square = (adcode: string, west: number) => ({
    type: 'Feature' as const,
    properties: { adcode },
    geometry: { type: 'Polygon' as const, coordinates: [[[west, 30], [west + 2, 30], [west + 2, 32], [west, 32], [west, 30]]] },
  }); // biome-ignore format: a ring
  const base = {
    counties: { type: 'FeatureCollection', features: [square('330201', 120), square('320501', 124)] },
  } as unknown as BaseMap;
  const step = (place: string | null, point: [number, number] | null, verdict = 'inside') =>
    ({ scan: { place, verdict }, point }) as LifeStep;
  const life = (steps: LifeStep[], seat: [number, number] | null): CodeLife =>
    ({ shipment: { seat }, steps: { rows: steps } }) as unknown as CodeLife;

  test('goes from the dealer through every scan; a consumer’s is drawn in the middle of the county', () => {
    const { line, points, places } = lifeShapes(
      life([step('330201', [120.5, 30.5]), step('320501', null, 'outside'), step(null, null)], [121, 31]),
      base,
    );
    expect(places).toEqual([[121, 31], [120.5, 30.5], [125, 31]]); // biome-ignore format: places
    expect(points.features.map(({ properties }) => properties)).toEqual([
      { step: 0, isRough: false, isOutside: false },
      { step: 1, isRough: false, isOutside: false },
      { step: 2, isRough: true, isOutside: true },
    ]);
    expect(line.features).toHaveLength(1);
  });

  test('is no line where it is at one place only', () => {
    expect(lifeShapes(life([step('330201', null)], null), base).line.features).toEqual([]);
  });
});
