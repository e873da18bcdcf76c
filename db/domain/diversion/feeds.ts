import { CRS, type Crs, toGcj02 } from '../geo/crs.ts';
import { distanceM } from './distance.ts';
import type { ScanRow } from './schema/scan-row.ts';

/** Fewest readings at known shops from which a feed is judged. */
const FEWEST = 10;
/** More than this say nothing new. */
const MOST = 2000;
/** A tag is wrong when another one brings the readings this much nearer to the shops … */
const RATIO = 3;
/** … and the present one leaves them at least this far away, metres. The three systems differ by 0.4 to 1.2 km. */
const FAR_M = 150;

/** What the shops' known addresses say about the coordinate system of a feed. */
export interface FeedFinding {
  readonly source: string | null;
  readonly tagged: Crs;
  readonly readings: number;
  /** Median distance to the shops' addresses under each system, metres. */
  readonly medianM: Readonly<Record<Crs, number>>;
  readonly likely: Crs;
  readonly isWronglyTagged: boolean;
}

/** A reading of a feed, with its coordinates as they came in. */
export interface FeedReading {
  readonly row: ScanRow;
  readonly crs: Crs;
}

/** Addresses of shops, GCJ-02. */
export type ShopPlaces = ReadonlyMap<string, readonly [longitude: number, latitude: number]>;

/** Addresses of a document's shops in GCJ-02. */
export function shopPlaces(
  shops: readonly { readonly id: string; readonly longitude: number; readonly latitude: number; readonly crs?: Crs | null | undefined }[],
  crs: Crs,
): ShopPlaces {
  return new Map(shops.map((shop) => [shop.id, toGcj02(shop.crs ?? crs, shop.longitude, shop.latitude)]));
} // biome-ignore format: a shop

const keyOf = (source: string | null | undefined, crs: Crs): string => `${crs} ${source ?? ''}`;

/** Holds every feed's readings at shops against the shops' addresses, under each coordinate system it might be in. */
export function inspectFeeds(readings: Iterable<FeedReading>, shops: ShopPlaces): FeedFinding[] {
  if (shops.size === 0) return [];
  const feeds = new Map<string, { readonly source: string | null; readonly tagged: Crs; readonly list: ScanRow[]; count: number }>(); // biome-ignore format: a feed
  for (const { row, crs } of readings) {
    if (row.terminal == null || !shops.has(row.terminal)) continue;
    const key = keyOf(row.source, crs);
    let feed = feeds.get(key);
    if (feed === undefined) {
      feed = { source: row.source ?? null, tagged: crs, list: [], count: 0 };
      feeds.set(key, feed);
    }
    feed.count += 1;
    if (feed.list.length < MOST) feed.list.push(row);
  }
  return [...feeds.values()].flatMap(({ source, tagged, list, count }) => {
    if (count < FEWEST) return [];
    const medians = CRS.map((crs) => {
      const off = list.map(({ terminal, longitude, latitude }) => {
        const address = shops.get(terminal as string) as readonly [number, number];
        return distanceM(toGcj02(crs, longitude as number, latitude as number), address);
      });
      return [crs, off.sort((a, b) => a - b)[Math.floor(off.length / 2)] as number] as const;
    });
    const medianM = Object.fromEntries(medians) as Record<Crs, number>;
    const likely = medians.reduce((best, one) => (one[1] < best[1] ? one : best))[0];
    const isWronglyTagged = likely !== tagged && medianM[tagged] >= FAR_M && medianM[likely] * RATIO <= medianM[tagged];
    return [{ source, tagged, readings: count, medianM, likely, isWronglyTagged }];
  });
}

/**
 * The system in which a row is to be taken instead of the one it is tagged with; null where nothing is wrong. A named
 * feed is one machine's: all of it is in the same system. Rows that name no feed may come from anywhere, and only those at
 * known shops are known to be wrong.
 */
export function createRepair(findings: readonly FeedFinding[], shops: ShopPlaces): (row: ScanRow, crs: Crs) => Crs | null {
  const wrong = new Map(
    findings
      .filter(({ isWronglyTagged }) => isWronglyTagged)
      .map(({ source, tagged, likely }) => [keyOf(source, tagged), likely]),
  );
  if (wrong.size === 0) return () => null;
  return (row, crs) => {
    if (row.source == null && (row.terminal == null || !shops.has(row.terminal))) return null;
    return wrong.get(keyOf(row.source, crs)) ?? null;
  };
} // biome-ignore format: its type
