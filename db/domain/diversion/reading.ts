import { type Crs, placeFault, toGcj02 } from '../geo/crs.ts';
import { dayOf, isPlainRow, plainInstant } from './plain-row.ts';
import { type Actor, KNOWN_COLUMNS, type Rejection, ScanRow } from './schema/scan-row.ts';

const DAY_MS = 86_400_000;
/** Asia/Shanghai is eight hours ahead of UTC, all year, since 1991. */
export const SHANGHAI_MS = 8 * 3_600_000;

/** A scan with a place in China, ready to be judged. */
export interface Reading {
  /** Position in the document's list. */
  readonly index: number;
  readonly id: string | null;
  readonly code: string | null;
  readonly dealer: string | null;
  readonly productLine: string | null;
  readonly sku: string | null;
  readonly shipment: string | null;
  readonly case: string | null;
  readonly pallet: string | null;
  readonly terminal: string | null;
  readonly user: string | null;
  readonly device: string | null;
  readonly source: string | null;
  readonly actor: Actor;
  /** GCJ-02 degrees. */
  readonly longitude: number;
  readonly latitude: number;
  readonly crs: Crs;
  readonly accuracyM: number | null;
  /** Local days since 1970-01-01 in Asia/Shanghai. */
  readonly shippedDay: number | null;
  readonly scannedDay: number | null;
  /** Milliseconds since 1970. */
  readonly scannedAt: number | null;
}

/** A row that is no reading, and why; `detail` names the column where one is at fault. */
export interface Rejected {
  readonly index: number;
  readonly id: string | null;
  readonly reason: Rejection;
  readonly detail: string | null;
}

/** What was noticed on the way in: nothing of it is dropped silently. */
export interface IntakeNotes {
  /** Columns that mean nothing here, and in how many rows they stood. */
  readonly unknownColumns: Record<string, number>;
  /** Times without a zone, taken as Asia/Shanghai. */
  timesWithoutZone: number;
  /** Readings without a radius of accuracy. */
  withoutAccuracy: number;
}

export const startNotes = (): IntakeNotes => ({
  // Columns may be called as anything is, also as what every object inherits.
  unknownColumns: Object.create(null) as Record<string, number>,
  timesWithoutZone: 0,
  withoutAccuracy: 0,
});

/**
 * Layer 0: takes one row of a document to GCJ-02, instants and local days, or says why it cannot be.
 * @param crs what the document says for rows that do not say
 */
export function readRow(row: unknown, index: number, crs: Crs, notes: IntakeNotes): Reading | Rejected {
  if (isPlainRow(row)) return readScan(row, index, crs, notes);
  const parsed = ScanRow.safeParse(row);
  if (parsed.success) return readScan(parsed.data, index, crs, notes);
  const given = typeof row === 'object' && row !== null ? (row as { readonly id?: unknown }).id : null;
  const id = typeof given === 'string' ? given : null;
  const column = parsed.error.issues[0]?.path.join('.') ?? '';
  return { index, id, reason: 'malformed', detail: column === '' ? 'row' : column };
}

function readScan(scan: ScanRow, index: number, crs: Crs, notes: IntakeNotes): Reading | Rejected {
  for (const column in scan) {
    if (!KNOWN_COLUMNS.has(column)) notes.unknownColumns[column] = (notes.unknownColumns[column] ?? 0) + 1;
  }
  const reject = (reason: Rejection, detail: string | null = null): Rejected => ({
    index,
    id: scan.id ?? null,
    reason,
    detail,
  });
  const { longitude, latitude } = scan;
  if (typeof longitude !== 'number' || typeof latitude !== 'number') return reject('no_place');
  const fault = placeFault(longitude, latitude);
  if (fault !== null) return reject(fault);
  const system = scan.crs ?? crs;
  const [east, north] = toGcj02(system, longitude, latitude);
  const scannedAt = scan.scannedAt == null ? null : instantOf(scan.scannedAt, notes);
  const shippedDay = scan.shippedOn == null ? null : (dayOf(scan.shippedOn) as number) / DAY_MS;
  const scannedDay = scannedAt === null ? null : Math.floor((scannedAt + SHANGHAI_MS) / DAY_MS);
  if (shippedDay !== null && scannedDay !== null && scannedDay < shippedDay) return reject('scan_before_shipment');
  if (scan.accuracyM == null) notes.withoutAccuracy += 1;
  return readingOf(scan, index, {
    longitude: east,
    latitude: north,
    crs: system,
    shippedDay,
    scannedDay,
    scannedAt,
  });
}

/** What a row says once it is understood. */
export type Understood = Pick<Reading, 'longitude' | 'latitude' | 'crs' | 'shippedDay' | 'scannedDay' | 'scannedAt'>;

/** The reading of a row that was understood. */
export function readingOf(
  scan: ScanRow,
  index: number,
  { longitude, latitude, crs, shippedDay, scannedDay, scannedAt }: Understood,
): Reading {
  return {
    index,
    id: scan.id ?? null,
    code: scan.code ?? null,
    dealer: scan.dealer ?? null,
    productLine: scan.productLine ?? null,
    sku: scan.sku ?? null,
    shipment: scan.shipment ?? null,
    case: scan.case ?? null,
    pallet: scan.pallet ?? null,
    terminal: scan.terminal ?? null,
    user: scan.user ?? null,
    device: scan.device ?? null,
    source: scan.source ?? null,
    actor: scan.actor ?? 'consumer',
    longitude,
    latitude,
    crs,
    accuracyM: scan.accuracyM ?? null,
    shippedDay,
    scannedDay,
    scannedAt,
  };
}

export const isRejected = (read: Reading | Rejected): read is Rejected => 'reason' in read;

/** Milliseconds since 1970 of an ISO time; without a zone it is a wall clock in Asia/Shanghai. */
function instantOf(text: string, notes: IntakeNotes): number {
  const plain = plainInstant(text);
  if (plain !== null) return plain;
  if (text.length > 10 && /(?:Z|[+-]\d\d:?\d\d)$/i.test(text)) return Date.parse(text);
  notes.timesWithoutZone += 1;
  return Date.parse(text.length > 10 ? `${text}Z` : text) - SHANGHAI_MS;
}
