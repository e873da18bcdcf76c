import type { Scans } from '../../../db/store/analytics.ts';

/** Half the side of the square that copies are spread over, in units of the world: about 340 m at 30° north. */
const SPREAD = 1e-5;

/** Where in its square a copy lies, -1 to 1: spread evenly over the unit by multiples of an irrational number. */
const spread = (n: number, irrational: number): number => ((n * irrational) % 1) * 2 - 1;

/** Every scan several times, beside itself: columns as the service holds them, of as many more points. */
export function multiplied(scans: Scans, times: number): Scans {
  const length = scans.length * times;
  const stretched = <Column extends { [at: number]: number; fill(value: number, from: number, to: number): Column }>(
    from: Column,
    to: Column,
  ): Column => {
    for (let at = 0; at < scans.length; at++) to.fill(from[at] as number, at * times, (at + 1) * times);
    return to;
  };
  const x = stretched(scans.x, new Float64Array(length));
  const y = stretched(scans.y, new Float64Array(length));
  for (let at = 0; at < length; at++) {
    if (at % times === 0) continue;
    x[at] = (x[at] as number) + spread(at, Math.SQRT2) * SPREAD;
    y[at] = (y[at] as number) + spread(at, Math.E) * SPREAD;
  }
  return {
    length,
    day: stretched(scans.day, new Uint16Array(length)),
    dealer: stretched(scans.dealer, new Uint16Array(length)),
    region: stretched(scans.region, new Uint16Array(length)),
    sku: stretched(scans.sku, new Uint16Array(length)),
    x,
    y,
    division: stretched(scans.division, new Int16Array(length)),
    verdict: stretched(scans.verdict, new Uint8Array(length)),
    pack: stretched(scans.pack, new Uint32Array(length)),
    packRow: stretched(scans.packRow, new Uint32Array(length)),
  };
}
