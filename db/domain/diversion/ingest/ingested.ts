import type { ShippedCode } from '../schema/detect.ts';
import type { ScanRow } from '../schema/scan-row.ts';

/** Why a row or an event of a source gives no scan. */
export const REFUSALS = ['malformed', 'withdrawn', 'named_twice', 'not_a_scan', 'empty_row'] as const;

/** A row or an event that gives no scan. */
export interface Refused {
  /** Position in the source, from 0. */
  readonly index: number;
  readonly reason: (typeof REFUSALS)[number];
  readonly detail: string | null;
}

/** What a source of another make says, in the rows of a document of scans. */
export interface Ingested {
  readonly scans: readonly ScanRow[];
  /** Position in the source of each scan. */
  readonly origins: readonly number[];
  readonly codes: readonly ShippedCode[];
  readonly refused: readonly Refused[];
  /** Scans that were recorded more than a week after they were made. */
  readonly late: number;
  /** Whether the source told in the order of time. */
  readonly isInOrder: boolean;
}
