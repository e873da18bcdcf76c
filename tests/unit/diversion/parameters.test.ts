// Goal: head office sets base and bounds, a region moves inside them and only the stricter way, and every change is seen
// on past scans before it is saved. Method: tables of wanted values; two diversions of different size, replayed.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answerDetect } from '../../../db/domain/diversion/detect/answer.ts';
import { answerReplay } from '../../../db/domain/diversion/parameters/answer.ts';
import { createRegionalDetector } from '../../../db/domain/diversion/parameters/by-region.ts';
import { tuningFaults } from '../../../db/domain/diversion/parameters/tuning.ts';
import { DetectInput } from '../../../db/domain/diversion/schema/detect.ts';
import {
  DetectParameters,
  PARAMETERS,
  type ParameterName,
} from '../../../db/domain/diversion/schema/detect-parameters.ts';
import { ReplayInput, ReplayInputSchema, ReplayOutput } from '../../../db/domain/diversion/schema/replay.ts';
import { decodeDivisions } from '../../../db/domain/geo/division-file.ts';
import { indexDivisions } from '../../../db/domain/geo/division-index.ts';

const base = DetectParameters.parse({});
const faults = (change: Partial<Record<ParameterName, number>>, by: 'region' | 'head_office' = 'region', bounds = {}) =>
  tuningFaults({ ...base, ...change }, base, bounds, by).map(({ name }) => name);

describe('who may set what', () => {
  test.each([
    ['wider strip', { bufferUrbanKm: 5 }, []],
    ['longer window', { windowDays: 56 }, []],
    ['more codes', { minCodes: 5 }, []],
    ['fewer codes', { minCodes: 2 }, ['minCodes']],
    ['more packing cases', { minCases: 4 }, []],
    ['fewer packing cases', { minCases: 1 }, ['minCases']],
    ['stricter discovery', { fdrQ: 0.02 }, []],
    ['looser discovery', { fdrQ: 0.1 }, ['fdrQ']],
    ['another probability', { pOut: 0.9 }, ['pOut']],
    ['another speed', { travelSpeedKmh: 500 }, ['travelSpeedKmh']],
    ['another chart', { ewmaLambda: 0.3, ewmaL: 3 }, ['ewmaLambda', 'ewmaL']],
    ['nothing', {}, []],
  ] as const)('a region: %s', (_, change, expected) => {
    expect(faults(change)).toEqual(expected);
    expect(faults(change, 'head_office')).toEqual([]);
  });

  test('bounds of head office hold for everybody', () => {
    const bounds = { bufferUrbanKm: [0, 2], minCodes: [3, 6] } as const;
    for (const by of ['region', 'head_office'] as const) {
      expect(faults({ bufferUrbanKm: 3 }, by, bounds)).toEqual(['bufferUrbanKm']);
      expect(faults({ minCodes: 7 }, by, bounds)).toEqual(['minCodes']);
    }
  });

  test.each([
    ['bufferUrbanKm', 1, 0, 20], ['bufferRuralKm', 3, 0, 20], ['pOut', 0.95, 0.8, 0.999], ['maxAccuracyM', 500, 50, 5000], ['windowDays', 28, 7, 90],
    ['minCodes', 3, 2, 50], ['minCases', 2, 1, 20], ['fdrQ', 0.05, 0.01, 0.2], ['cohesionPoints', 1.5, 0, 3], ['ewmaLambda', 0.25, 0.1, 0.4], ['ewmaL', 2.8, 2.5, 3.5],
    ['travelSpeedKmh', 900, 300, 1200], ['caseMergeDays', 45, 7, 120], ['alertBudget', 15, 1, 200],
  ] as const)('%s: %d, within %d and %d', (name, preset, min, max) => {
    expect(PARAMETERS[name]).toMatchObject({ default: preset, min, max });
  }); // biome-ignore format: the table of bounds
});

describe('replay', () => {
  const rings = decodeDivisions(readFileSync('resources/map/divisions.bin'));
  const map = { rings, index: indexDivisions(rings) };
  const say = () => ({ zh: '-', en: '-' });
  const scan = (code: string, dealer: string, day: number, longitude: number, latitude: number) => ({
    code, dealer, shippedOn: '2026-03-01', actor: 'terminal', accuracyM: 30, longitude, latitude,
    scannedAt: `2026-03-${String(day).padStart(2, '0')}T10:00:00+08:00`,
  }); // biome-ignore format: a row
  const many = (count: number, dealer: string, longitude: number, latitude: number) =>
    Array.from({ length: count }, (_, n) => scan(`${dealer}${longitude}${n}`, dealer, 5 + (n % 20), longitude + n * 1e-4, latitude)); // biome-ignore format: rows
  const document = {
    dealers: [{ id: 'D1', region: 'east' }, { id: 'D2', region: 'east' }], // biome-ignore format: two
    territories: [{ dealer: 'D1', adcodes: ['330200'] }, { dealer: 'D2', adcodes: ['330100'] }], // biome-ignore format: two
    scans: [
      ...many(60, 'D1', 121.54, 29.87),
      ...many(60, 'D2', 120.2, 30.25),
      // Thirty cases in Nanjing, six in Hefei.
      ...many(30, 'D1', 118.8, 32.05),
      ...many(6, 'D2', 117.25, 31.85),
    ],
  };
  const replay = (change: object) => {
    const output = answerReplay(map, ReplayInput.parse({ ...document, ...change }), say);
    expect(ReplayOutput.parse(output)).toEqual(output);
    return output;
  };

  test('more codes wanted: the small case would not have been opened', () => {
    const { before, after, gained, lost, parameters } = replay({ proposed: { minCodes: 10 } });
    expect([before.cases, after.cases]).toEqual([2, 1]);
    expect(lost).toMatchObject([{ dealer: 'D2', city: '340100' }]);
    expect(gained).toEqual([]);
    expect(parameters).toEqual({ ...base, minCodes: 10 });
  });

  test('and back: it is gained; a week with more cases than the budget says so', () => {
    const back = replay({ parameters: { minCodes: 10 }, proposed: { minCodes: 3, alertBudget: 1 } });
    expect(back.gained).toMatchObject([{ dealer: 'D2' }]);
    expect(back.lost).toEqual([]);
    expect(back.before).toMatchObject({ cases: 1, overBudget: 0, busiestWeek: 1 });
    expect(back.after).toMatchObject({ cases: 2, overBudget: 1, busiestWeek: 2 });
  });

  test('regions that are set differently are each judged by their own parameters, over the same scans', () => {
    const dealers = [{ id: 'D1', region: 'east' }, { id: 'D2', region: 'west' }]; // biome-ignore format: two
    const input = DetectInput.parse({ ...document, dealers });
    const detector = createRegionalDetector(map, input, say);
    const runs: string[] = [];
    const found = detector.detect(
      (region) => ({ ...base, minCodes: region === 'west' ? 10 : 3 }),
      (done, total) => runs.push(`${done}/${total}`),
    );
    expect(runs).toEqual(['0/2', '1/2']);
    expect(found.cases.map(({ dealer, parameters }) => [dealer, parameters.minCodes])).toEqual([['D1', 3]]);
    expect(found.watch).toMatchObject([{ dealer: 'D2', parameters: { minCodes: 10 } }]);
    const { cases, watch, totals } = answerDetect(map, input, say);
    const alike = detector.detect(() => base);
    const tuned = (units: typeof cases) => units.map((unit) => ({ ...unit, parameters: base }));
    expect(alike).toMatchObject({ totals, cases: tuned(cases), watch: tuned(watch) });
  });

  test('a change that breaks the rules is refused by place', () => {
    const places = (change: object) =>
      ReplayInput.safeParse({ ...document, ...change }).error?.issues.map(
        ({ path, message }) => `${path.join('.')}: ${message}`,
      );
    expect(places({ proposed: { minCodes: 2 } })).toEqual(['proposed.minCodes: a region may only raise it from 3']);
    expect(places({ proposed: { minCodes: 2 }, by: 'head_office' })).toBeUndefined();
    expect(places({ proposed: { pOut: 0.9 } })).toEqual(['proposed.pOut: head office alone sets it, to 0.95']);
    expect(places({ proposed: { minCodes: 99 } })).toHaveLength(1);
    expect(ReplayInputSchema.safeParse({ ...document, proposed: { fdrQ: 0.01 } }).success).toBe(true);
  });
});
