import type { Division } from '../../geo/types.ts';
import type { Judged } from '../judge-reading.ts';
import type { Reading } from '../reading.ts';
import { type HomeLots, LotBook } from './lot-book.ts';

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

/** Side of the square that is one spot, degrees: about two hundred metres. */
const SPOT = 0.002;
const spotOf = (degrees: number): number => Math.floor(degrees / SPOT);

/**
 * What is counted once: the packing case where it is known. Bottles of one case are bought together; counting each would
 * make a chance of one purchase look like several. Where it is not known, what consumers scan at one spot counts once, as a
 * household or a parcel; what trade scans counts by its codes.
 */
export function lotOf({ reading }: Counted): string {
  if (reading.case !== null) return reading.case;
  if (reading.actor === 'consumer') return `@${spotOf(reading.longitude)},${spotOf(reading.latitude)}`;
  return reading.code ?? `#${reading.index}`;
}
export const codeOf = ({ reading }: Counted): string => reading.code ?? `#${reading.index}`;

/** Each lot of a unit once, with the week and the channel that saw it first. */
export function* firstChannels(
  evidence: readonly Counted[],
): Iterable<{ readonly lot: string; readonly week: number; readonly channel: Channel }> {
  const known = new Set<string>();
  for (const one of evidence) {
    const lot = lotOf(one);
    if (known.has(lot)) continue;
    known.add(lot);
    yield { lot, week: one.week, channel: channelOf(one.reading) };
  }
}

export const ALL_LINES = '';
const SEPARATOR = '\n';

export interface TallyOptions {
  /** Weeks that may come. */
  readonly weeks: number;
  /** Consumers' readings this near beyond the border are no evidence: people carry goods home. Metres. */
  readonly stripM: number;
  readonly divisions: readonly Division[];
}

/** What is known of a city from everything that counts. */
export interface CityTally {
  readonly code: string;
  /** Lots seen there. */
  readonly mass: number;
  /** Middle of the readings, GCJ-02. */
  readonly place: readonly [longitude: number, latitude: number];
}

export interface Tally {
  /** Readings that count. */
  readonly counted: number;
  readonly weeks: number;
  readonly exposures: readonly Exposure[];
  readonly units: readonly Unit[];
  readonly cities: readonly CityTally[];
  /** By exposure. */
  readonly home: readonly HomeLots[];
  /** Whether some code of a lot was seen inside its dealer's territory. */
  readonly isSeenInside: (lot: string) => boolean;
  /** How many lots of shipments were seen anywhere. */
  readonly shipped: (wanted: ReadonlySet<string>) => ReadonlyMap<string, number>;
}

/** Layer 4: sorts readings that count into exposures and units, one at a time; what lies outside is kept, the rest counted. */
export class Tallier {
  readonly #options: TallyOptions;
  readonly #exposures = new Map<string, Map<string, ExposureBuilder>>();
  readonly #units = new Map<string, Unit & { readonly evidence: Counted[] }>();
  readonly #cities: CityBuilder[] = [];
  /** Number of the city of a division. */
  readonly #cityOf: Int32Array;
  readonly #lots = new LotBook();
  #counted = 0;
  #weeks = 0;
  #built = 0;

  constructor(options: TallyOptions) {
    this.#options = options;
    const numbers = new Map<string, number>();
    this.#cityOf = Int32Array.from(options.divisions, ({ city }) => {
      let number = numbers.get(city);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(city, number);
        this.#cities.push(new CityBuilder(number, city));
      }
      return number;
    });
  }

  add(reading: Reading, judged: Judged, week: number): void {
    const { dealer, productLine, longitude, latitude } = reading;
    this.#counted += 1;
    this.#weeks = Math.max(this.#weeks, week + 1);
    const city = judged.division < 0 ? undefined : this.#cities[this.#cityOf[judged.division] as number];
    city?.sighted(longitude, latitude);
    if (dealer === null) return;
    const exposure = this.#exposureOf(dealer, productLine ?? ALL_LINES);
    exposure.sighted(longitude, latitude, judged.verdict === 'inside');
    if (
      this.#lots.note(
        reading,
        exposure.number,
        exposure.number * (this.#cities.length + 1) + (city === undefined ? 0 : city.number + 1),
        judged.verdict === 'inside',
      )
    ) {
      exposure.count(channelOf(reading), week, city?.code ?? null);
      if (city !== undefined) city.mass += 1;
    }
    if (city === undefined || judged.verdict !== 'outside') return;
    if (reading.actor === 'consumer' && (judged.place?.distanceM ?? 0) < this.#options.stripM) return;
    const key = `${dealer}${SEPARATOR}${productLine ?? ALL_LINES}${SEPARATOR}${city.code}`;
    const one = { reading, judged, week };
    const unit = this.#units.get(key);
    if (unit !== undefined) unit.evidence.push(one);
    else this.#units.set(key, { dealer, productLine: productLine ?? ALL_LINES, city: city.code, evidence: [one] });
  }

  build(): Tally {
    return {
      counted: this.#counted,
      weeks: this.#weeks,
      exposures: [...this.#exposures.values()].flatMap((lines) =>
        [...lines.values()].map((builder) => builder.build(this.#weeks)),
      ),
      units: [...this.#units.values()],
      cities: this.#cities.filter(({ isSighted }) => isSighted).map((city) => city.build()),
      home: this.#lots.home(this.#built),
      isSeenInside: (lot) => this.#lots.isSeenInside(lot),
      shipped: (wanted) => this.#lots.shipped(wanted),
    };
  }

  #exposureOf(dealer: string, productLine: string): ExposureBuilder {
    let lines = this.#exposures.get(dealer);
    if (lines === undefined) {
      lines = new Map();
      this.#exposures.set(dealer, lines);
    }
    let exposure = lines.get(productLine);
    if (exposure === undefined) {
      exposure = new ExposureBuilder(this.#built, dealer, productLine, this.#options.weeks);
      this.#built += 1;
      lines.set(productLine, exposure);
    }
    return exposure;
  }
}

/** A sum of places. */
class Middle {
  #count = 0;
  #longitude = 0;
  #latitude = 0;

  add(longitude: number, latitude: number): void {
    this.#count += 1;
    this.#longitude += longitude;
    this.#latitude += latitude;
  }
  get isEmpty(): boolean {
    return this.#count === 0;
  }
  place(): readonly [longitude: number, latitude: number] {
    return [this.#longitude / this.#count, this.#latitude / this.#count];
  }
}

class CityBuilder {
  readonly number: number;
  readonly code: string;
  mass = 0;
  readonly #middle = new Middle();

  constructor(number: number, code: string) {
    this.number = number;
    this.code = code;
  }
  get isSighted(): boolean {
    return !this.#middle.isEmpty;
  }
  sighted(longitude: number, latitude: number): void {
    this.#middle.add(longitude, latitude);
  }
  build(): CityTally {
    return { code: this.code, mass: this.mass, place: this.#middle.place() };
  }
}

class ExposureBuilder {
  readonly number: number;
  readonly #dealer: string;
  readonly #productLine: string;
  readonly #lots: Record<Channel, Float64Array>;
  readonly #byCity = new Map<string, number>();
  readonly #inside = new Middle();
  readonly #all = new Middle();

  constructor(number: number, dealer: string, productLine: string, weeks: number) {
    this.number = number;
    this.#dealer = dealer;
    this.#productLine = productLine;
    this.#lots = { trade: new Float64Array(weeks), consumer: new Float64Array(weeks) };
  }

  sighted(longitude: number, latitude: number, isInside: boolean): void {
    this.#all.add(longitude, latitude);
    if (isInside) this.#inside.add(longitude, latitude);
  }

  /** A lot that was new in its week and city. */
  count(channel: Channel, week: number, city: string | null): void {
    const lots = this.#lots[channel];
    lots[week] = (lots[week] as number) + 1;
    if (city !== null) this.#byCity.set(city, (this.#byCity.get(city) ?? 0) + 1);
  }

  build(weeks: number): Exposure {
    return {
      dealer: this.#dealer,
      productLine: this.#productLine,
      lots: { trade: this.#lots.trade.subarray(0, weeks), consumer: this.#lots.consumer.subarray(0, weeks) },
      home: (this.#inside.isEmpty ? this.#all : this.#inside).place(),
      byCity: this.#byCity,
    };
  }
}
