// Goal: what the map tells of two periods and of a code’s life is what the data say. Method: flows and a life made by hand on
// two square counties.
import { describe, expect, test } from 'vitest';
import type { FlowChange, PlaceChange } from '../../../db/contract/diversion-compare.ts';
import type { CodeLife, LifeStep } from '../../../db/contract/diversion-life.ts';
import { CHANGES } from '../../../db/domain/diversion/compare/changes.ts';
import type { BaseMap } from '../../../renderer/features/diversion/base-map.ts';
import { changeShapes } from '../../../renderer/features/diversion/compare/change-shapes.ts';
import { SIGNS } from '../../../renderer/features/diversion/compare/change-signs.tsx';
import { FLOWS_DRAWN } from '../../../renderer/features/diversion/flow-shapes.ts';
import { lifeShapes } from '../../../renderer/features/diversion/life/life-shapes.ts';

describe('two periods on one map', () => {
  const flow = (dealerId: string, place: string, change: FlowChange['change'], from: FlowChange['from'] = [120, 30]) =>
    ({ dealerId, place, change, from, now: 1, other: 2 }) as FlowChange;
  const place = (code: string, now: number, other: number, change: PlaceChange['change']) =>
    ({ place: code, now, other, change, at: [121, 31] }) as PlaceChange;
  const places = [place('1', 12, 4, 'grown'), place('2', 0, 7, 'gone'), place('3', 5, 5, 'unchanged')];
  const shapes = (rows: FlowChange[], isChosen = (_: FlowChange) => false) =>
    changeShapes({ flows: { rows, totalRows: rows.length, truncated: false }, places }, isChosen);

  test('every city has its mark, sized by the larger period, with the difference in words', () => {
    expect(shapes([]).marks.features.map(({ properties }) => properties)).toEqual([
      { place: '1', change: 'grown', n: 12, difference: 8, text: '+8' },
      { place: '2', change: 'gone', n: 7, difference: 7, text: '−7' },
      { place: '3', change: 'unchanged', n: 5, difference: 0, text: '±0' },
    ]);
  });

  test('lines end at the mark of their city; the largest changes are drawn, and those that are chosen', () => {
    const rows = Array.from({ length: 30 }, (_, n) => flow(`d${n}`, '1', 'grown'));
    const drawn = shapes([flow('nowhere', '1', 'new', null), ...rows], ({ dealerId }) => dealerId === 'd29').lines
      .features;
    expect(drawn).toHaveLength(FLOWS_DRAWN);
    expect(drawn.at(-1)?.properties).toEqual({ key: 'd29/1', change: 'grown' });
    expect(drawn[0]?.geometry.coordinates.at(-1)).toEqual([121, 31]);
  });

  test('no two changes look alike without colour', () => {
    const looks = CHANGES.map((change) => [SIGNS[change].outline, SIGNS[change].mark, SIGNS[change].isFilled].join());
    expect(new Set(looks).size).toBe(CHANGES.length);
  });
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
