import type { Crs } from '../../geo/crs.ts';
import { type IntakeNotes, isRejected, type Reading, type Rejected, readRow, startNotes } from '../reading.ts';
import type { ShippedCode } from '../schema/detect.ts';

/** Readings in the order of their instants, and everything that did not become one. */
export interface Intake {
  readonly readings: readonly Reading[];
  readonly rejected: readonly Rejected[];
  readonly duplicates: number;
  /** Readings without an instant: they are judged, but belong to no week. */
  readonly withoutTime: number;
  readonly notes: IntakeNotes;
}

/**
 * Layer 0: reads the rows, fills in what the list of shipped codes knows, and takes repeated readings of a code by the
 * same actor within a few minutes as one.
 */
export function takeIn(
  rows: readonly unknown[],
  shipped: readonly ShippedCode[],
  crs: Crs,
  duplicateMinutes: number,
): Intake {
  const notes = startNotes();
  const rejected: Rejected[] = [];
  const known = new Map(shipped.map((code) => [code.code, code]));
  const found: Reading[] = [];
  let withoutTime = 0;
  for (let index = 0; index < rows.length; index += 1) {
    const row = known.size === 0 ? rows[index] : completed(rows[index], known);
    const read = readRow(row, index, crs, notes);
    if (isRejected(read)) rejected.push(read);
    else if (read.scannedAt === null) withoutTime += 1;
    else found.push(read);
  }
  found.sort((a, b) => (a.scannedAt as number) - (b.scannedAt as number) || a.index - b.index);
  const last = new Map<string, number>();
  const readings = found.filter(({ code, actor, scannedAt }) => {
    if (code === null) return true;
    const key = `${actor}\n${code}`;
    const before = last.get(key);
    const isDuplicate = before !== undefined && (scannedAt as number) - before <= duplicateMinutes * 60_000;
    if (!isDuplicate) last.set(key, scannedAt as number);
    return !isDuplicate;
  });
  return { readings, rejected, duplicates: found.length - readings.length, withoutTime, notes };
}

/** The row with what is known of its code; what the row says itself stays. */
function completed(row: unknown, known: ReadonlyMap<string, ShippedCode>): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const scan = row as Readonly<Record<string, unknown>>;
  const shipped = typeof scan.code === 'string' ? known.get(scan.code) : undefined;
  if (shipped === undefined) return row;
  const said = Object.entries(scan).filter(([, value]) => value !== null && value !== undefined);
  return { ...shipped, ...Object.fromEntries(said) };
}
