import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AppError } from '../contract/errors.ts';
import type { Analytics } from './analytics.ts';
import { columnsFileOf, writeColumns } from './columns-file.ts';
import { stampOf } from './columns-stamp.ts';
import { connect, type FileKey } from './connection.ts';
import { asAppError } from './sqlite-failure.ts';

/** What the building thread is started with. */
export interface AnalyticsTask {
  readonly replicaFile: string;
  readonly key: FileKey;
  readonly mapFolder: string;
  readonly version: number;
}

/** What it answers with. */
export interface AnalyticsAnswer {
  readonly analytics: Analytics;
  /** See `stampOf`; null where columns cannot be kept. */
  readonly stamp: string | null;
  /** Whether they were read back from the last run. */
  readonly isKept: boolean;
}

export interface AnalyticsSourceOptions {
  readonly replicaFile: string;
  readonly mapFolder: string;
  /** Asked before each build: a wiped laptop has another key. */
  readonly key: () => FileKey;
  /** Version of the first build; later ones count on from it. */
  readonly firstVersion: number;
  /** A build that failed; the columns before it stay in use. */
  readonly onFailure: (error: unknown) => void;
  /** Columns that could not be kept for the next start. */
  readonly onUnkept: (error: unknown) => void;
}

/**
 * The newest columns, and their renewal. Builds run one at a time in a thread of their own; whoever asks meanwhile gets
 * the columns before. Only the very first answer waits for its build.
 */
export class AnalyticsSource {
  readonly #options: AnalyticsSourceOptions;
  readonly #listeners = new Set<(analytics: Analytics) => void>();
  readonly #waiting = new Set<{ resolve: (analytics: Analytics) => void; reject: (error: unknown) => void }>();
  #current: Analytics | null = null;
  /** Stamp of the columns in use as long as they are not kept on disk. */
  #unkept: string | null = null;
  #nextVersion: number;
  #worker: Worker | null = null;
  #isStale = false;
  #failure: unknown = null;
  #isClosed = false;

  constructor(options: AnalyticsSourceOptions) {
    this.#options = options;
    this.#nextVersion = options.firstVersion;
  }

  /** The version of the columns in use; 0 before the first. */
  get version(): number {
    return this.#current?.version ?? 0;
  }

  /**
   * The columns in use; the first time, once they are built. Columns without a single document are not told while newer
   * ones are made: nobody is to read that there is nothing just after the first sync.
   * @throws AppError replica_corrupt while there are none and they cannot be built, service_unavailable once closed
   */
  current(): Promise<Analytics> {
    if (this.#current !== null && (this.#current.lastDay !== null || this.#worker === null)) {
      return Promise.resolve(this.#current);
    }
    if (this.#failure !== null && this.#worker === null) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.add({ resolve, reject });
    });
  }

  /** Called with each new build. Returns the way to stop. */
  onBuilt(listener: (analytics: Analytics) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Builds anew from what the replica holds now; asked while a build runs, once more after it. */
  renew(): void {
    if (this.#isClosed) return;
    if (this.#worker !== null) {
      this.#isStale = true;
      return;
    }
    this.#isStale = false;
    const { replicaFile, key, mapFolder } = this.#options;
    const task: AnalyticsTask = { replicaFile, key: key(), mapFolder, version: this.#nextVersion++ };
    const worker = new Worker(new URL('./analytics-worker.ts', import.meta.url), {
      workerData: task,
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    this.#worker = worker;
    let isAnswered = false;
    let failure: unknown = new Error('The thread that builds the columns ended without an answer');
    worker.once('message', (answer: AnalyticsAnswer) => {
      isAnswered = true;
      if (!this.#isClosed) this.#take(answer);
    });
    worker.once('error', (error) => {
      failure = error;
    });
    worker.once('exit', () => {
      this.#worker = null;
      if (this.#isClosed) return;
      if (!isAnswered) this.#fail(failure);
      if (this.#isStale) return this.renew();
      const current = this.#current;
      if (current !== null) this.#settle(({ resolve }) => resolve(current));
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listeners.clear();
    await this.#worker?.terminate();
    this.#settle(({ reject }) => reject(new AppError('service_unavailable')));
    this.#keep();
  }

  /** Keeps the columns for the next start, when they are still those of the replica. */
  #keep(): void {
    if (this.#current === null || this.#unkept === null) return;
    const { replicaFile, key, mapFolder } = this.#options;
    try {
      const database = connect(replicaFile, { role: 'replica', key: key(), readonly: true });
      const stamp = stampOf(database, replicaFile, join(mapFolder, 'divisions.bin'));
      database.close();
      if (stamp === this.#unkept) writeColumns(columnsFileOf(replicaFile), key(), stamp, this.#current);
      this.#unkept = null;
    } catch (error) {
      this.#options.onUnkept(error);
    }
  }

  #take({ analytics, stamp, isKept }: AnalyticsAnswer): void {
    this.#current = analytics;
    this.#unkept = isKept ? null : stamp;
    this.#failure = null;
    if (analytics.lastDay !== null) this.#settle(({ resolve }) => resolve(analytics));
    for (const listener of this.#listeners) listener(analytics);
  }

  #fail(cause: unknown): void {
    const error = asAppError(cause, 'replica');
    this.#failure = error;
    this.#options.onFailure(error);
    if (!this.#isStale) this.#settle(({ reject }) => reject(error));
  }

  #settle(answer: (call: { resolve: (analytics: Analytics) => void; reject: (error: unknown) => void }) => void): void {
    for (const call of this.#waiting) answer(call);
    this.#waiting.clear();
  }
}
