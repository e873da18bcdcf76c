import { distanceM } from '../distance.ts';

/** How far two places lie apart: in a plane (any unit), or on the sphere from degrees (metres). */
export type Metric = 'cartesian' | 'latlong';

/** A place with people or goods at risk, and cases among them. */
export interface ScanLocation {
  readonly id: string;
  /** Cartesian x, or longitude in degrees. */
  readonly x: number;
  /** Cartesian y, or latitude in degrees. */
  readonly y: number;
  readonly cases: number;
  readonly population: number;
}

/**
 * Circular windows around every location. `order[start[c]..start[c + 1])` are the locations around centre c, nearest
 * first, and a window ends at each of them whose `closes` is 1: locations at equal distance enter together.
 */
export interface Windows {
  readonly start: Uint32Array;
  readonly order: Uint32Array;
  readonly closes: Uint8Array;
}

/** Distances that differ by no more than this share count as equal: the noise of their own computation is smaller. */
const EQUAL = 1e-9;

/** Distance of two locations, in the unit of the plane or in metres. */
export function distanceOf(metric: Metric, a: ScanLocation, b: ScanLocation): number {
  return metric === 'latlong' ? distanceM([a.x, a.y], [b.x, b.y]) : Math.hypot(a.x - b.x, a.y - b.y);
}

/** All locations around one, nearest first, and how far each is, by its position in the list of locations. */
export interface Around {
  readonly nearest: Uint32Array;
  readonly distance: Float64Array;
}

/** Looks around locations; what is given back is overwritten by the next look. */
export function lookAround(locations: readonly ScanLocation[], metric: Metric): (centre: number) => Around {
  const nearest = Uint32Array.from(locations, (_, index) => index);
  const distance = new Float64Array(locations.length);
  return (centre) => {
    const middle = locations[centre] as ScanLocation;
    locations.forEach((other, index) => {
      distance[index] = distanceOf(metric, middle, other);
    });
    nearest.sort((a, b) => (distance[a] as number) - (distance[b] as number) || a - b);
    return { nearest, distance };
  };
}

/**
 * The windows that hold at most a share of the population, grown from each centre until the next step would hold more.
 * @param share of the whole population, in (0, 0.5]
 */
export function buildWindows(
  locations: readonly ScanLocation[],
  around: (centre: number) => Around,
  share: number,
): Windows {
  const total = locations.reduce((sum, { population }) => sum + population, 0);
  // A share such as 0.1 is not exact in binary: a window of exactly that share must still fit.
  const limit = share * total * (1 + 1e-12);
  const count = locations.length;
  const populations = Float64Array.from(locations, ({ population }) => population);
  const start = new Uint32Array(count + 1);
  let order = new Uint32Array(16 * count);
  let closes = new Uint8Array(16 * count);
  let size = 0;
  for (let centre = 0; centre < count; centre += 1) {
    const { nearest, distance } = around(centre);
    if (size + count > order.length) {
      const [before, closedBefore] = [order, closes];
      order = new Uint32Array(2 * before.length);
      closes = new Uint8Array(2 * before.length);
      order.set(before);
      closes.set(closedBefore);
    }
    let population = 0;
    for (let from = 0; from < count; ) {
      const radius = distance[nearest[from] as number] as number;
      let to = from;
      while (to < count && (distance[nearest[to] as number] as number) <= radius * (1 + EQUAL)) {
        population += populations[nearest[to] as number] as number;
        to += 1;
      }
      if (population > limit) break;
      for (; from < to; from += 1) {
        order[size] = nearest[from] as number;
        closes[size] = from + 1 === to ? 1 : 0;
        size += 1;
      }
    }
    start[centre + 1] = size;
  }
  return { start, order: order.subarray(0, size), closes: closes.subarray(0, size) };
}
