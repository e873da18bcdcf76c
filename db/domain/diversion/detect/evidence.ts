import type { Division } from '../../geo/types.ts';
import type { Judge, Judged } from '../judge-reading.ts';
import type { Reading } from '../reading.ts';
import { type HomeLots, LotBook } from './lot-book.ts';
import { ACTOR_NUMBER, type Line, NONE, type Readings } from './readings.ts';

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
  readonly #readings: Readings;
  readonly #judge: Judge;
  readonly #options: TallyOptions;
  /** By the number of dealer and product line. */
  readonly #exposures: (ExposureBuilder | undefined)[] = [];
  /** In the order in which dealers, and lines of a dealer, were first seen. */
  readonly #byDealer = new Map<string, ExposureBuilder[]>();
  readonly #units = new Map<string, Unit & { readonly evidence: Counted[] }>();
  readonly #cities: CityBuilder[] = [];
  /** Number of the city of a division. */
  readonly #cityOf: Int32Array;
  readonly #lots: LotBook;
  #counted = 0;
  #weeks = 0;
  #built = 0;

  /** @param judge asked again for what lies outside, and is kept */
  constructor(readings: Readings, judge: Judge, options: TallyOptions) {
    this.#readings = readings;
    this.#judge = judge;
    this.#options = options;
    this.#lots = new LotBook(readings);
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

  /** Adds a reading, in the order of time. */
  add(index: number, verdict: Judged['verdict'], division: number, week: number): void {
    const { line: lines, actor } = this.#readings;
    const longitude = this.#readings.longitude[index] as number;
    const latitude = this.#readings.latitude[index] as number;
    this.#counted += 1;
    this.#weeks = Math.max(this.#weeks, week + 1);
    const city = division < 0 ? undefined : this.#cities[this.#cityOf[division] as number];
    city?.sighted(longitude, latitude);
    const line = lines[index] as number;
    if (line === NONE) return;
    const exposure = this.#exposures[line] ?? this.#open(line);
    const isInside = verdict === 'inside';
    exposure.sighted(longitude, latitude, isInside);
    const where = exposure.number * (this.#cities.length + 1) + (city === undefined ? 0 : city.number + 1);
    if (this.#lots.note(index, exposure.number, where, isInside)) {
      exposure.count(actor[index] === ACTOR_NUMBER.consumer ? 'consumer' : 'trade', week, city?.code ?? null);
      if (city !== undefined) city.mass += 1;
    }
    if (city !== undefined && verdict === 'outside') this.#keep(index, exposure, city.code, week);
  }

  #keep(index: number, { dealer, productLine }: ExposureBuilder, city: string, week: number): void {
    const reading = this.#readings.at(index);
    const judged = this.#judge(reading);
    if (reading.actor === 'consumer' && (judged.place?.distanceM ?? 0) < this.#options.stripM) return;
    const key = `${dealer}${SEPARATOR}${productLine}${SEPARATOR}${city}`;
    const one = { reading, judged, week };
    const unit = this.#units.get(key);
    if (unit !== undefined) unit.evidence.push(one);
    else this.#units.set(key, { dealer, productLine, city, evidence: [one] });
  }

  build(): Tally {
    const builders = [...this.#byDealer.values()].flat();
    const home = this.#lots.home(this.#built);
    return {
      counted: this.#counted,
      weeks: this.#weeks,
      exposures: builders.map((builder) => builder.build(this.#weeks)),
      units: [...this.#units.values()],
      cities: this.#cities.filter(({ isSighted }) => isSighted).map((city) => city.build()),
      home: builders.map(({ number }) => home[number] as HomeLots),
      isSeenInside: (lot) => this.#lots.isSeenInside(lot),
      shipped: (wanted) => this.#lots.shipped(wanted),
    };
  }

  #open(line: number): ExposureBuilder {
    const { dealer, productLine } = this.#readings.lines[line] as Line;
    const exposure = new ExposureBuilder(this.#built, dealer, productLine ?? ALL_LINES, this.#options.weeks);
    this.#built += 1;
    this.#exposures[line] = exposure;
    const ofDealer = this.#byDealer.get(dealer);
    if (ofDealer === undefined) this.#byDealer.set(dealer, [exposure]);
    else ofDealer.push(exposure);
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
  readonly dealer: string;
  readonly productLine: string;
  readonly #lots: Record<Channel, Float64Array>;
  readonly #byCity = new Map<string, number>();
  readonly #inside = new Middle();
  readonly #all = new Middle();

  constructor(number: number, dealer: string, productLine: string, weeks: number) {
    this.number = number;
    this.dealer = dealer;
    this.productLine = productLine;
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
      dealer: this.dealer,
      productLine: this.productLine,
      lots: { trade: this.#lots.trade.subarray(0, weeks), consumer: this.#lots.consumer.subarray(0, weeks) },
      home: (this.#inside.isEmpty ? this.#all : this.#inside).place(),
      byCity: this.#byCity,
    };
  }
}
