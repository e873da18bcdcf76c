/** What became of goods outside their territory from one period to the other. */
export const CHANGES = ['new', 'grown', 'unchanged', 'shrunk', 'gone'] as const;
export type Change = (typeof CHANGES)[number];

/** Up to this share of the earlier codes more or less, percent, is no change: no two periods are ever equal to the code. */
export const UNCHANGED_PERCENT = 10;

/**
 * What a number of codes means beside that of the other period.
 * @throws RangeError where nothing was seen in either: there is nothing to tell
 */
export function changeOf(now: number, other: number): Change {
  if (now === 0 && other === 0) throw new RangeError('nothing was seen in either period');
  if (other === 0) return 'new';
  if (now === 0) return 'gone';
  if (100 * Math.abs(now - other) <= UNCHANGED_PERCENT * other) return 'unchanged';
  return now > other ? 'grown' : 'shrunk';
}

/** What is compared of a flow: distinct codes of a dealer in a city, and the middle of the scans in GCJ-02 degrees. */
export interface PeriodFlow {
  readonly dealer: number;
  readonly city: string;
  readonly cityName: string;
  readonly codes: number;
  readonly scans: number;
  readonly longitude: number;
  readonly latitude: number;
}

/** Codes in both periods; 0 where it was not there. */
export interface Compared {
  readonly now: number;
  readonly other: number;
  readonly change: Change;
}

export interface ComparedFlow extends Compared {
  /** As it is now, or as it was where it is gone. */
  readonly flow: PeriodFlow;
}

/** All flows that end in a city. */
export interface ComparedPlace extends Compared {
  readonly city: string;
  readonly cityName: string;
  /** Dealers whose goods were seen there in either period. */
  readonly dealers: number;
  /** Middle of the scans of both periods. */
  readonly longitude: number;
  readonly latitude: number;
}

const compared = (now: number, other: number): Compared => ({ now, other, change: changeOf(now, other) });
const byCity = (one: { readonly city: string }, two: { readonly city: string }): number =>
  one.city < two.city ? -1 : one.city > two.city ? 1 : 0;
const largestFirst = (one: Compared, two: Compared): number =>
  Math.abs(two.now - two.other) - Math.abs(one.now - one.other) || two.now - one.now;

/** The flows of two periods beside each other, the largest change first. */
export function compareFlows(now: readonly PeriodFlow[], other: readonly PeriodFlow[]): ComparedFlow[] {
  const keyOf = ({ dealer, city }: PeriodFlow): string => `${dealer}/${city}`;
  const before = new Map(other.map((flow) => [keyOf(flow), flow]));
  const present = new Set(now.map(keyOf));
  return [
    ...now.map((flow) => ({ flow, ...compared(flow.codes, before.get(keyOf(flow))?.codes ?? 0) })),
    ...other.filter((flow) => !present.has(keyOf(flow))).map((flow) => ({ flow, ...compared(0, flow.codes) })),
  ].sort((a, b) => largestFirst(a, b) || a.flow.dealer - b.flow.dealer || byCity(a.flow, b.flow));
}

/** The cities in which goods were seen in either period, the largest change first. A code is one dealer's, so codes add up. */
export function comparePlaces(now: readonly PeriodFlow[], other: readonly PeriodFlow[]): ComparedPlace[] {
  const cities = new Map<string, PeriodFlow[]>();
  const codes = new Map<string, [now: number, other: number]>();
  for (const [side, flows] of [now, other].entries()) {
    for (const flow of flows) {
      cities.set(flow.city, [...(cities.get(flow.city) ?? []), flow]);
      const sums = codes.get(flow.city) ?? [0, 0];
      sums[side as 0 | 1] += flow.codes;
      codes.set(flow.city, sums);
    }
  }
  return [...cities]
    .map(([city, flows]) => {
      const scans = flows.reduce((sum, flow) => sum + flow.scans, 0);
      const middle = (of: 'longitude' | 'latitude'): number =>
        flows.reduce((sum, flow) => sum + flow[of] * flow.scans, 0) / scans;
      return {
        city,
        cityName: flows[0]?.cityName ?? '',
        ...compared(...(codes.get(city) ?? [0, 0])),
        dealers: new Set(flows.map(({ dealer }) => dealer)).size,
        longitude: middle('longitude'),
        latitude: middle('latitude'),
      };
    })
    .sort((a, b) => largestFirst(a, b) || byCity(a, b));
}
