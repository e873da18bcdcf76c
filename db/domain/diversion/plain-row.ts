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
  const scan = row as Readonly<Record<string, unknown>>;
  for (const column in scan) {
    const value = scan[column];
    if (value === null) continue;
    switch (column) {
      case 'id':
      case 'code':
      case 'dealer':
      case 'productLine':
      case 'sku':
      case 'shipment':
      case 'case':
      case 'pallet':
      case 'terminal':
      case 'user':
      case 'device':
      case 'source':
        if (typeof value !== 'string' || value.length === 0 || value.length > LONGEST) return false;
        break;
      case 'longitude':
      case 'latitude':
        if (typeof value !== 'number' || !Number.isFinite(value)) return false;
        break;
      case 'accuracyM':
        if (typeof value !== 'number' || !(value >= 0 && value < Number.MAX_VALUE)) return false;
        break;
      case 'shippedOn':
        if (typeof value !== 'string' || dayOf(value) === undefined) return false;
        break;
      case 'scannedAt':
        if (typeof value !== 'string' || plainInstant(value) === null) return false;
        break;
      case 'crs':
        if (!systems.has(value)) return false;
        break;
      case 'actor':
        if (!actors.has(value)) return false;
        break;
    }
  }
  return true;
}

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
