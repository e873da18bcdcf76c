import { CRS, type Crs, toGcj02 } from '../../geo/crs.ts';
import { distanceM } from '../distance.ts';
import type { Reading } from '../reading.ts';
import type { Readings } from './readings.ts';

/** Fewest readings at known shops from which a feed is judged. */
const FEWEST = 10;
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

/**
 * Holds every feed's readings at shops against the shops' addresses, under each coordinate system it might be in.
 * @param terminals addresses, GCJ-02
 */
export function inspectFeeds(
  readings: Readings,
  terminals: ReadonlyMap<string, readonly [number, number]>,
): FeedFinding[] {
  const feeds = new Map<string, Reading[]>();
  if (terminals.size === 0) return [];
  for (const index of readings.order) {
    const reading = readings.at(index);
    if (reading.terminal === null || !terminals.has(reading.terminal)) continue;
    const key = `${reading.source ?? ''}\n${reading.crs}`;
    const feed = feeds.get(key);
    if (feed === undefined) feeds.set(key, [reading]);
    else feed.push(reading);
  }
  return [...feeds.values()].flatMap((feed) => {
    if (feed.length < FEWEST) return [];
    const medians = CRS.map((crs) => {
      const off = feed.map((reading) => {
        const address = terminals.get(reading.terminal as string) as readonly [number, number];
        const { longitude, latitude } = readings.row(reading.index);
        return distanceM(toGcj02(crs, longitude as number, latitude as number), address);
      });
      return [crs, off.sort((a, b) => a - b)[Math.floor(off.length / 2)] as number] as const;
    });
    const medianM = Object.fromEntries(medians) as Record<Crs, number>;
    const { source, crs: tagged } = feed[0] as Reading;
    const likely = medians.reduce((best, one) => (one[1] < best[1] ? one : best))[0];
    const isWronglyTagged = likely !== tagged && medianM[tagged] >= FAR_M && medianM[likely] * RATIO <= medianM[tagged];
    return [{ source, tagged, readings: feed.length, medianM, likely, isWronglyTagged }];
  });
}
