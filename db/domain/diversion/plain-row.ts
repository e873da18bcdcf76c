import { CRS } from '../geo/crs.ts';
import { ACTORS, type ScanRow } from './schema/scan-row.ts';

const LONGEST = 200;
const actors: ReadonlySet<unknown> = new Set(ACTORS);
const systems: ReadonlySet<unknown> = new Set(CRS);
const MINUTE_MS = 60_000;

/**
 * Whether a row is certainly what the schema asks for, decided without the schema: for the million rows that are right.
 * False says nothing; such a row is asked the long way. What is true here the schema accepts (a test holds it).
 */
export function isPlainRow(row: unknown): row is ScanRow {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return false;
  const scan = row as Readonly<Record<keyof ScanRow, unknown>>;
  return (
    isKey(scan.id) &&
    isKey(scan.code) &&
    isKey(scan.dealer) &&
    isKey(scan.productLine) &&
    isKey(scan.sku) &&
    isKey(scan.shipment) &&
    isKey(scan.case) &&
    isKey(scan.pallet) &&
    isKey(scan.terminal) &&
    isKey(scan.user) &&
    isKey(scan.device) &&
    isKey(scan.source) &&
    isNumber(scan.longitude) &&
    isNumber(scan.latitude) &&
    (isAbsent(scan.accuracyM) || (isNumber(scan.accuracyM) && (scan.accuracyM as number) >= 0)) &&
    (isAbsent(scan.shippedOn) || (typeof scan.shippedOn === 'string' && dayOf(scan.shippedOn) !== undefined)) &&
    (isAbsent(scan.scannedAt) || (typeof scan.scannedAt === 'string' && plainInstant(scan.scannedAt) !== null)) &&
    (isAbsent(scan.crs) || systems.has(scan.crs)) &&
    (isAbsent(scan.actor) || actors.has(scan.actor))
  );
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;
const isKey = (value: unknown): boolean =>
  typeof value === 'string' ? value.length > 0 && value.length <= LONGEST : isAbsent(value);
const isNumber = (value: unknown): boolean => (typeof value === 'number' ? Number.isFinite(value) : isAbsent(value));

const days = new Map<string, number>();

/** Start in UTC of a date `YYYY-MM-DD` that exists, milliseconds; undefined for anything else. Dates come again and again. */
export function dayOf(date: string): number | undefined {
  const known = days.get(date);
  if (known !== undefined || !/^\d{4}-\d\d-\d\d$/.test(date)) return known;
  const start = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== date) return undefined;
  days.set(date, start);
  return start;
}

/** Milliseconds since 1970 of `YYYY-MM-DDThh:mm:ss[.sss]` with `Z` or `±hh:mm`; null for anything else. */
export function plainInstant(text: string): number | null {
  if (text.length < 20 || text.charCodeAt(10) !== 84 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58)
    return null;
  const start = dayOf(text.slice(0, 10));
  const hours = twoDigits(text, 11);
  const minutes = twoDigits(text, 14);
  const seconds = twoDigits(text, 17);
  if (start === undefined || !(hours < 24 && minutes < 60 && seconds < 60)) return null;
  let at = 19;
  let milliseconds = 0;
  if (text.charCodeAt(at) === 46) {
    milliseconds = twoDigits(text, at + 1) * 10 + (twoDigits(text, at + 2) % 10);
    at += 4;
  }
  const instant = start + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  const sign = text.charCodeAt(at);
  if (sign === 90) return text.length === at + 1 && instant >= start ? instant : null;
  if ((sign !== 43 && sign !== 45) || text.length !== at + 6 || text.charCodeAt(at + 3) !== 58) return null;
  const offset = twoDigits(text, at + 1) * 60 + twoDigits(text, at + 4);
  if (!(twoDigits(text, at + 1) < 24 && twoDigits(text, at + 4) < 60) || Number.isNaN(instant)) return null;
  return instant - (sign === 43 ? offset : -offset) * MINUTE_MS;
}

/** NaN when they are no digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
