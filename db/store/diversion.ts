import type Database from 'better-sqlite3';
import { VERDICT, VERDICTS } from '../domain/diversion/verdict.ts';
import { splitByMonth } from '../domain/time/periods.ts';
import { type Analytics, NO_INDEX, NO_NUMBER, type OutsideScans, type Scans } from './analytics.ts';
import { lowerBound } from './analytics-columns.ts';
import type { Filter } from './analytics-filter.ts';

/** Scans of goods of one dealer seen outside his territory in one city. */
export interface FlowSums {
  readonly dealer: number;
  /** Adcode and name of the city, or of the county where a city has none. */
  readonly city: string;
  readonly cityName: string;
  readonly scans: number;
  readonly codes: number;
  readonly terminals: number;
  readonly firstDay: number;
  readonly lastDay: number;
  /** Middle of the scans: means of their GCJ-02 degrees. */
  readonly longitude: number;
  readonly latitude: number;
}

/**
 * The scans of a selection, asked one by one: 1 is in. All marks are 0 or 1, so that the loops over a million scans do
 * not branch on them.
 */
function selector(scans: Scans | OutsideScans, filter: Filter): (at: number) => number {
  const { region, dealer, sku, division } = scans;
  const { region: regions, dealer: dealers, sku: skus, division: divisions } = filter;
  return (at) =>
    (regions[region[at] as number] as number) &
    (dealers[dealer[at] as number] as number) &
    (skus[sku[at] as number] as number) &
    (divisions[(division[at] as number) + 1] as number);
}

/** Positions of the first scan of the period and of the first one after it. */
function bounds(analytics: Analytics, filter: Filter): readonly [start: number, stop: number] {
  const { day } = analytics.scans;
  return [lowerBound(day, filter.period.from), lowerBound(day, filter.period.to)];
}

/** Scans of the selection by verdict: whole months from their counts, the days at either end one by one. */
export function countVerdicts(analytics: Analytics, filter: Filter): Float64Array {
  const counts = new Float64Array(VERDICTS.length);
  const { head, months, tail } = splitByMonth(filter.period);
  const isIn = selector(analytics.scans, filter);
  const { day, verdict } = analytics.scans;
  for (const range of [head, tail]) {
    const stop = lowerBound(day, range.to);
    for (let at = lowerBound(day, range.from); at < stop; at++) {
      counts[verdict[at] as number] = (counts[verdict[at] as number] as number) + isIn(at);
    }
  }
  const sums = analytics.scanMonths;
  const { region: regions, dealer: dealers, productLine: lines, division: divisions } = filter;
  const stop = lowerBound(sums.month, months.to);
  for (let i = lowerBound(sums.month, months.from); i < stop; i++) {
    const isMonthIn =
      (regions[sums.region[i] as number] as number) &
      (dealers[sums.dealer[i] as number] as number) &
      (lines[sums.productLine[i] as number] as number) &
      (divisions[(sums.division[i] as number) + 1] as number);
    const at = sums.verdict[i] as number;
    counts[at] = (counts[at] as number) + (sums.scans[i] as number) * isMonthIn;
  }
  return counts;
}

/** Adds the scans outside up to flows, most scans first. */
export function sumFlows(analytics: Analytics, filter: Filter): FlowSums[] {
  const scans = analytics.outsideScans;
  const { divisions } = analytics.dimensions;
  const isIn = selector(scans, filter);
  const cities = new Map<string, number>();
  const cityOf = divisions.map(({ city }) => {
    const number = cities.get(city) ?? cities.size;
    cities.set(city, number);
    return number;
  });
  const flows = new Map<number, FlowBuilder>();
  const stop = lowerBound(scans.day, filter.period.to);
  for (let at = lowerBound(scans.day, filter.period.from); at < stop; at++) {
    const index = scans.division[at] as number;
    const division = divisions[index];
    if (division === undefined || isIn(at) === 0) continue;
    const dealer = scans.dealer[at] as number;
    const key = dealer * cities.size + (cityOf[index] as number);
    let flow = flows.get(key);
    if (flow === undefined) {
      flow = new FlowBuilder(dealer, division.city, division.cityName);
      flows.set(key, flow);
    }
    flow.add(scans, at);
  }
  return [...flows.values()]
    .map((flow) => flow.build())
    .sort((a, b) => b.scans - a.scans || a.dealer - b.dealer || (a.city < b.city ? -1 : 1));
}

class FlowBuilder {
  readonly #dealer: number;
  readonly #city: string;
  readonly #cityName: string;
  readonly #codes = new Set<number>();
  readonly #terminals = new Set<number>();
  #scans = 0;
  #firstDay = NO_INDEX;
  #lastDay = 0;
  #longitudes = 0;
  #latitudes = 0;

  constructor(dealer: number, city: string, cityName: string) {
    this.#dealer = dealer;
    this.#city = city;
    this.#cityName = cityName;
  }

  add(scans: OutsideScans, at: number): void {
    const day = scans.day[at] as number;
    const terminal = scans.terminal[at] as number;
    this.#scans++;
    this.#codes.add(scans.code[at] as number);
    if (terminal !== NO_NUMBER) this.#terminals.add(terminal);
    this.#firstDay = Math.min(this.#firstDay, day);
    this.#lastDay = Math.max(this.#lastDay, day);
    this.#longitudes += scans.longitude[at] as number;
    this.#latitudes += scans.latitude[at] as number;
  }

  build(): FlowSums {
    return {
      dealer: this.#dealer,
      city: this.#city,
      cityName: this.#cityName,
      scans: this.#scans,
      codes: this.#codes.size,
      terminals: this.#terminals.size,
      firstDay: this.#firstDay,
      lastDay: this.#lastDay,
      longitude: this.#longitudes / this.#scans,
      latitude: this.#latitudes / this.#scans,
    };
  }
}

/** Scans and outside scans of each day of `[from, to)`. */
export function countByDay(
  analytics: Analytics,
  filter: Filter,
  from: number,
  to: number,
): { readonly scans: Uint32Array; readonly outside: Uint32Array } {
  const length = Math.max(0, to - from);
  const scans = new Uint32Array(length);
  const outside = new Uint32Array(length);
  const { day, verdict } = analytics.scans;
  const isIn = selector(analytics.scans, filter);
  const stop = lowerBound(day, to);
  for (let at = lowerBound(day, from); at < stop; at++) {
    if (isIn(at) === 0) continue;
    const index = (day[at] as number) - from;
    scans[index] = (scans[index] as number) + 1;
    if (verdict[at] === VERDICT.outside) outside[index] = (outside[index] as number) + 1;
  }
  return { scans, outside };
}

/** Positions of the selected scans that lie in a division, in day order. */
export function locatedScans(analytics: Analytics, filter: Filter): Uint32Array {
  const [start, stop] = bounds(analytics, filter);
  const { division } = analytics.scans;
  const isIn = selector(analytics.scans, filter);
  const found = new Uint32Array(Math.max(0, stop - start));
  let count = 0;
  for (let at = start; at < stop; at++) {
    if ((division[at] as number) < 0 || isIn(at) === 0) continue;
    found[count++] = at;
  }
  return found.subarray(0, count);
}

/** Positions of the newest `limit` scans of the selection with a verdict (null: any), and how many there are. */
export function newestScans(
  analytics: Analytics,
  filter: Filter,
  verdict: number | null,
  limit: number,
): { readonly positions: number[]; readonly total: number } {
  const [start, stop] = bounds(analytics, filter);
  const isIn = selector(analytics.scans, filter);
  const positions: number[] = [];
  let total = 0;
  for (let at = stop - 1; at >= start; at--) {
    if (verdict !== null && analytics.scans.verdict[at] !== verdict) continue;
    if (isIn(at) === 0) continue;
    if (total++ < limit) positions.push(at);
  }
  return { positions, total };
}

export interface StoredScan {
  readonly id: string;
  readonly code: string;
  readonly actor: 'inspector' | 'dealer' | 'terminal' | 'driver' | 'consumer';
  readonly scanned_at: number;
  readonly accuracy_class: 'A' | 'B' | 'C' | 'D' | 'E';
  readonly shipped_on: string | null;
  readonly terminal_name: string | null;
}

/** The whole row of a scan by its place in the replica; undefined when a checkpoint has just replaced it. */
export function scanReader(replica: Database.Database): (pack: number, packRow: number) => StoredScan | undefined {
  const statement = replica.prepare<[number, number], StoredScan>(
    `select s.id, s.code, s.actor, s.scanned_at, s.accuracy_class, s.shipped_on, t.name as terminal_name
     from scan s left join terminal t on t.no = s.terminal_no where s.pk = ? and s.n = ?`,
  );
  return (pack, packRow) => statement.get(pack, packRow);
}

export interface StoredTerritory {
  readonly dealer_id: string;
  readonly product_line_id: string;
  readonly adcodes: string;
  readonly valid_from: string;
  readonly valid_to: string | null;
}

/** Territories of the given dealers in force on a day, of one product line or of all (null). */
export function readTerritories(
  replica: Database.Database,
  dealerIds: readonly string[],
  productLineId: string | null,
  day: string,
): StoredTerritory[] {
  return replica
    .prepare<[string, string | null, string | null, string, string], StoredTerritory>(
      `select dealer_id, product_line_id, adcodes, valid_from, valid_to from territory
       where dealer_id in (select value from json_each(?)) and (? is null or product_line_id = ?)
         and valid_from <= ? and (valid_to is null or ? < valid_to)
       order by dealer_id, product_line_id`,
    )
    .all(JSON.stringify(dealerIds), productLineId, productLineId, day, day);
}
