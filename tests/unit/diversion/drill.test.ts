// Goal: planted diversions are reported as caught or missed, with the day, and the scans themselves stay as they are.
// Method: a small world of honest dealers; what is planted is held against the copy and against the detector's cases.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answerDrill } from '../../../db/domain/diversion/drill/answer.ts';
import { plantDrill } from '../../../db/domain/diversion/drill/plant.ts';
import { DrillInput, DrillInputSchema, DrillOutput } from '../../../db/domain/diversion/schema/drill.ts';
import type { ScanRow } from '../../../db/domain/diversion/schema/scan-row.ts';
import { decodeDivisions } from '../../../db/domain/geo/division-file.ts';
import { indexDivisions } from '../../../db/domain/geo/division-index.ts';
import { plantDiversions } from '../../support/planted-diversions.ts';

const rings = decodeDivisions(readFileSync('resources/map/divisions.bin'));
const map = { rings, index: indexDivisions(rings) };
const say = () => ({ zh: '-', en: '-' });
const { document } = plantDiversions(map, 3, { dealers: 30, cities: 20, weeks: 16 });
const input = (drill: object) => DrillInput.parse({ ...document, drill });

test('what is planted is moved to shops of a city that is not the dealer’s, in a copy', () => {
  const asked = input({ plants: 4, lots: [8, 12], seed: 5 });
  const before = JSON.stringify(asked.scans);
  const { scans, plants } = plantDrill(map, asked);
  expect(JSON.stringify(asked.scans)).toBe(before);
  expect(plants.map(({ kind }) => kind)).toEqual(['route', 'dump', 'leak', 'neighbour']);
  expect(new Set(plants.map(({ dealer }) => dealer)).size).toBe(4);
  const moved = (scans as readonly ScanRow[]).filter((row, n) => row !== asked.scans[n]);
  expect(moved).toHaveLength(plants.reduce((sum, plant) => sum + plant.scans, 0));
  for (const { dealer, city, lots } of plants) {
    const own = moved.filter((row) => row.dealer === dealer);
    expect(new Set(own.map((row) => row.case)).size).toBe(lots);
    const cities = own.map((row) => map.index.divisions[map.index.locate(row.longitude!, row.latitude!)]?.city);
    expect(cities.filter((one) => one === city).length).toBeGreaterThan(own.length * 0.8);
    expect(asked.territories.find((one) => one.dealer === dealer)!.adcodes).not.toContain(city);
  }
  expect(plantDrill(map, input({ plants: 4, lots: [8, 12], seed: 5 })).plants).toEqual(plants);
  expect(plantDrill(map, input({ plants: 4, lots: [8, 12], seed: 6 })).plants).not.toEqual(plants);
});

test('large diversions are caught, with the day; tiny ones are not, and nobody is blamed for it', () => {
  const large = answerDrill(map, input({ plants: 6, lots: [25, 40], kinds: ['route', 'dump'] }), say);
  expect(DrillOutput.parse(large)).toEqual(large);
  expect(large.caught).toBeGreaterThanOrEqual(5);
  for (const { isCaught, tier, alertedOn, days, firstScannedOn } of large.plants) {
    expect(isCaught).toBe(tier === 'case');
    if (isCaught) expect(alertedOn! >= firstScannedOn && days! >= 0).toBe(true);
    else expect([alertedOn, days]).toEqual([null, null]);
  }
  expect(large.otherCases.raised).toBeLessThanOrEqual(1);
  const tiny = answerDrill(map, input({ plants: 6, lots: [1, 1] }), say);
  expect(tiny).toMatchObject({ planted: 6, caught: 0, medianDays: null });
  expect(tiny.otherCases.raised).toBeLessThanOrEqual(1);
});

test('nothing to plant in is no drill; wrong wishes are refused by place', () => {
  const empty = DrillInput.parse({ territories: [], scans: [] });
  expect(answerDrill(map, empty, say)).toMatchObject({ planted: 0, caught: 0, otherCases: { perWeek: 0 } });
  const places = (drill: object) => DrillInputSchema.safeParse({ territories: [], scans: [], drill }).error?.issues.map(({ path }) => path.join('.')); // biome-ignore format: one line
  expect(places({ lots: [5, 2] })).toEqual(['drill.lots']);
  expect(places({ kinds: [] })).toEqual(['drill.kinds']);
  expect(places({ plants: 0 })).toEqual(['drill.plants']);
});
