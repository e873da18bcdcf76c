import type Database from 'better-sqlite3';
import { judge, VERDICT } from '../domain/diversion/verdict.ts';
import type { DivisionIndex } from '../domain/geo/types.ts';
import { dayOfEpochSeconds } from '../domain/time/days.ts';
import { type Dimensions, NO_INDEX, NO_NUMBER, type OutsideScans, type Scans } from './analytics.ts';
import { readAreas } from './analytics-areas.ts';
import { columns, DaySlots } from './analytics-columns.ts';
import type { Indices } from './analytics-dimensions.ts';
import { type DayCache, readPacks } from './analytics-packs.ts';

const SHANGHAI_DAY = '(scanned_at + 28800) / 86400';

/** The scans with their division and verdict, and those outside once more by themselves. */
export function buildScans(
  database: Database.Database,
  divisionIndex: DivisionIndex,
  dimensions: Dimensions,
  indices: Indices,
  days: DayCache,
): { readonly slots: DaySlots; readonly columns: Scans; readonly outside: OutsideScans } {
  const slots = new DaySlots(
    database.prepare<[], [number, number]>(`select ${SHANGHAI_DAY}, count(*) from scan group by 1`).raw().all(),
  );
  const packs = readPacks(database, 'scan', indices);
  const areas = readAreas(database, { ...indices, divisions: dimensions.divisions });
  const { length } = slots;
  const scan = {
    day: columns.uint16(length),
    dealer: columns.uint16(length),
    region: columns.uint16(length),
    sku: columns.uint16(length),
    x: columns.float64(length),
    y: columns.float64(length),
    division: columns.int16(length),
    verdict: columns.uint8(length),
    pack: columns.uint32(length),
    packRow: columns.uint32(length),
  };
  const codes = new Numbering<string>();
  const terminals = new Numbering<number>();
  const outside: OutsideScan[] = [];

  const rows = database
    .prepare<[], [number, number, string, number, number | null, number, number | null, number | null, string | null]>(
      `select pk, n, code, sku_no, terminal_no, scanned_at, longitude, latitude, shipped_on from scan order by pk, n`,
    )
    .raw()
    .iterate();
  for (const [pk, n, code, skuNo, terminalNo, scannedAt, longitude, latitude, shippedOn] of rows) {
    const day = dayOfEpochSeconds(scannedAt);
    const at = slots.take(day);
    const pack = packs.get(pk);
    const dealer = pack?.dealer ?? NO_INDEX;
    const sku = indices.skuNumbers.get(skuNo) ?? NO_INDEX;
    const located = longitude !== null && latitude !== null;
    const division = located ? divisionIndex.locate(longitude, latitude) : -1;
    let verdict: number = VERDICT.unlocated;
    if (located && division >= 0) {
      const place = { division, longitude, latitude };
      const productLine = dimensions.skus[sku]?.productLine ?? -1;
      const inTerritory =
        dealer === NO_INDEX || shippedOn === null || productLine < 0
          ? null
          : areas.inTerritory(dealer, productLine, days.of(shippedOn), place);
      verdict = judge({
        located: true,
        inTerritory,
        isExempt: () => areas.isExempt(dealer === NO_INDEX ? -1 : dealer, sku, day, place),
      });
    }
    scan.day[at] = day;
    scan.dealer[at] = dealer;
    scan.region[at] = pack?.region ?? NO_INDEX;
    scan.sku[at] = sku;
    scan.x[at] = located ? mercatorX(longitude) : Number.NaN;
    scan.y[at] = located ? mercatorY(latitude) : Number.NaN;
    scan.division[at] = division;
    scan.verdict[at] = verdict;
    scan.pack[at] = pk;
    scan.packRow[at] = n;
    if (verdict === VERDICT.outside && located) {
      outside.push({
        at,
        longitude,
        latitude,
        code: codes.of(code),
        terminal: terminalNo === null ? NO_NUMBER : terminals.of(terminalNo),
      });
    }
  }
  const facts = { length, ...scan };
  return { slots, columns: facts, outside: outsideColumns(facts, outside) };
}

interface OutsideScan {
  /** Position among all scans. */
  readonly at: number;
  readonly longitude: number;
  readonly latitude: number;
  readonly code: number;
  readonly terminal: number;
}

function outsideColumns(scans: Scans, found: OutsideScan[]): OutsideScans {
  const { length } = found;
  found.sort((a, b) => a.at - b.at);
  const outside: OutsideScans = {
    length,
    day: columns.uint16(length),
    dealer: columns.uint16(length),
    region: columns.uint16(length),
    sku: columns.uint16(length),
    division: columns.int16(length),
    longitude: columns.float64(length),
    latitude: columns.float64(length),
    code: columns.uint32(length),
    terminal: columns.uint32(length),
  };
  found.forEach((scan, index) => {
    for (const name of ['day', 'dealer', 'region', 'sku', 'division'] as const) {
      outside[name][index] = scans[name][scan.at] as number;
    }
    outside.longitude[index] = scan.longitude;
    outside.latitude[index] = scan.latitude;
    outside.code[index] = scan.code;
    outside.terminal[index] = scan.terminal;
  });
  return outside;
}

/** Numbers things from 0 in the order in which they are first seen. */
class Numbering<Thing> {
  readonly #numbers = new Map<Thing, number>();

  of(thing: Thing): number {
    const known = this.#numbers.get(thing);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(thing, number);
    return number;
  }
}

function mercatorX(longitude: number): number {
  return longitude / 360 + 0.5;
}

function mercatorY(latitude: number): number {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}
