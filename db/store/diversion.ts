import type Database from 'better-sqlite3';
import { type Analytics, NO_INDEX, NO_NUMBER, VERDICT } from './analytics.ts';
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

/** Positions of the first scan of the period and of the first one after it. */
function bounds(analytics: Analytics, filter: Filter): readonly [start: number, stop: number] {
  const { day } = analytics.scans;
  return [lowerBound(day, filter.period.from), lowerBound(day, filter.period.to)];
}

/** Whether the scan at a position is in the selection (its day is not asked again). */
function isSelected(analytics: Analytics, filter: Filter, at: number): boolean {
  const { region, dealer, sku, division } = analytics.scans;
  if (filter.region[region[at] as number] === 0 || filter.dealer[dealer[at] as number] === 0) return false;
  if (filter.sku[sku[at] as number] === 0) return false;
  if (!filter.byPlace) return true;
  const index = division[at] as number;
  return index >= 0 && filter.division[index] === 1;
}

/** Scans of the selection by verdict. */
export function countVerdicts(analytics: Analytics, filter: Filter): Float64Array {
  const counts = new Float64Array(4);
  const { verdict } = analytics.scans;
  const [start, stop] = bounds(analytics, filter);
  for (let at = start; at < stop; at++) {
    if (!isSelected(analytics, filter, at)) continue;
    const index = verdict[at] as number;
    counts[index] = (counts[index] as number) + 1;
  }
  return counts;
}

/** The flows of the selection, most scans first. */
export function sumFlows(analytics: Analytics, filter: Filter): FlowSums[] {
  const { scans } = analytics;
  const { divisions } = analytics.dimensions;
  const flows = new Map<string, FlowBuilder>();
  const [start, stop] = bounds(analytics, filter);
  for (let at = start; at < stop; at++) {
    if (scans.verdict[at] !== VERDICT.outside || !isSelected(analytics, filter, at)) continue;
    const division = divisions[scans.division[at] as number];
    if (division === undefined) continue;
    const dealer = scans.dealer[at] as number;
    const key = `${dealer}/${division.city}`;
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

  add(scans: Analytics['scans'], at: number): void {
    const day = scans.day[at] as number;
    const terminal = scans.terminal[at] as number;
    this.#scans++;
    this.#codes.add(scans.code[at] as number);
    if (terminal !== NO_NUMBER) this.#terminals.add(terminal);
    this.#firstDay = Math.min(this.#firstDay, day);
    this.#lastDay = Math.max(this.#lastDay, day);
    this.#longitudes += ((scans.x[at] as number) - 0.5) * 360;
    this.#latitudes += latitudeOf(scans.y[at] as number);
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

/** Latitude in degrees of a Web Mercator y in units of the world. */
function latitudeOf(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
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
  const stop = lowerBound(day, to);
  for (let at = lowerBound(day, from); at < stop; at++) {
    if (!isSelected(analytics, filter, at)) continue;
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
  const found = new Uint32Array(Math.max(0, stop - start));
  let count = 0;
  for (let at = start; at < stop; at++) {
    if ((division[at] as number) < 0 || !isSelected(analytics, filter, at)) continue;
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
  const positions: number[] = [];
  let total = 0;
  for (let at = stop - 1; at >= start; at--) {
    if (verdict !== null && analytics.scans.verdict[at] !== verdict) continue;
    if (!isSelected(analytics, filter, at)) continue;
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
