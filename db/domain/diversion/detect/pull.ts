import { distanceM } from '../distance.ts';
import type { CityTally, Exposure } from './evidence.ts';

/** Upper ends of the distance bands, metres. */
const DISTANCES_M = [10_000, 30_000, 60_000, 100_000, 200_000, 400_000, 800_000, 1_600_000] as const;
/** Upper ends of the bands of nearness: the nearest two cities, the next two, … */
const RANKS = [2, 4, 8, 16, 32, 64] as const;
/** Lower ends of the market bands, as parts of the mean market. */
const MARKETS = [0.1, 0.25, 0.5, 1, 2, 4] as const;
/** Sightings that a factor must outweigh before it moves. */
const WORTH = 10;
const CITY_WORTH = 4;

/** Sightings, or what was expected of them, by what the pull of a place hangs on. */
export interface Sightings {
  readonly distance: Float64Array;
  readonly rank: Float64Array;
  readonly market: Float64Array;
  readonly flatMarket: Float64Array;
  readonly city: Float64Array;
}

/**
 * Where the goods of an exposure turn up when nobody diverts them: in shares over the cities. `near` falls off with
 * distance and with how many cities lie nearer, `flat` does not; both grow with the market. By how much is read off the
 * data, band by band, and so is what is particular to a city.
 */
export class Pull {
  readonly size: number;
  /** Cities where goods of the exposure would be outside, by exposure and city; 1 or 0. */
  readonly isTested: Uint8Array;
  readonly near: Float32Array;
  readonly flat: Float32Array;
  readonly #exposures: number;
  readonly #distance: Uint8Array;
  readonly #rank: Uint8Array;
  readonly #market: Uint8Array;
  readonly #masses: Float64Array;
  readonly #factors = {
    distance: Float64Array.from([...DISTANCES_M, 3_000_000], (end) => 1 / (1 + (end / 100_000) ** 1.2)),
    rank: new Float64Array(RANKS.length + 1).fill(1),
    market: new Float64Array(MARKETS.length + 1).fill(1),
    flatMarket: new Float64Array(MARKETS.length + 1).fill(1),
  };
  readonly #city: Float64Array;

  /** @param isOutside whether goods of an exposure were seen outside in a city, by exposure × cities + city */
  constructor(exposures: readonly Exposure[], cities: readonly CityTally[], isOutside: ReadonlySet<number>) {
    this.size = cities.length;
    this.#exposures = exposures.length;
    const cells = exposures.length * this.size;
    this.isTested = new Uint8Array(cells);
    this.near = new Float32Array(cells);
    this.flat = new Float32Array(cells);
    this.#distance = new Uint8Array(cells);
    this.#rank = new Uint8Array(cells);
    this.#market = new Uint8Array(cells);
    this.#city = new Float64Array(this.size).fill(1);
    const mean = cities.reduce((sum, { mass }) => sum + mass, 0) / Math.max(1, this.size);
    // Where hardly anything is sold people live as well.
    this.#masses = Float64Array.from(cities, ({ mass }) => mass / Math.max(1, mean) + 0.2);
    for (const [e, exposure] of exposures.entries()) this.#place(exposure, e, cities, mean, isOutside);
    this.update();
  }

  #place(
    { home, byCity }: Exposure,
    e: number,
    cities: readonly CityTally[],
    mean: number,
    isOutside: ReadonlySet<number>,
  ): void {
    const at = e * this.size;
    const seats = [home];
    cities.forEach(({ code, place, mass }, c) => {
      const own = byCity.get(code) ?? 0;
      if (own > 0 && !isOutside.has(at + c)) {
        seats.push(place);
        return;
      }
      this.isTested[at + c] = 1;
      this.#market[at + c] = MARKETS.filter((from) => mass - own >= from * mean).length;
    });
    const far = Float64Array.from(cities, ({ place }, c) =>
      this.isTested[at + c] === 1
        ? seats.reduce((least, seat) => Math.min(least, distanceM(seat, place)), Number.POSITIVE_INFINITY)
        : Number.POSITIVE_INFINITY,
    );
    const sorted = far.slice().sort();
    const ends = RANKS.map((rank) => sorted[rank - 1] ?? Number.POSITIVE_INFINITY);
    far.forEach((distance, c) => {
      this.#distance[at + c] = DISTANCES_M.filter((end) => distance >= end).length;
      this.#rank[at + c] = ends.filter((end) => distance > end).length;
    });
  }

  /** What is particular to a city, everything else taken into account. */
  effectOf(city: number): number {
    return this.#city[city] as number;
  }

  empty(): Sightings {
    return {
      distance: new Float64Array(this.#factors.distance.length),
      rank: new Float64Array(this.#factors.rank.length),
      market: new Float64Array(this.#factors.market.length),
      flatMarket: new Float64Array(this.#factors.flatMarket.length),
      city: new Float64Array(this.size),
    };
  }

  /** Adds sightings of a cell to sums. */
  add(sums: Sightings, cell: number, near: number, flat: number): void {
    const grow = (list: Float64Array, n: number, by: number): void => {
      list[n] = (list[n] as number) + by;
    };
    grow(sums.distance, this.#distance[cell] as number, near);
    grow(sums.rank, this.#rank[cell] as number, near);
    grow(sums.market, this.#market[cell] as number, near);
    grow(sums.flatMarket, this.#market[cell] as number, flat);
    grow(sums.city, cell % this.size, near + flat);
  }

  /** Moves the factors towards what was seen. One kind at a time: each would explain the same surplus. */
  learn(seen: Sightings, foreseen: Sightings, kind: keyof Sightings): void {
    if (kind === 'city') {
      this.#city.forEach((value, c) => {
        this.#city[c] = cityEffect(seen.city[c] as number, foreseen.city[c] as number, value);
      });
    } else {
      const factors = this.#factors[kind];
      factors.forEach((value, n) => {
        factors[n] = (value * ((seen[kind][n] as number) + WORTH)) / ((foreseen[kind][n] as number) + WORTH);
      });
    }
    this.update();
  }

  /** Shares of all cells from the factors. */
  update(): void {
    const { distance, rank, market, flatMarket } = this.#factors;
    for (let e = 0; e < this.#exposures; e += 1) {
      const from = e * this.size;
      let near = 0;
      let flat = 0;
      for (let c = 0; c < this.size; c += 1) {
        const at = from + c;
        if (this.isTested[at] === 0) continue;
        const mass = this.#masses[c] as number;
        const effect = this.#city[c] as number;
        const band = this.#market[at] as number;
        const byDistance =
          Math.sqrt(mass) *
          effect *
          (market[band] as number) *
          (distance[this.#distance[at] as number] as number) *
          (rank[this.#rank[at] as number] as number);
        const bySize = mass * effect * (flatMarket[band] as number);
        this.near[at] = byDistance;
        this.flat[at] = bySize;
        near += byDistance;
        flat += bySize;
      }
      if (near === 0) continue;
      for (let at = from; at < from + this.size; at += 1) {
        this.near[at] = (this.near[at] as number) / near;
        this.flat[at] = (this.flat[at] as number) / flat;
      }
    }
  }
}

/** A city's own factor, drawn towards one: the mean of its distribution after the sightings. */
export const cityEffect = (seen: number, foreseen: number, effect: number): number =>
  (seen + CITY_WORTH) / (foreseen / effect + CITY_WORTH);
