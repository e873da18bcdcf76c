import type Database from 'better-sqlite3';
import { toDay } from '../domain/time/days.ts';
import { NO_INDEX } from './analytics.ts';
import type { Indices } from './analytics-dimensions.ts';

/** Day numbers of the few thousand distinct dates that millions of rows carry. */
export class DayCache {
  readonly #days = new Map<string, number>();

  of(date: string): number {
    const known = this.#days.get(date);
    if (known !== undefined) return known;
    const day = toDay(date);
    this.#days.set(date, day);
    return day;
  }
}

/** Dealer and region of each pack of a kind. */
export function readPacks(
  database: Database.Database,
  kind: string,
  indices: Indices,
): Map<number, { readonly dealer: number; readonly region: number }> {
  const packs = new Map<number, { readonly dealer: number; readonly region: number }>();
  const rows = database
    .prepare<[string], { pk: number; region_id: string; dealer_id: string | null }>(
      'select pk, region_id, dealer_id from pack where kind = ?',
    )
    .iterate(kind);
  for (const row of rows) {
    packs.set(row.pk, {
      dealer: row.dealer_id === null ? NO_INDEX : (indices.dealers.get(row.dealer_id) ?? NO_INDEX),
      region: indices.regions.get(row.region_id) ?? NO_INDEX,
    });
  }
  return packs;
}
