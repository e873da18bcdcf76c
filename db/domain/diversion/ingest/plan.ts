import { CHINA, type Crs } from '../../geo/crs.ts';
import { createRepair, type FeedFinding, type FeedReading, inspectFeeds, type ShopPlaces } from '../feeds.ts';
import { isRejected, type Reading, type Rejected, readRow, startNotes } from '../reading.ts';
import { PARAMETERS } from '../schema/detect-parameters.ts';
import type { Finding, FindingReason, ImportRow } from '../schema/scan-import.ts';
import type { ScanRow } from '../schema/scan-row.ts';
import { Findings } from './findings.ts';
import type { Ingested } from './ingested.ts';

/** Scans that come in later than this are late, milliseconds. */
const LATE_MS = 7 * 86_400_000;
/** Nothing was scanned later than this after now: clocks differ. */
const AHEAD_MS = 86_400_000;
/** Seconds since 1970 that may be the time of a scan: the years 2000 to 2099. */
const YEARS_S = [946_684_800, 4_102_444_800] as const;
/** More scans of one code than this are worth a word. */
const MANY = 100;

/** What this laptop knows of a code: the day on which it was shipped; null: never. */
export interface KnownCode {
  readonly shippedOn: string | null;
}

/** What a source is held against. */
export interface ImportGrounds {
  /** Of rows that do not say. */
  readonly crs: Crs;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Terminals by their codes. */
  readonly shops: ShopPlaces;
  readonly codes: ReadonlyMap<string, KnownCode>;
  /** Scans that are there already, by {@link scanKey}. */
  readonly scans: ReadonlySet<string>;
  /** Pseudonym of a device, hashed. */
  readonly hash: (device: string) => string;
  readonly onProgress: (done: number, total: number) => void;
}

/** What would be imported of a source, and what was found about its rows. */
export interface ImportPlan {
  readonly fileRows: number;
  readonly rows: readonly ImportRow[];
  readonly findings: readonly Finding[];
  readonly feeds: readonly FeedFinding[];
  /** First and last instant of the rows, milliseconds since 1970; null without rows. */
  readonly span: readonly [from: number, to: number] | null;
}

/** Equal scans have equal keys: code, actor, second and place (GCJ-02, six decimals). */
export const scanKey = (
  code: string,
  actor: string,
  seconds: number,
  longitude: number | null,
  latitude: number | null,
): string => `${code}\n${actor}\n${seconds}\n${longitude}\n${latitude}`;

const sixDecimals = (degrees: number): number => Number(degrees.toFixed(6));
const TELL_EVERY = 20_000;

/**
 * What becomes of a source's scans when it is imported: which rows travel to head office, which give no scan and why, and
 * what is to be known about those that do. Rows of a wrongly tagged feed are taken in the system that the shops' addresses
 * tell. Every row of the source is in `rows` or in a finding that refuses it.
 */
export function planImport(source: Ingested, grounds: ImportGrounds): ImportPlan {
  const { scans, origins, refused } = source;
  const findings = new Findings();
  for (const { index, reason, detail } of refused) findings.add('refused', reason, index + 1, detail);

  const feeds = inspectFeeds(placedRows(scans, grounds.crs), grounds.shops);
  const repair = createRepair(feeds, grounds.shops);
  const notes = startNotes();
  const seen = new Set<string>();
  const places = new Map<number, number>();
  const perCode = new Map<string, number>();
  const rows: ImportRow[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  let span: [number, number] | null = null;

  scans.forEach((scan, index) => {
    if (index % TELL_EVERY === 0) grounds.onProgress(index, scans.length);
    const n = (origins[index] as number) + 1;
    const before = { ...notes };
    const taken = repair(scan, scan.crs ?? grounds.crs);
    const read = readRow(taken === null ? scan : { ...scan, crs: taken }, index, grounds.crs, notes);
    const understood = withoutPlace(scan, read, grounds);
    const refusal = refusalOf(understood, grounds.now);
    if (refusal !== null) {
      findings.add('refused', refusal.reason, n, refusal.detail);
      return;
    }
    const row = importRow(understood as Reading, n, scan, grounds.hash);
    const [, code, actor, seconds, longitude, latitude] = row;
    const key = scanKey(code, actor, seconds, longitude, latitude);
    if (seen.has(key) || grounds.scans.has(key)) {
      findings.add('refused', seen.has(key) ? 'repeated' : 'known', n, code);
      return;
    }
    seen.add(key);
    rows.push(row);

    const known = grounds.codes.get(code);
    if (longitude === null) findings.add('set_aside', 'no_place', n, null);
    else if (actor === 'consumer') places.set(placeNumber(row), (places.get(placeNumber(row)) ?? 0) + 1);
    if (known === undefined) findings.add('noted', 'code_not_here', n, code);
    else if (known.shippedOn === null) findings.add('set_aside', 'never_shipped', n, code);
    if (isBefore(understood as Reading, known)) findings.add('set_aside', 'scan_before_shipment', n, code);
    if (longitude !== null && row[7] === null) findings.add('noted', 'without_accuracy', n, null);
    if (notes.timesWithoutZone > before.timesWithoutZone)
      findings.add('noted', 'time_without_zone', n, scan.scannedAt ?? null);
    if (taken !== null) findings.add('noted', 'wrong_system', n, `${scan.crs ?? grounds.crs} → ${taken}`);
    const at = seconds * 1000;
    if (grounds.now - at > LATE_MS) findings.add('noted', 'late', n, null);
    if (at < latest) findings.add('noted', 'out_of_order', n, null);
    latest = Math.max(latest, at);
    span = span === null ? [at, at] : [Math.min(span[0], at), Math.max(span[1], at)];
    perCode.set(code, (perCode.get(code) ?? 0) + 1);
  });
  grounds.onProgress(scans.length, scans.length);
  frozen(rows, places, findings);
  for (const [column, count] of Object.entries(notes.unknownColumns))
    findings.addMany('noted', 'unknown_column', count, column);
  for (const [code, count] of perCode) if (count > MANY) findings.addMany('noted', 'many_of_one_code', count, code);
  const events = refused.filter(({ reason }) => reason === 'not_a_scan').length;
  return { fileRows: new Set(origins).size + refused.length - events, rows, findings: findings.list(), feeds, span };
}

function* placedRows(scans: readonly ScanRow[], crs: Crs): Iterable<FeedReading> {
  for (const row of scans) {
    if (typeof row.longitude === 'number' && typeof row.latitude === 'number') yield { row, crs: row.crs ?? crs };
  }
}

/**
 * A scan without a place, and one that seems to come before its shipment, is a scan: head office knows the shipment, and the
 * detector sets such scans aside itself. Read again without what is at fault.
 */
function withoutPlace(scan: ScanRow, read: Reading | Rejected, { crs }: ImportGrounds): Reading | Rejected {
  if (!isRejected(read)) return read;
  if (read.reason === 'scan_before_shipment')
    return readRow({ ...scan, shippedOn: null }, read.index, crs, startNotes());
  if (read.reason !== 'no_place') return read;
  // In the middle of China for the moment; the place is taken out again.
  const again = readRow(
    { ...scan, longitude: 105, latitude: 35, crs: 'GCJ02', shippedOn: null },
    read.index,
    crs,
    startNotes(),
  );
  return isRejected(again) ? again : { ...again, longitude: Number.NaN, latitude: Number.NaN };
}

function refusalOf(
  read: Reading | Rejected,
  now: number,
): { readonly reason: FindingReason; readonly detail: string | null } | null {
  if (isRejected(read)) return { reason: read.reason as FindingReason, detail: read.detail };
  if (read.code === null) return { reason: 'without_code', detail: null };
  const { scannedAt } = read;
  if (scannedAt === null) return { reason: 'without_time', detail: null };
  if (scannedAt / 1000 < YEARS_S[0] || scannedAt / 1000 >= YEARS_S[1])
    return { reason: 'malformed', detail: 'scannedAt' };
  return scannedAt > now + AHEAD_MS ? { reason: 'in_future', detail: new Date(scannedAt).toISOString() } : null;
}

function importRow(read: Reading, n: number, scan: ScanRow, hash: (device: string) => string): ImportRow {
  const isPlaced = !Number.isNaN(read.longitude);
  const device = read.device ?? read.user;
  return [
    n,
    read.code as string,
    read.actor,
    Math.floor((read.scannedAt as number) / 1000),
    isPlaced ? sixDecimals(read.longitude) : null,
    isPlaced ? sixDecimals(read.latitude) : null,
    isPlaced ? read.crs : 'none',
    isPlaced && read.accuracyM !== null ? Math.round(Math.min(read.accuracyM, 10_000_000)) : null,
    read.terminal,
    scan.sku ?? null,
    device === null ? null : hash(device),
  ];
}

/** Whether a scan comes before the shipment that the source or this laptop tells of. */
function isBefore({ scannedDay, shippedDay }: Reading, known: KnownCode | undefined): boolean {
  const told = known?.shippedOn == null ? shippedDay : Date.parse(`${known.shippedOn}T00:00:00Z`) / 86_400_000;
  return told !== null && scannedDay !== null && scannedDay < told;
}

const placeNumber = ([, , , , longitude, latitude]: ImportRow): number =>
  Math.round(((longitude as number) - CHINA.west) * 1e6) * 1e8 + Math.round((latitude as number) * 1e6);

/** Consumers' scans at coordinates that are equal to six decimals over many codes and days, as the detector finds them. */
function frozen(rows: readonly ImportRow[], places: ReadonlyMap<number, number>, findings: Findings): void {
  const least = PARAMETERS.frozenCodes.default;
  const crowded = new Map<number, ImportRow[]>();
  for (const [place, count] of places) if (count >= least) crowded.set(place, []);
  if (crowded.size === 0) return;
  for (const row of rows) if (row[2] === 'consumer' && row[4] !== null) crowded.get(placeNumber(row))?.push(row);
  for (const list of crowded.values()) {
    const codes = new Set(list.map(([, code]) => code)).size;
    const days = new Set(list.map(([, , , seconds]) => Math.floor((seconds + 28_800) / 86_400))).size;
    if (codes < least || days < 3) continue;
    for (const [n, , , , longitude, latitude] of list)
      findings.add('set_aside', 'frozen_place', n, `${longitude}, ${latitude}`);
  }
}
