import { ACTORS, type ScanRow } from '../schema/scan-row.ts';
import { impossibleJourney } from './impossible-journey.ts';
import { NONE, type Readings } from './readings.ts';

/** Within which time, and at which speed at most, a code that is read again is the same scan. */
export interface RepeatRule {
  readonly duplicateMinutes: number;
  readonly travelSpeedKmh: number;
}

/**
 * Takes readings of a code that repeat an earlier one as one: within a few minutes, by the same kind of actor, and by the
 * same user, device or shop. Who is known on both to be another repeats nothing, or a copied code would hide its copy; who
 * is known on one of them only, or on neither, repeats the reading before it where the code can have come from there. One
 * who scans a code far apart within minutes has a telephone that jumps: nobody is in two places.
 */
export function dropRepeats(readings: Readings, { duplicateMinutes, travelSpeedKmh }: RepeatRule): void {
  const { order, code, actor, scannedAt } = readings;
  const withinMs = duplicateMinutes * 60_000;
  // First how often each code was read, then its number among those that were read again, from one.
  const again = new Uint32Array(readings.names);
  for (const index of order) {
    const number = code[index] as number;
    if (number !== NONE) again[number] = (again[number] as number) + 1;
  }
  let repeated = 0;
  again.forEach((count, number) => {
    if (count > 1) repeated += 1;
    again[number] = count > 1 ? repeated : 0;
  });
  // The kept reading with which each kind of actor last read each code: one more than its position, 0 for never.
  const last = new Uint32Array((repeated + 1) * ACTORS.length);
  const byWhom = new Map<string, number>();
  const isSoonAfter = (index: number, before: number): boolean =>
    (scannedAt[index] as number) - (scannedAt[before] as number) <= withinMs;
  const keysOf = (at: number, index: number): string[] => marksOf(readings.row(index)).map((mark) => `${at}\n${mark}`);
  readings.keep((index) => {
    const number = code[index] === NONE ? 0 : (again[code[index] as number] as number);
    if (number === 0) return true;
    const at = number * ACTORS.length + (actor[index] as number);
    const before = (last[at] as number) - 1;
    // Most codes are read days apart: only of what was read again soon it is remembered by whom.
    if (before >= 0 && isSoonAfter(index, before)) {
      for (const key of keysOf(at, before)) byWhom.set(key, before);
      const keys = keysOf(at, index);
      const isSame = keys.some((key) => {
        const known = byWhom.get(key);
        return known !== undefined && isSoonAfter(index, known);
      });
      if (isSame) return false;
      const isPossible = impossibleJourney(readings, before, index, travelSpeedKmh) === null;
      if (isPossible && !isTold(readings.row(before), readings.row(index))) return false;
    }
    last[at] = index + 1;
    return true;
  });
}

/** What a row says of who scanned: user and device; the shop only where it names neither. */
function marksOf({ user, device, terminal }: ScanRow): string[] {
  const marks: string[] = [];
  if (user != null) marks.push(`user\n${user}`);
  if (device != null) marks.push(`device\n${device}`);
  if (marks.length === 0 && terminal != null) marks.push(`terminal\n${terminal}`);
  return marks;
}

/** Whether two rows say it in the same way, so that it is known whether they were the same. */
function isTold(one: ScanRow, other: ScanRow): boolean {
  const isNobody = ({ user, device }: ScanRow): boolean => user == null && device == null;
  return (
    (one.user != null && other.user != null) ||
    (one.device != null && other.device != null) ||
    (isNobody(one) && isNobody(other) && one.terminal != null && other.terminal != null)
  );
}
