import { logAtLeast } from '../../statistics/counts.ts';
import { CHANNELS, type Channel, type CityTally, type Exposure, firstChannels, type Unit } from './evidence.ts';
import { cityEffect, Pull } from './pull.ts';
import { dispersionAt, FIRST_SCATTER, type Scatter, ScatterBins } from './scatter.ts';

/** What is taken for granted before there is data: honest sightings elsewhere, per lot, worth as many lots as `WORTH`. */
const PRIOR_RATE: Readonly<Record<Channel, number>> = { trade: 0.002, consumer: 0.02 };
const WORTH = 200;
/** A dealer's own rate starts from everybody's, worth as many sightings as this. */
const RATE_WORTH = 3;
/** Less likely than this, a count is taken for what it may be, a diversion, and kept out of what is called normal. */
const SUSPECT = Math.log(1e-3);
/** So many cities of an exposure may be kept out: diverted goods go to few places, what happens in many is its way of selling. */
const MOST_SUSPECTS = 3;
/** What is learnt in turn, round after round. */
const LESSONS = ['distance', 'rank', 'market', 'flatMarket', 'city'] as const;
const ROUNDS = 3 * LESSONS.length;

/** How many lots of a dealer one would see in a city if nobody diverted anything. */
export interface Expectation {
  /**
   * Lots expected in a city by a channel for each lot seen of the dealer's product line, judged by everything but what
   * was seen of it in that city.
   */
  perLot(exposure: number, city: string, channel: Channel): number;
  /** False for what is taken for a diversion. */
  isNormal(exposure: number, city: string): boolean;
  /** Of counts around what is expected of an exposure. */
  scatterOf(exposure: number, city: string): Scatter;
  /** Around what falls off with distance, and around what does not. */
  readonly scatters: Readonly<Record<'near' | 'flat', Scatter>>;
  /** Cities in which an exposure could have turned up outside, over all exposures: the tests that are made. */
  readonly tests: number;
  /** Honest rate over all dealers, per lot. */
  readonly travelRate: Readonly<Record<Channel, number>>;
  /** Share of a dealer's sightings elsewhere that follow the size of the market and not the distance. */
  readonly spread: Float64Array;
}

/** Sightings of an exposure in a city. */
interface Cell {
  readonly exposure: number;
  readonly city: number;
  readonly at: number;
  readonly counts: Readonly<Record<Channel, number>>;
  /** Taken for a diversion. */
  isOut: boolean;
}

/** Of an exposure, summed over the cells that are kept. */
interface Own {
  readonly lots: Readonly<Record<Channel, number>>;
  readonly seen: Record<Channel, number>;
  /** Share of its pull that lies in cells that are kept out. */
  out: number;
  flat: number;
  all: number;
}

/**
 * Layer 5a's expectation: lots seen × the dealer's own rate of travel, shrunk to everybody's × the pull of the city.
 * Counts too high for chance are kept out while it is fitted, from above: what is normal is learnt from the normal.
 */
export function fitExpectation(
  exposures: readonly Exposure[],
  units: readonly Unit[],
  cities: readonly CityTally[],
): Expectation {
  const cityIndex = new Map(cities.map(({ code }, index) => [code, index]));
  const exposureIndex = new Map(exposures.map(({ dealer, productLine }, e) => [`${dealer}\n${productLine}`, e]));
  const cells = units.map((unit): Cell => {
    const exposure = exposureIndex.get(`${unit.dealer}\n${unit.productLine}`) as number;
    const city = cityIndex.get(unit.city) as number;
    const counts = { trade: 0, consumer: 0 };
    for (const { channel } of firstChannels(unit.evidence)) counts[channel] += 1;
    return { exposure, city, at: exposure * cities.length + city, counts, isOut: false };
  });
  const pull = new Pull(exposures, cities, new Set(cells.map(({ at }) => at)));
  const byExposure = exposures.map((): Cell[] => []);
  for (const cell of cells) byExposure[cell.exposure]?.push(cell);
  const isSeen = new Set(cells.map(({ at }) => at));

  const own = exposures.map(
    ({ lots }): Own => ({
      lots: { trade: sumOf(lots.trade), consumer: sumOf(lots.consumer) },
      seen: { trade: 0, consumer: 0 },
      out: 0,
      flat: 0,
      all: 0,
    }),
  );
  const pooled: Record<Channel, number> = { ...PRIOR_RATE };
  const spread = new Float64Array(exposures.length).fill(0.3);
  const scatters = { near: FIRST_SCATTER, flat: FIRST_SCATTER };
  let seen = pull.empty();
  let foreseen = pull.empty();

  const shareOf = (e: number, at: number): number =>
    (1 - (spread[e] as number)) * (pull.near[at] as number) + (spread[e] as number) * (pull.flat[at] as number);
  const flatOf = (e: number, at: number): number =>
    ((spread[e] as number) * (pull.flat[at] as number)) / Math.max(1e-300, shareOf(e, at));
  const scatterAt = (e: number, at: number): Scatter => scatters[sideOf(flatOf(e, at))];
  const rateOf = (
    { lots, seen: counts, out }: Own,
    channel: Channel,
    without: { readonly seen: number; readonly share: number },
  ): number =>
    (counts[channel] - without.seen + RATE_WORTH) /
    (lots[channel] * Math.max(0, 1 - out - without.share) + RATE_WORTH / pooled[channel]);
  const NOTHING = { seen: 0, share: 0 };

  /** Keeps the least likely cells of every exposure out, and adds up the rest. */
  function sortOut(): void {
    seen = pull.empty();
    byExposure.forEach((list, e) => {
      const one = own[e] as Own;
      const likely = list.map((cell) => {
        const share = shareOf(e, cell.at);
        const logP = CHANNELS.reduce((least, channel) => {
          const mean = one.lots[channel] * rateOf(one, channel, NOTHING) * share;
          const count = cell.counts[channel];
          return count === 0
            ? least
            : Math.min(least, logAtLeast(count, mean, dispersionAt(scatterAt(e, cell.at), mean)));
        }, 0);
        return { cell, share, logP };
      });
      likely.sort((a, b) => a.logP - b.logP);
      Object.assign(one, { seen: { trade: 0, consumer: 0 }, out: 0, flat: 0, all: 0 });
      likely.forEach(({ cell, share, logP }, n) => {
        cell.isOut = n < MOST_SUSPECTS && logP < SUSPECT;
        if (cell.isOut) {
          one.out += share;
          return;
        }
        const flat = flatOf(e, cell.at);
        const lots = cell.counts.trade + cell.counts.consumer;
        for (const channel of CHANNELS) one.seen[channel] += cell.counts[channel];
        one.flat += lots * flat;
        one.all += lots;
        pull.add(seen, cell.at, lots * (1 - flat), lots * flat);
      });
    });
  }

  function setRates(): void {
    for (const channel of CHANNELS) {
      const sightings = own.reduce((sum, one) => sum + one.seen[channel], 0);
      const lots = own.reduce((sum, one) => sum + one.lots[channel], 0);
      pooled[channel] = (sightings + WORTH * PRIOR_RATE[channel]) / (lots + WORTH);
    }
    own.forEach(({ flat, all }, e) => {
      spread[e] = spreadOf(flat, all);
    });
  }

  /** What would have been seen everywhere but in the cells that are kept out, and how the counts scatter around it. */
  function foresee(isLast: boolean): void {
    foreseen = pull.empty();
    const bins = { near: new ScatterBins(), flat: new ScatterBins() };
    own.forEach((one, e) => {
      const means = {
        trade: one.lots.trade * rateOf(one, 'trade', NOTHING),
        consumer: one.lots.consumer * rateOf(one, 'consumer', NOTHING),
      };
      const both = means.trade + means.consumer;
      const isOut = new Set((byExposure[e] as Cell[]).filter((cell) => cell.isOut).map(({ at }) => at));
      for (let at = e * pull.size; at < (e + 1) * pull.size; at += 1) {
        if (pull.isTested[at] === 0 || isOut.has(at)) continue;
        const share = shareOf(e, at);
        const flat = flatOf(e, at);
        pull.add(foreseen, at, both * share * (1 - flat), both * share * flat);
        if (isLast && !isSeen.has(at))
          for (const channel of CHANNELS) bins[sideOf(flat)].add(means[channel] * share, 0);
      }
      if (!isLast) return;
      for (const { at, counts } of byExposure[e] as Cell[]) {
        const side = bins[sideOf(flatOf(e, at))];
        for (const channel of CHANNELS) side.add(means[channel] * shareOf(e, at), counts[channel]);
      }
    });
    if (isLast) Object.assign(scatters, { near: bins.near.fit(), flat: bins.flat.fit() });
  }

  sortOut();
  setRates();
  for (let round = 0; round < ROUNDS; round += 1) {
    const lesson = LESSONS[round % LESSONS.length] as (typeof LESSONS)[number];
    foresee(lesson === 'city');
    pull.learn(seen, foreseen, lesson);
    sortOut();
    setRates();
  }

  const cellAt = new Map(cells.map((cell) => [cell.at, cell]));
  return {
    perLot(exposure, city, channel) {
      const c = cityIndex.get(city);
      if (c === undefined) return 0;
      const at = exposure * cities.length + c;
      const one = own[exposure] as Own;
      const cell = cellAt.get(at);
      if (cell === undefined || cell.isOut) {
        return rateOf(one, channel, NOTHING) * shareOf(exposure, at);
      }
      const lots = cell.counts.trade + cell.counts.consumer;
      const share = shareOf(exposure, at);
      const others = spreadOf(one.flat - lots * flatOf(exposure, at), one.all - lots);
      const effect = pull.effectOf(c);
      const mean = CHANNELS.reduce((sum, each) => sum + one.lots[each] * rateOf(one, each, NOTHING) * share, 0);
      const without = cityEffect(
        (seen.city[c] as number) - lots,
        Math.max(0, (foreseen.city[c] as number) - mean),
        effect,
      );
      return (
        rateOf(one, channel, { seen: cell.counts[channel], share }) *
        ((1 - others) * (pull.near[at] as number) + others * (pull.flat[at] as number)) *
        (without / effect)
      );
    },
    isNormal(exposure, city) {
      return cellAt.get(exposure * cities.length + (cityIndex.get(city) ?? 0))?.isOut !== true;
    },
    scatterOf(exposure, city) {
      const scatter = scatterAt(exposure, exposure * cities.length + (cityIndex.get(city) ?? 0));
      const { trade, consumer } = (own[exposure] as Own).seen;
      return { ...scatter, spread: scatter.spread + 1 / (trade + consumer + RATE_WORTH) };
    },
    scatters,
    tests: pull.isTested.reduce((sum, is) => sum + is, 0),
    travelRate: pooled,
    spread,
  };
}

/** Parcels and gifts come in other clumps than what neighbours buy: each side has a scatter of its own. */
const sideOf = (flat: number): 'near' | 'flat' => (flat > 0.5 ? 'flat' : 'near');
const sumOf = (weeks: Float64Array): number => weeks.reduce((sum, lots) => sum + lots, 0);

/** Share of sightings that follow the market: few sightings say little. */
const spreadOf = (flat: number, all: number): number =>
  Math.min(0.95, Math.max(0.02, (Math.max(0, flat) + 0.5) / (Math.max(0, all) + 10)));
