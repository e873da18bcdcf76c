// Goal: readings come in the order of their instants, those of one instant in that of the document, and a limited look for
// the border gives the verdict of an unlimited one. Method: seeded instants against a plain sort, also too far apart for
// the quick way; seeded points and radii around a city.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Readings } from '../../../db/domain/diversion/detect/readings.ts';
import { createJudge } from '../../../db/domain/diversion/judge-reading.ts';
import { isRejected, type Reading, readRow, startNotes } from '../../../db/domain/diversion/reading.ts';
import { Territory } from '../../../db/domain/diversion/schema/places.ts';
import { prepareExemptions, prepareTerritories } from '../../../db/domain/diversion/territories.ts';
import { decodeDivisions } from '../../../db/domain/geo/division-file.ts';
import { indexDivisions } from '../../../db/domain/geo/division-index.ts';

function read(row: object, index = 0): Reading {
  const reading = readRow(row, index, 'GCJ02', startNotes());
  if (isRejected(reading)) throw new Error(reading.reason);
  return reading;
}

test('the order is that of a plain sort', () => {
  const instants = [fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: -6e13, max: 2e14 })]; // biome-ignore format: close together, years, millennia
  fc.assert(
    fc.property(fc.oneof(...instants.map((one) => fc.array(one, { maxLength: 40 }))), (list) => {
      const readings = new Readings(list.length);
      const first = read({ longitude: 121, latitude: 31, scannedAt: '2026-03-01' });
      list.forEach((scannedAt, index) => void readings.put({}, { ...first, index, scannedAt }));
      readings.sort(Uint32Array.from(list, (_, index) => index));
      const expected = list.map((at, index) => [at, index] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      expect([...readings.order]).toEqual(expected.map(([, index]) => index));
    }),
    { seed: 20260925, numRuns: 400 },
  );
});

test('a position gives back the reading that was put', () => {
  const row = { code: 'C', dealer: 'D', case: 'K', user: 'U', longitude: 121.5, latitude: 31.2, crs: 'WGS84', accuracyM: 30, shippedOn: '2026-03-01', scannedAt: '2026-03-09T10:00:00+08:00', actor: 'terminal' }; // biome-ignore format: a row
  const readings = new Readings(5);
  const reading = read(row, 3);
  readings.put(row as never, reading);
  expect(readings.at(3)).toEqual(reading);
});

test('looking no farther than the radius reaches changes no verdict', () => {
  const rings = decodeDivisions(readFileSync('resources/map/divisions.bin'));
  const map = { rings, index: indexDivisions(rings) };
  const areas = prepareTerritories(map, [Territory.parse({ dealer: 'D', adcodes: ['330200'] })]);
  const settings = { bufferUrbanKm: 1, bufferRuralKm: 3, pOut: 0.95, unknownAccuracyM: 500 };
  const exemptions = prepareExemptions(map, []);
  const full = createJudge(map, areas, exemptions, settings);
  const near = createJudge(map, areas, exemptions, settings, 10_000);
  const point = fc.record({
    longitude: fc.double({ min: 120.8, max: 122.2, noNaN: true }),
    latitude: fc.double({ min: 28.8, max: 30.6, noNaN: true }),
    accuracyM: fc.option(fc.integer({ min: 0, max: 1500 })),
  });
  const seen = new Set<string>();
  fc.assert(
    fc.property(point, (row) => {
      const reading = read({ ...row, dealer: 'D' });
      const verdict = full(reading).verdict;
      seen.add(verdict);
      expect(near(reading).verdict).toBe(verdict);
    }),
    { seed: 20260925, numRuns: 800 },
  );
  expect([...seen].sort()).toEqual(['border', 'inside', 'outside', 'uncertain']);
});
