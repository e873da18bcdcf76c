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
  const start = new Uint32Array(locations.length + 1);
  const order: number[] = [];
  const closes: number[] = [];
  for (let centre = 0; centre < locations.length; centre += 1) {
    const { nearest, distance } = around(centre);
    let population = 0;
    for (let from = 0; from < nearest.length; ) {
      const radius = distance[nearest[from] as number] as number;
      let to = from;
      while (to < nearest.length && (distance[nearest[to] as number] as number) <= radius * (1 + EQUAL)) {
        population += locations[nearest[to] as number]?.population ?? 0;
        to += 1;
      }
      if (population > limit) break;
      for (; from < to; from += 1) {
        order.push(nearest[from] as number);
        closes.push(from + 1 === to ? 1 : 0);
      }
    }
    start[centre + 1] = order.length;
  }
  return { start, order: Uint32Array.from(order), closes: Uint8Array.from(closes) };
}
