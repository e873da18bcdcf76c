import type { Crs } from '../../geo/crs.ts';
import { isRejected, readRow, startNotes } from '../reading.ts';
import type { IngestPreview } from '../schema/ingest.ts';
import type { Ingested } from './ingested.ts';

type Reason = IngestPreview['rejected'][number]['reason'];

/** Rows shown of each reason. */
const SHOWN = 5;

/**
 * What would become of a source's scans, before anything is taken in: how many can be placed, what is rejected and why with
 * the first rows of each reason, what comes twice, late or out of order.
 * @param crs what rows are in that do not say
 */
export function previewScans({ scans, origins, codes, refused, late, isInOrder }: Ingested, crs: Crs): IngestPreview {
  const notes = startNotes();
  const reasons = new Map<Reason, { count: number; first: IngestPreview['rejected'][number]['first'] }>();
  const count = (reason: Reason, row: number, detail: string | null): void => {
    const known = reasons.get(reason) ?? { count: 0, first: [] };
    reasons.set(reason, known);
    known.count += 1;
    if (known.first.length < SHOWN) known.first.push({ row, detail });
  };
  for (const { index, reason, detail } of refused) count(reason, index, detail);
  const seen = new Set<string>();
  let repeated = 0;
  let placed = 0;
  let withoutTime = 0;
  let withoutCode = 0;
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  scans.forEach((row, n) => {
    const read = readRow(row, n, crs, notes);
    if (isRejected(read)) {
      count(read.reason, origins[n] as number, read.detail);
      return;
    }
    placed += 1;
    if (read.code === null) withoutCode += 1;
    if (read.scannedAt === null) withoutTime += 1;
    else [from, to] = [Math.min(from, read.scannedAt), Math.max(to, read.scannedAt)];
    const key = `${read.code}\n${read.actor}\n${read.scannedAt}\n${read.longitude}\n${read.latitude}`;
    if (seen.has(key)) repeated += 1;
    seen.add(key);
  });
  const instant = (at: number): string | null => (Number.isFinite(at) ? new Date(at).toISOString() : null);
  return {
    rows: scans.length + refused.filter(({ reason }) => reason !== 'not_a_scan').length,
    scans: scans.length,
    placed,
    boundCodes: codes.length,
    rejected: [...reasons]
      .map(([reason, { count: rows, first }]) => ({ reason, rows, first }))
      .sort((a, b) => b.rows - a.rows || (a.reason < b.reason ? -1 : 1)),
    repeated,
    late,
    isInOrder,
    withoutTime,
    withoutCode,
    from: instant(from),
    to: instant(to),
    notes,
  };
}
