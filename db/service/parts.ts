import type Database from 'better-sqlite3';
import type { Logger } from 'pino';
import { AppError } from '../contract/errors.ts';
import type { AsOf } from '../contract/primitives.ts';
import type { ParameterWords } from '../domain/diversion/pack/parameters.ts';
import type { PackWords } from '../domain/diversion/pack/words.ts';
import type { SheetWords } from '../domain/rebates/proof/voice.ts';
import { fromDay } from '../domain/time/days.ts';
import type { Analytics } from '../store/analytics.ts';
import type { Store } from '../store/open-store.ts';
import type { RebateRuns } from '../store/rebate-runs.ts';
import type { SyncEngine } from '../sync/engine.ts';
import type { AlertsSource } from './alerts-source.ts';
import type { ImportDesk } from './import-desk.ts';

/** The newest columns: what the features see of their source. */
export interface AnalyticsReader {
  readonly version: number;
  current(): Promise<Analytics>;
  onBuilt(listener: () => void): () => void;
}

/** What the features are made of. */
export interface ServiceParts {
  readonly store: Store;
  readonly engine: SyncEngine;
  readonly analytics: AnalyticsReader;
  readonly alerts: AlertsSource;
  readonly imports: ImportDesk;
  readonly rebates: RebateRuns;
  readonly mapFolder: string;
  /** What goes into proof sheets; read when one is made. */
  readonly proof: () => { readonly engine: string; readonly words: SheetWords };
  /** What goes into evidence packs; read when one is made. */
  readonly pack: () => {
    readonly engine: string;
    readonly words: PackWords;
    readonly parameters: ParameterWords;
  };
  readonly log: Logger;
  readonly appVersion: string;
}

/**
 * Reads the replica. It is opened for each call: a rebuild may have replaced the file since the last one.
 * @throws AppError replica_corrupt, replica_rebuilding
 */
export function readReplica<T>(parts: ServiceParts, work: (replica: Database.Database) => T): T {
  const replica = parts.store.openReplica();
  try {
    return work(replica);
  } finally {
    replica.close();
  }
}

/** From when the figures of these columns are. */
export function asOfOf(parts: ServiceParts, analytics: Analytics): AsOf {
  return {
    syncedAt: parts.engine.status.syncedAt,
    lastBusinessDate: analytics.lastDay === null ? null : fromDay(analytics.lastDay),
    dataVersion: analytics.version,
  };
}

/** A list cut at its documented maximum. */
export function cut<Row>(rows: readonly Row[], limit: number, totalRows = rows.length) {
  return { rows: rows.slice(0, limit), totalRows, truncated: totalRows > limit };
}

/**
 * Lets other calls and the caller's cancellation in between two passes.
 * @throws AppError cancelled
 */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (signal.aborted) throw new AppError('cancelled');
}
