import type { Crs } from '../../geo/crs.ts';
import { type IntakeNotes, isRejected, type Rejected, readRow, startNotes } from '../reading.ts';
import type { ShippedCode } from '../schema/detect.ts';
import type { ScanRow } from '../schema/scan-row.ts';
import { Readings } from './readings.ts';
import { dropRepeats, type RepeatRule } from './repeats.ts';

/** Ten years. */
const LONGEST_DAYS = 3653;

/** Readings in the order of their instants, and everything that did not become one. */
export interface Intake {
  readonly readings: Readings;
  readonly rejected: readonly Rejected[];
  readonly duplicates: number;
  /** Readings without an instant: they are judged, but belong to no week. */
  readonly withoutTime: number;
  /** Readings of clocks that are years off. */
  readonly outOfTime: number;
  readonly notes: IntakeNotes;
}

/**
 * Layer 0: reads the rows, fills in what the list of shipped codes knows, and takes repeated readings of a code by the
 * same actor within a few minutes as one.
 * @param rule which readings repeat another
 */
export function takeIn(rows: readonly unknown[], shipped: readonly ShippedCode[], crs: Crs, rule: RepeatRule): Intake {
  const notes = startNotes();
  const rejected: Rejected[] = [];
  const known = new Map(shipped.map((code) => [code.code, code]));
  const readings = new Readings(rows.length);
  const found = new Uint32Array(rows.length);
  let count = 0;
  let withoutTime = 0;
  for (let index = 0; index < rows.length; index += 1) {
    const row = known.size === 0 ? rows[index] : completed(rows[index], known);
    const read = readRow(row, index, crs, notes);
    if (isRejected(read)) rejected.push(read);
    else if (read.scannedAt === null) withoutTime += 1;
    else {
      readings.put(row as ScanRow, read);
      found[count] = index;
      count += 1;
    }
  }
  readings.sort(found.subarray(0, count));
  dropOutOfTime(readings);
  const outOfTime = count - readings.order.length;
  dropRepeats(readings, rule);
  return { readings, rejected, duplicates: count - outOfTime - readings.order.length, withoutTime, outOfTime, notes };
}

/** Drops what lies more than ten years from the middle reading: one wrong clock would make weeks by the thousand. */
function dropOutOfTime(readings: Readings): void {
  const { order, scannedDay } = readings;
  const middle = scannedDay[order[Math.floor(order.length / 2)] ?? 0] ?? 0;
  const isNear = (index: number | undefined): boolean =>
    index === undefined || Math.abs((scannedDay[index] as number) - middle) <= LONGEST_DAYS;
  if (!isNear(order[0]) || !isNear(order.at(-1))) readings.keep(isNear);
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
