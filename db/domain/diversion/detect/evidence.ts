import type { Judged } from '../judge-reading.ts';
import type { Reading } from '../reading.ts';

/** People in trade see goods on shelves; consumers carry them about. Each has its own rate of honest sightings elsewhere. */
export const CHANNELS = ['trade', 'consumer'] as const;
export type Channel = (typeof CHANNELS)[number];
export const channelOf = ({ actor }: Reading): Channel => (actor === 'consumer' ? 'consumer' : 'trade');

/** A reading that counts: placed, judged, fine enough, not fake. */
export interface Counted {
  readonly reading: Reading;
  readonly judged: Judged;
  readonly week: number;
}

/** Goods of one dealer and product line seen in one city outside the territory. */
export interface Unit {
  readonly dealer: string;
  readonly productLine: string;
  /** Adcode of the city (or of the county where a city has none). */
  readonly city: string;
  readonly evidence: readonly Counted[];
}

/** What one dealer's product line was seen of in all, by channel and week. */
export interface Exposure {
  readonly dealer: string;
  readonly productLine: string;
  /** Lots first seen in each week. */
  readonly lots: Readonly<Record<Channel, Float64Array>>;
  /** Mean of the places inside, GCJ-02; where nothing was seen inside, of all. */
  readonly home: readonly [longitude: number, latitude: number];
  /** Lots by city, everything counted. */
  readonly byCity: ReadonlyMap<string, number>;
}

/**
 * What is counted once: the packing case where it is known, otherwise the code. Bottles of one case are bought together;
 * counting each would make a chance of one purchase look like several.
 */
export const lotOf = ({ reading }: Counted): string => reading.case ?? reading.code ?? `#${reading.index}`;
export const codeOf = ({ reading }: Counted): string => reading.code ?? `#${reading.index}`;

export const ALL_LINES = '';
const SEPARATOR = '\n';

export interface GatherOptions {
  readonly weeks: number;
  /** Consumers' readings this near beyond the border are no evidence: people carry goods home. Metres. */
  readonly stripM: number;
  /** A division's city, null for none. */
  readonly cityOf: (division: number) => string | null;
}

/** Layer 4: sorts counted readings into exposures and units. */
export function gather(
  counted: readonly Counted[],
  { weeks, stripM, cityOf }: GatherOptions,
): {
  readonly exposures: readonly Exposure[];
  readonly units: readonly Unit[];
  readonly masses: ReadonlyMap<string, number>;
} {
  const exposures = new Map<string, ExposureBuilder>();
  const units = new Map<string, Unit & { readonly evidence: Counted[] }>();
  const masses = new Map<string, number>();
  for (const one of counted) {
    const { dealer, productLine } = one.reading;
    if (dealer === null) continue;
    const key = dealer + SEPARATOR + (productLine ?? ALL_LINES);
    let exposure = exposures.get(key);
    if (exposure === undefined) {
      exposure = new ExposureBuilder(dealer, productLine ?? ALL_LINES, weeks);
      exposures.set(key, exposure);
    }
    const city = cityOf(one.judged.division);
    const isNew = exposure.add(one, city);
    if (city === null) continue;
    if (isNew) masses.set(city, (masses.get(city) ?? 0) + 1);
    if (one.judged.verdict !== 'outside') continue;
    const isCarriedHome = one.reading.actor === 'consumer' && (one.judged.place?.distanceM ?? 0) < stripM;
    if (isCarriedHome) continue;
    const unitKey = key + SEPARATOR + city;
    const unit = units.get(unitKey);
    if (unit !== undefined) unit.evidence.push(one);
    else units.set(unitKey, { dealer, productLine: productLine ?? ALL_LINES, city, evidence: [one] });
  }
  return {
    exposures: [...exposures.values()].map((builder) => builder.build()),
    units: [...units.values()],
    masses,
  };
}

class ExposureBuilder {
  readonly #dealer: string;
  readonly #productLine: string;
  readonly #lots: Record<Channel, Float64Array>;
  readonly #seen = new Set<string>();
  readonly #byCity = new Map<string, number>();
  readonly #inside = { count: 0, longitude: 0, latitude: 0 };
  readonly #all = { count: 0, longitude: 0, latitude: 0 };

  constructor(dealer: string, productLine: string, weeks: number) {
    this.#dealer = dealer;
    this.#productLine = productLine;
    this.#lots = { trade: new Float64Array(weeks), consumer: new Float64Array(weeks) };
  }

  /** True when the lot was not seen in this city before. */
  add(one: Counted, city: string | null): boolean {
    const { longitude, latitude } = one.reading;
    for (const sums of one.judged.verdict === 'inside' ? [this.#inside, this.#all] : [this.#all]) {
      sums.count += 1;
      sums.longitude += longitude;
      sums.latitude += latitude;
    }
    const lot = `${city}${SEPARATOR}${lotOf(one)}`;
    if (this.#seen.has(lot)) return false;
    this.#seen.add(lot);
    const lots = this.#lots[channelOf(one.reading)];
    lots[one.week] = (lots[one.week] as number) + 1;
    if (city !== null) this.#byCity.set(city, (this.#byCity.get(city) ?? 0) + 1);
    return true;
  }

  build(): Exposure {
    const { count, longitude, latitude } = this.#inside.count > 0 ? this.#inside : this.#all;
    return {
      dealer: this.#dealer,
      productLine: this.#productLine,
      lots: this.#lots,
      home: [longitude / count, latitude / count],
      byCity: this.#byCity,
    };
  }
}
