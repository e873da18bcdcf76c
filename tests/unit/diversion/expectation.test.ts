// Goal: what is normal is learnt from the goods that nobody diverted, also where dealers sell in their own ways: what goes
// to few places is kept out, what happens in many is a way of selling; people follow the market or the distance as they do.
// Method: cities on a line with a dealer each, sightings put by hand; counts of known distributions for the scatter.
import { describe, expect, test } from 'vitest';
import { type Counted, channelOf, type Exposure, type Unit } from '../../../db/domain/diversion/detect/evidence.ts';
import { fitExpectation } from '../../../db/domain/diversion/detect/expectation.ts';
import { ScatterBins } from '../../../db/domain/diversion/detect/scatter.ts';
import { testUnit } from '../../../db/domain/diversion/detect/unit-test.ts';
import { logExactly } from '../../../db/domain/statistics/counts.ts';

const judged = { verdict: 'outside', reason: null, exemption: null, place: null, pOutside: 1, division: 0 } as const;
const CITIES = 40;
const WEEKS = 12;
const LOTS = 300;
/** Sightings by `dealer city` (numbers): how many lots of each channel. */
type Seen = Readonly<Record<string, Partial<Record<'trade' | 'consumer', number>>>>;

let serial = 0;
const lot = (actor: 'terminal' | 'consumer', week: number): Counted => {
  serial += 1;
  return { judged, week, reading: { code: `c${serial}`, case: `k${serial}`, actor, index: serial } as Counted['reading'] };
}; // biome-ignore format: a lot

/** One dealer a city, each seen 300 times at home by consumers and 150 by trade. */
function company(seen: Seen) {
  const units = Object.entries(seen).map(([key, { trade = 0, consumer = 0 }]): Unit => {
    const [dealer, city] = key.split(' ');
    const evidence = [
      ...Array.from({ length: trade }, (_, n) => lot('terminal', n % WEEKS)),
      ...Array.from({ length: consumer }, (_, n) => lot('consumer', n % WEEKS)),
    ];
    return { dealer: `D${dealer}`, productLine: '', city: `c${city}`, evidence };
  });
  const place = (n: number) => [105 + n * 0.4, 32] as const;
  const elsewhere = (n: number) => units.filter(({ dealer }) => dealer === `D${n}`);
  const exposures = Array.from({ length: CITIES }, (_, n): Exposure => {
    const more = (channel: 'trade' | 'consumer') =>
      elsewhere(n).reduce((sum, { evidence }) => sum + evidence.filter((one) => channelOf(one.reading) === channel).length, 0);
    return {
      dealer: `D${n}`, productLine: '', home: place(n),
      lots: { trade: new Float64Array(WEEKS).fill((LOTS / 2 + more('trade')) / WEEKS), consumer: new Float64Array(WEEKS).fill((LOTS + more('consumer')) / WEEKS) },
      byCity: new Map([[`c${n}`, 1.5 * LOTS], ...elsewhere(n).map(({ city, evidence }) => [city, evidence.length] as const)]),
    };
  }); // biome-ignore format: an exposure
  const cities = Array.from({ length: CITIES }, (_, n) => ({ code: `c${n}`, mass: 1.5 * LOTS, place: place(n) }));
  const expectation = fitExpectation(exposures, units, cities);
  return {
    expected: (dealer: number, city: number) =>
      1.5 * LOTS * expectation.perLot(dealer, `c${city}`, 'consumer'),
    log10P: (dealer: number, city: number) => {
      const unit = units.find((one) => one.dealer === `D${dealer}` && one.city === `c${city}`)!;
      const perLot = { trade: expectation.perLot(dealer, unit.city, 'trade'), consumer: expectation.perLot(dealer, unit.city, 'consumer') };
      return testUnit(unit.evidence, { exposure: exposures[dealer]!, perLot, scatter: expectation.scatterOf(dealer, unit.city), windowWeeks: 4 }).logP / Math.LN10;
    },
  }; // biome-ignore format: the answers
}

/** Everybody's customers travel: one lot each to five cities, near ones first. */
const travel: Seen = Object.fromEntries(
  Array.from({ length: CITIES }, (_, d) => d).flatMap((d) =>
    [1, 2, 4, 7, 12].map((far) => [`${d} ${d + far < CITIES ? d + far : d - far}`, { consumer: 1 }]),
  ),
);

describe('what is expected of a dealer in a city', () => {
  test('a dump stands out, and does not make itself normal', () => {
    const { log10P, expected } = company({ ...travel, '3 30': { trade: 3, consumer: 6 } });
    expect(log10P(3, 30)).toBeLessThan(-6);
    expect(log10P(3, 4)).toBeGreaterThan(-2);
    expect(expected(3, 30)).toBeLessThan(0.5);
  });

  test('a dealer who sells to thirty cities sells to the thirty-first as well', () => {
    const sold = (from: number) =>
      Object.fromEntries(
        Array.from({ length: 30 }, (_, n) => [`3 ${n + from}`, { trade: n % 2, consumer: 2 + (n % 2) }]),
      );
    const { log10P } = company({ ...travel, ...sold(5), '3 38': { trade: 1, consumer: 3 } });
    expect(log10P(3, 38)).toBeGreaterThan(-3);
    // The same of a dealer who does not.
    expect(company({ ...travel, '3 38': { trade: 1, consumer: 3 } }).log10P(3, 38)).toBeLessThan(-4);
  });

  test('a city that draws everybody’s customers draws his', () => {
    const drawn = Object.fromEntries(
      Array.from({ length: 25 }, (_, d) => [`${d} 38`, { consumer: 3 }]).filter(([key]) => key !== '3 38'),
    );
    const alone = company({ ...travel, '3 38': { consumer: 4 } });
    const among = company({ ...travel, ...drawn, '3 38': { consumer: 4 } });
    expect(among.expected(3, 38)).toBeGreaterThan(10 * alone.expected(3, 38));
    expect(among.log10P(3, 38)).toBeGreaterThan(-2);
    expect(alone.log10P(3, 38)).toBeLessThan(-2.5);
  });
});

describe('how counts scatter', () => {
  /** A thousand cells of each expectation, in the shares of the distribution. */
  const bins = (clumping: number, spread: number) => {
    const found = new ScatterBins();
    for (const mean of [0.01, 0.03, 0.1, 0.3, 1, 3]) {
      for (let k = 0; k < 30; k += 1) {
        const share = Math.exp(logExactly(k, mean, 1 / (clumping / mean + spread)));
        found.add(mean, k, 1000 * share);
      }
    }
    return found;
  };

  test.each([
    [0.04, 0.1],
    [0.3, 0.4],
    [1.1, 0.2],
  ])('clumping %d and spread %d are found again', (clumping, spread) => {
    const found = bins(clumping, spread).fit();
    expect(found.clumping / clumping).toBeGreaterThan(0.6);
    expect(found.clumping / clumping).toBeLessThan(1.7);
    expect(Math.abs(found.spread - spread)).toBeLessThan(0.11);
  });

  test('what is diverted does not change it', () => {
    const found = bins(0.3, 0.4);
    const before = found.fit();
    for (let n = 0; n < 100; n += 1) found.add(0.01, 5 + n);
    expect(found.fit()).toEqual(before);
  });
});
