import { logAtLeast } from '../../statistics/counts.ts';
import { distanceM } from '../distance.ts';
import { CHANNELS, type Channel, type CityTally, channelOf, type Exposure, lotOf, type Unit } from './evidence.ts';

/** What is taken for granted before there is data: honest sightings elsewhere, per lot, worth as many lots as `WORTH`. */
const PRIOR_RATE: Readonly<Record<Channel, number>> = { trade: 0.002, consumer: 0.02 };
const WORTH = 200;
/** Upper ends of the distance bands, metres. */
const BANDS_M = [
  10_000,
  30_000,
  60_000,
  100_000,
  200_000,
  400_000,
  800_000,
  1_600_000,
  Number.POSITIVE_INFINITY,
] as const;
/** Less likely than this, a count is taken for what it may be, a diversion, and kept out of what is called normal. */
const SUSPECT = Math.log(1e-3);
const ROUNDS = 8;

/** How many lots of a dealer one would see in a city if nobody diverted anything. */
export interface Expectation {
  /** Lots expected in a city by a channel for each lot seen of the dealer's product line. */
  perLot(exposure: number, city: string, channel: Channel): number;
  /** Of the negative-binomial counts around what is expected: variance m + m²/dispersion. */
  readonly dispersion: number;
  /** Cities in which an exposure could have turned up outside, over all exposures: the tests that are made. */
  readonly tests: number;
  /** Honest rate over all dealers, per lot. */
  readonly travelRate: Readonly<Record<Channel, number>>;
  /** Share of a dealer's sightings elsewhere that follow the size of the market and not the distance. */
  readonly spread: Float64Array;
}

/**
 * Layer 5a's expectation: lots seen × the dealer's own rate of travel, shrunk to everybody's × the pull of the city, which
 * is the size of its market (everybody's lots there but his own) by a decay over distance that is read off the data.
 * Counts too high for chance are kept out while it is fitted, from above: what is normal is learnt from the normal.
 */
export function fitExpectation(
  exposures: readonly Exposure[],
  units: readonly Unit[],
  cities: readonly CityTally[],
): Expectation {
  const cityIndex = new Map(cities.map(({ code }, index) => [code, index]));
  const size = cities.length;
  const floor = (0.2 * cities.reduce((sum, { mass }) => sum + mass, 0)) / Math.max(1, size);
  const exposureIndex = new Map(
    exposures.map(({ dealer, productLine }, index) => [`${dealer}\n${productLine}`, index]),
  );
  const cells = units.map((unit) => {
    const lots = { trade: new Set<string>(), consumer: new Set<string>() };
    for (const one of unit.evidence) lots[channelOf(one.reading)].add(lotOf(one));
    return {
      exposure: exposureIndex.get(`${unit.dealer}\n${unit.productLine}`) as number,
      city: cityIndex.get(unit.city) as number,
      counts: { trade: lots.trade.size, consumer: lots.consumer.size } as Readonly<Record<Channel, number>>,
    };
  });

  // Pull of every city on every exposure: band of distance and market; home, where nothing is outside, has none.
  const band = new Uint8Array(exposures.length * size);
  const market = new Float64Array(exposures.length * size);
  const isOutside = new Set(cells.map(({ exposure, city }) => exposure * size + city));
  let tests = 0;
  exposures.forEach(({ home, byCity }, e) => {
    cities.forEach(({ code, mass, place }, c) => {
      const at = e * size + c;
      const own = byCity.get(code) ?? 0;
      if (own > 0 && !isOutside.has(at)) return;
      tests += 1;
      market[at] = mass - own + floor;
      const far = distanceM(home, place);
      band[at] = BANDS_M.findIndex((end) => far < end);
    });
  });
  const markets = Float64Array.from(exposures, (_, e) =>
    market.subarray(e * size, (e + 1) * size).reduce((sum, one) => sum + one, 0),
  );
  const totals = exposures.map(({ lots }) =>
    Object.fromEntries(CHANNELS.map((channel) => [channel, lots[channel].reduce((sum, n) => sum + n, 0)])),
  ) as unknown as readonly Readonly<Record<Channel, number>>[];

  const decay = Float64Array.from(BANDS_M, (end) => 1 / (1 + (Math.min(end, 3_000_000) / 100_000) ** 1.2));
  const spread = new Float64Array(exposures.length);
  const rate = { trade: new Float64Array(exposures.length), consumer: new Float64Array(exposures.length) };
  const pooled: Record<Channel, number> = { ...PRIOR_RATE };
  const pull = new Float64Array(exposures.length * size);
  let dispersion = Number.POSITIVE_INFINITY;
  const kept = cells.map(({ counts }) => ({ trade: counts.trade, consumer: counts.consumer }));

  const setRates = (): void => {
    for (const channel of CHANNELS) {
      const sums = new Float64Array(exposures.length);
      cells.forEach(({ exposure }, n) => {
        sums[exposure] = (sums[exposure] as number) + (kept[n]?.[channel] ?? 0);
      });
      const all = sums.reduce((sum, value) => sum + value, 0);
      const lots = totals.reduce((sum, total) => sum + total[channel], 0);
      pooled[channel] = (all + WORTH * PRIOR_RATE[channel]) / (lots + WORTH);
      totals.forEach((total, e) => {
        rate[channel][e] = ((sums[e] as number) + WORTH * pooled[channel]) / (total[channel] + WORTH);
      });
    }
  };
  const setPull = (): void => {
    for (let e = 0; e < exposures.length; e += 1) {
      let near = 0;
      const flat = markets[e] as number;
      for (let c = e * size; c < (e + 1) * size; c += 1)
        near += (market[c] as number) * (decay[band[c] as number] as number);
      for (let c = e * size; c < (e + 1) * size; c += 1) {
        const byDistance = near === 0 ? 0 : ((market[c] as number) * (decay[band[c] as number] as number)) / near;
        const bySize = flat === 0 ? 0 : (market[c] as number) / flat;
        pull[c] = byDistance * (1 - (spread[e] as number)) + bySize * (spread[e] as number);
      }
    }
  };
  const expectedOf = (e: number, at: number, channel: Channel): number =>
    (totals[e]?.[channel] ?? 0) * (rate[channel][e] as number) * (pull[at] as number);

  setRates();
  setPull();
  for (let round = 0; round < ROUNDS; round += 1) {
    let excess = 0;
    let squares = 0;
    const seen = new Float64Array(BANDS_M.length);
    const spreads = exposures.map(() => ({ flat: 0.5, all: 10 }));
    cells.forEach(({ exposure, city, counts }, n) => {
      const at = exposure * size + city;
      for (const channel of CHANNELS) {
        const expected = expectedOf(exposure, at, channel);
        const isSuspect = counts[channel] > 0 && logAtLeast(counts[channel], expected, dispersion) < SUSPECT;
        const value = isSuspect ? expected : counts[channel];
        (kept[n] as Record<Channel, number>)[channel] = value;
        seen[band[at] as number] = (seen[band[at] as number] as number) + value;
        excess += (value - expected) ** 2 - value;
        squares += expected ** 2;
        const both = pull[at] as number;
        const share =
          both === 0
            ? 0
            : ((market[at] as number) * (spread[exposure] as number)) / (markets[exposure] as number) / both;
        const one = spreads[exposure] as { flat: number; all: number };
        one.flat += value * share;
        one.all += value;
      }
    });
    const foreseen = new Float64Array(BANDS_M.length);
    for (let e = 0; e < exposures.length; e += 1) {
      for (let at = e * size; at < (e + 1) * size; at += 1) {
        const both = expectedOf(e, at, 'trade') + expectedOf(e, at, 'consumer');
        foreseen[band[at] as number] = (foreseen[band[at] as number] as number) + both;
        // Cells without a sighting scatter too: their squares belong to the same sum.
        if (!isOutside.has(at)) {
          squares += both ** 2;
          excess += both ** 2;
        }
      }
    }
    decay.forEach((value, b) => {
      decay[b] = (value * ((seen[b] as number) + 10)) / ((foreseen[b] as number) + 10);
    });
    spreads.forEach(({ flat, all }, e) => {
      spread[e] = Math.min(0.95, Math.max(0.02, flat / all));
    });
    dispersion = squares === 0 ? 2 : Math.min(50, Math.max(0.5, squares / Math.max(1e-9, excess)));
    setRates();
    setPull();
  }

  return {
    perLot(exposure, city, channel) {
      const c = cityIndex.get(city);
      return c === undefined ? 0 : (rate[channel][exposure] as number) * (pull[exposure * size + c] as number);
    },
    dispersion,
    tests,
    travelRate: pooled,
    spread,
  };
}
