import type { Parameters } from '../schema/detect-parameters.ts';
import type { ScanRow } from '../schema/scan-row.ts';
import { ACTOR_NUMBER, NONE, type Readings } from './readings.ts';

/** Side of the squares in which a burst is looked for, degrees: about two hundred metres. */
const SPOT = 0.002;
/** They lie over each other by half: a border between two squares would part what was scanned on both sides of it. */
const SHIFTS = [
  [0, 0],
  [0.5, 0],
  [0, 0.5],
  [0.5, 0.5],
] as const;
/** From this share of distinct people on, a crowd is a crowd. */
const CROWD = 0.5;
/** Who reads so many codes in one sitting does not drink them. */
const HABIT = 5;
/** People who are known may take so many times as long: that they are few tells them as well. */
const SLOWER = 6;

/** Many codes scanned by consumers at one spot within minutes: caps opened for their red packets, not goods sold there. */
export interface FakeScans {
  readonly longitude: number;
  readonly latitude: number;
  readonly from: number;
  readonly to: number;
  readonly codes: number;
  /** Distinct people, null where the readings do not tell. */
  readonly users: number | null;
  readonly dealers: readonly string[];
  readonly scans: readonly number[];
}

/**
 * Layer 3: bursts of consumers' scans. At one spot, either many codes within `burstMinutes` by people who are unknown or
 * few; or, within six times as long, as many by people who read five codes and more each. What the same people read there
 * at other times belongs to it.
 */
export function findFakeScans(readings: Readings, { burstCodes, burstMinutes }: Parameters): readonly FakeScans[] {
  const span = burstMinutes * 60_000;
  const bursts = busySpots(readings, burstCodes, span * SLOWER).flatMap((spot) =>
    burstsAt(readings, spot, burstCodes, span),
  );
  return joined(bursts).map((positions) => describeBurst(readings, positions));
}

/** Squares are counted in buckets, which several may share: few readings fall within an hour, however many there are. */
const BUCKET_BITS = 16;
const NEIGHBOURS = [-1, 0, 1] as const;

/** Positions of all consumers' readings at the spots that may hold `least` within some `span`, each in time order. */
function busySpots(readings: Readings, least: number, span: number): number[][] {
  const { order, longitude, latitude, actor } = readings;
  const consumers = order.filter((index) => actor[index] === ACTOR_NUMBER.consumer);
  const columnOf = (index: number): number => Math.floor((longitude[index] as number) / SPOT);
  const rowOf = (index: number): number => Math.floor((latitude[index] as number) / SPOT);
  // Of four squares that meet, one holds a quarter of what lies around the corner.
  const isBusy = busyBuckets(readings, consumers, columnOf, rowOf, { least: least / SHIFTS.length, span });
  const spots = new Map<number, number[]>();
  for (const index of consumers) {
    if (isBusy[bucketOf(columnOf(index), rowOf(index))] !== 1) continue;
    for (const [n, [east, north]] of SHIFTS.entries()) {
      const column = Math.floor((longitude[index] as number) / SPOT + east);
      const square = (column * 2 ** 16 + Math.floor((latitude[index] as number) / SPOT + north)) * SHIFTS.length + n;
      const spot = spots.get(square);
      if (spot === undefined) spots.set(square, [index]);
      else spot.push(index);
    }
  }
  return [...spots.values()].filter((spot) => spot.length >= least);
}

/** Buckets of squares that hold `least` within some `span`, and of those around them: 1. */
function busyBuckets(
  { scannedAt }: Readings,
  consumers: Uint32Array,
  columnOf: (index: number) => number,
  rowOf: (index: number) => number,
  { least, span }: { readonly least: number; readonly span: number },
): Uint8Array {
  const counts = new Uint32Array(2 ** BUCKET_BITS);
  const isBusy = new Uint8Array(counts.length);
  const buckets = consumers.map((index) => bucketOf(columnOf(index), rowOf(index)));
  let from = 0;
  consumers.forEach((index, n) => {
    const since = (scannedAt[index] as number) - span;
    for (; (scannedAt[consumers[from] as number] as number) < since; from += 1) {
      const left = buckets[from] as number;
      counts[left] = (counts[left] as number) - 1;
    }
    const bucket = buckets[n] as number;
    const count = (counts[bucket] as number) + 1;
    counts[bucket] = count;
    if (count < least) return;
    for (const east of NEIGHBOURS)
      for (const north of NEIGHBOURS) isBusy[bucketOf(columnOf(index) + east, rowOf(index) + north)] = 1;
  });
  return isBusy;
}

const bucketOf = (column: number, row: number): number =>
  Math.imul(Math.imul(column, 0x9e37_79b1) ^ row, 0x85eb_ca6b) >>> (32 - BUCKET_BITS);

/** Bursts at a spot, whose readings are in time order. */
function burstsAt(readings: Readings, spot: readonly number[], least: number, span: number): number[][] {
  const { scannedAt } = readings;
  const fast = runsWithin(spot, scannedAt, least, span).filter((run) => {
    const codes = codesOf(readings, run);
    return codes >= least && (peopleOf(readings, run) ?? 0) < codes * CROWD;
  });
  const busy = runsWithin(spot, scannedAt, least, span * SLOWER)
    .flatMap((run) => WHO.map((who) => readBy(readings, run, who, busyOf(readings, run, who))))
    .filter((positions) => codesOf(readings, positions) >= least);
  const bursts = [...fast, ...busy];
  if (bursts.length === 0) return bursts;
  const others = WHO.flatMap((who) => {
    const names = new Set(bursts.flatMap((burst) => [...busyOf(readings, burst, who)]));
    return readBy(readings, spot, who, names);
  });
  return bursts.map((burst) => [...burst, ...others]);
}

type Who = (row: ScanRow) => string | null;
/** One person may have many accounts, and one account many devices. */
const WHO: readonly Who[] = [({ user }) => user ?? null, ({ device }) => device ?? null];

/** Names of those who read at least `HABIT` codes. */
function busyOf(readings: Readings, positions: readonly number[], who: Who): ReadonlySet<string> {
  const codes = new Map<string, Set<number>>();
  for (const index of positions) {
    const name = who(readings.row(index));
    if (name === null) continue;
    const known = codes.get(name);
    if (known === undefined) codes.set(name, new Set([codeOf(readings, index)]));
    else known.add(codeOf(readings, index));
  }
  return new Set([...codes].filter(([, read]) => read.size >= HABIT).map(([name]) => name));
}

function readBy(readings: Readings, positions: readonly number[], who: Who, names: ReadonlySet<string>): number[] {
  if (names.size === 0) return [];
  return positions.filter((index) => {
    const name = who(readings.row(index));
    return name !== null && names.has(name);
  });
}

/** Runs of a list in time order in which everything lies in some window of `span` that holds at least `least`. */
function runsWithin(list: readonly number[], scannedAt: Float64Array, least: number, span: number): number[][] {
  const runs: number[][] = [];
  let from = 0;
  let taken = 0;
  for (let to = 0; to < list.length; to += 1) {
    const at = scannedAt[list[to] as number] as number;
    while (at - (scannedAt[list[from] as number] as number) > span) from += 1;
    if (to - from + 1 < least) continue;
    if (runs.length === 0 || from > taken) {
      runs.push([]);
      taken = from;
    }
    for (; taken <= to; taken += 1) runs.at(-1)?.push(list[taken] as number);
  }
  return runs;
}

/** Bursts that share a reading are one. */
function joined(bursts: readonly (readonly number[])[]): number[][] {
  const groupOf = new Map<number, Set<number>>();
  for (const burst of bursts) {
    const group = new Set(burst);
    for (const index of burst) for (const other of groupOf.get(index) ?? []) group.add(other);
    for (const index of group) groupOf.set(index, group);
  }
  return [...new Set(groupOf.values())].map((group) => [...group]);
}

/** A reading without a code counts as its own. */
const codeOf = ({ code }: Readings, index: number): number => {
  const number = code[index] as number;
  return number === NONE ? NONE - 1 - index : number;
};

const codesOf = (readings: Readings, positions: readonly number[]): number =>
  new Set(positions.map((index) => codeOf(readings, index))).size;

/** Distinct people: the fewer of accounts and devices, each where all are known; null where neither is. */
function peopleOf(readings: Readings, positions: readonly number[]): number | null {
  const counts = [...WHO, (({ user, device }) => user ?? device ?? null) satisfies Who].flatMap((who) => {
    const names = positions.map((index) => who(readings.row(index)));
    return names.includes(null) ? [] : [new Set(names).size];
  });
  return counts.length === 0 ? null : Math.min(...counts);
}

function describeBurst(readings: Readings, positions: readonly number[]): FakeScans {
  const { scannedAt, lines, line } = readings;
  const scans = positions.toSorted((a, b) => (scannedAt[a] as number) - (scannedAt[b] as number) || a - b);
  const dealers = scans.flatMap((index) => lines[line[index] as number]?.dealer ?? []);
  const mean = (column: Float64Array): number =>
    scans.reduce((sum, index) => sum + (column[index] as number), 0) / scans.length;
  return {
    longitude: mean(readings.longitude),
    latitude: mean(readings.latitude),
    from: scannedAt[scans[0] as number] as number,
    to: scannedAt[scans.at(-1) as number] as number,
    codes: codesOf(readings, scans),
    users: peopleOf(readings, scans),
    dealers: [...new Set(dealers)].sort(),
    scans,
  };
}
