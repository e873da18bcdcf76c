// Goal: the layers of the detector each say what their formula says. Method: tables small enough to be worked out by hand:
// weekly counts in a control chart, lots in cities on a line.
import { describe, expect, test } from 'vitest';
import { logLikelihoodRatio } from '../../../db/domain/diversion/clusters/log-likelihood-ratio.ts';
import { findDealerClusters } from '../../../db/domain/diversion/detect/dealer-clusters.ts';
import type { Counted, Exposure, Unit } from '../../../db/domain/diversion/detect/evidence.ts';
import { FIRST_SCATTER } from '../../../db/domain/diversion/detect/scatter.ts';
import { chartLeak } from '../../../db/domain/diversion/detect/unit-test.ts';

const judged = { verdict: 'outside', reason: null, exemption: null, place: null, pOutside: 1, division: 0 } as const;
let serial = 0;
const lot = (week: number): Counted => {
  serial += 1;
  const reading = { code: `c${serial}`, case: `k${serial}`, actor: 'terminal', index: serial } as Counted['reading'];
  return { reading, judged, week };
};
const exposure = (lots: readonly number[]): Exposure => ({
  dealer: 'D',
  productLine: '',
  lots: { trade: Float64Array.from(lots), consumer: new Float64Array(lots.length) },
  home: [120, 30],
  byCity: new Map(),
});

describe('slow leak', () => {
  // 10 lots a week of which 0.1 are expected there; λ 0.25, Poisson: the average of n weeks of one lot is
  // 0.9·(1 − 0.75ⁿ), its limit 2.8·√(0.1·0.0625·(1 − 0.5625ⁿ)/(1 − 0.5625)).
  const model = { exposure: exposure(Array(12).fill(10)), perLot: { trade: 0.01, consumer: 0.01 }, scatter: { clumping: 0, spread: 0 }, windowWeeks: 4 }; // biome-ignore format: a model
  const ewma = (n: number) => 0.9 * (1 - 0.75 ** n);
  const limit = (n: number) => 2.8 * Math.sqrt((0.1 * 0.0625 * (1 - 0.5625 ** n)) / (1 - 0.5625));
  test.each([
    ['one lot a week', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
    ['one lot at all', [3]],
    ['three weeks in a row', [4, 5, 6]],
    ['nothing', []],
  ])('%s', (_, weeks) => {
    // The chart by hand, week after week.
    let average = 0;
    let variance = 0;
    const over: number[] = [];
    for (let week = 0; week < 12; week += 1) {
      average = 0.75 * average + 0.25 * (weeks.filter((one) => one === week).length - 0.1);
      variance = 0.5625 * variance + 0.0625 * 0.1;
      if (average > 2.8 * Math.sqrt(variance) && average > 0.25) over.push(week);
    }
    const leak = chartLeak(weeks.map(lot), model, 0.25, 2.8);
    expect(leak).toEqual({ signalWeek: over[0] ?? null, weeksOver: over.length });
  });

  test('one lot a week signals in the second week, as the closed form has it', () => {
    expect(ewma(1)).toBeLessThan(0.25);
    expect(ewma(2)).toBeGreaterThan(Math.max(0.25, limit(2)));
    const every = Array.from({ length: 12 }, (_, week) => lot(week));
    expect(chartLeak(every, model, 0.25, 2.8)).toEqual({ signalWeek: 1, weeksOver: 11 });
  });
});

describe('clusters of a dealer’s goods', () => {
  const cities = Array.from({ length: 12 }, (_, n) => ({
    code: `c${n}`,
    mass: 100,
    place: [110 + n + 0.03 * n * n, 30] as const,
  }));
  const expectation = {
    perLot: () => 0.01,
    scatterOf: () => FIRST_SCATTER,
    scatters: { near: FIRST_SCATTER, flat: FIRST_SCATTER },
    isNormal: () => true,
    tests: 12,
    travelRate: { trade: 0.01, consumer: 0.01 },
    spread: new Float64Array(1),
  };
  const found = (counts: Readonly<Record<string, number>>) => {
    const units = Object.entries(counts).map(
      ([city, lots]): Unit => ({ dealer: 'D', productLine: '', city, evidence: Array.from({ length: lots }, () => lot(0)) }),
    ); // biome-ignore format: a unit
    return findDealerClusters([exposure([1000])], new Map([[0, units]]), expectation, cities).get(0) ?? [];
  };

  test('goods in two neighbouring cities are one, with the ratio of Kulldorff’s formula', () => {
    const [cluster, ...others] = found({ c4: 8, c5: 6, c9: 1, c0: 1 });
    expect([...cluster!.cities].sort()).toEqual(['c4', 'c5']);
    expect(cluster).toMatchObject({ lots: 14, expected: expect.closeTo(16 / 6, 9), pValue: 0.01 });
    expect(cluster!.logLikelihoodRatio).toBeCloseTo(logLikelihoodRatio(14, 16 / 6, 16), 9);
    expect(others).toEqual([]);
  });
  test('goods spread evenly, or a single lot, are none', () => {
    expect(found(Object.fromEntries(cities.map(({ code }) => [code, 2])))).toEqual([]);
    expect(found({ c4: 1 })).toEqual([]);
  });
});
