// Goal: of the diversions that are planted among honest goods most are found, and hardly anything else becomes a case; the
// simple rules are far from it; also where people and dealers behave otherwise. Method: small worlds of fixed seeds, made by
// other means than the detector's model.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeDivisions } from '../../../db/domain/geo/division-file.ts';
import { indexDivisions } from '../../../db/domain/geo/division-index.ts';
import { HABITS, type Habits } from '../../support/planted-diversions.ts';
import { addScores, RULES, scorePlanted } from '../../support/score-planted.ts';

const rings = decodeDivisions(readFileSync('resources/map/divisions.bin'));
const map = { rings, index: indexDivisions(rings) };

test('precision and recall on planted truth', () => {
  const worlds = [2, 5].map((seed) => scorePlanted(map, seed, { dealers: 90, cities: 50, weeks: 20 }));
  const totals = Object.fromEntries(RULES.map((rule) => [rule, addScores(worlds.map((world) => world[rule]))]));
  const detector = totals.detector!;
  expect(detector.planted).toBeGreaterThanOrEqual(15);
  expect(detector.precision).toBeGreaterThanOrEqual(0.95);
  expect(detector.recall).toBeGreaterThanOrEqual(0.9);
  for (const rule of RULES.slice(1)) {
    expect(totals[rule]!.alerts).toBeGreaterThan(detector.alerts);
    expect(totals[rule]!.precision).toBeLessThan(detector.precision - 0.2);
  }
  // What finds everything finds the whole country.
  expect(totals['any scan outside']).toMatchObject({ recall: 1 });
  expect(totals['any scan outside']!.precision).toBeLessThan(0.1);
});

const STRANGE: readonly [string, Partial<Habits>][] = [
  ['many dealers sell online', { sellsOnline: 0.15, caseIsSoldOnline: 0.08 }],
  ['people travel far, and often', { journeyKm: [300, 1.3], bottleTravels: 0.05 }],
  ['nothing is told but code, place and time', { isTold: { case: false, shipment: false, user: false, actor: false, accuracyM: false } }],
]; // biome-ignore format: a world a line

test.each(STRANGE)('where %s', (_, habits) => {
  const { detector } = scorePlanted(map, 3, { dealers: 60, cities: 40, weeks: 16 }, { ...HABITS, ...habits });
  expect(detector.planted).toBeGreaterThanOrEqual(4);
  expect(detector.right).toBe(detector.alerts);
  expect(detector.found).toBeGreaterThanOrEqual(detector.planted - 1);
});
