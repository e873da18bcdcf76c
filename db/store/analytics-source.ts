import { Worker } from 'node:worker_threads';
import { AppError } from '../contract/errors.ts';
import type { Analytics } from './analytics.ts';
import type { FileKey } from './connection.ts';
import { asAppError } from './sqlite-failure.ts';

/** What the building thread is started with. */
export interface AnalyticsTask {
  readonly replicaFile: string;
  readonly key: FileKey;
  readonly mapFolder: string;
  readonly version: number;
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
   * The columns in use; the first time, once they are built.
   * @throws AppError replica_corrupt while there are none and they cannot be built, service_unavailable once closed
   */
  current(): Promise<Analytics> {
    if (this.#current !== null) return Promise.resolve(this.#current);
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
    let built: Analytics | null = null;
    let failure: unknown = new Error('The thread that builds the columns ended without an answer');
    worker.once('message', (analytics: Analytics) => {
      built = analytics;
    });
    worker.once('error', (error) => {
      failure = error;
    });
    worker.once('exit', () => {
      this.#worker = null;
      if (this.#isClosed) return;
      if (built === null) this.#fail(failure);
      else this.#take(built);
      if (this.#isStale) this.renew();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#listeners.clear();
    await this.#worker?.terminate();
    this.#settle(({ reject }) => reject(new AppError('service_unavailable')));
  }

  #take(analytics: Analytics): void {
    this.#current = analytics;
    this.#failure = null;
    this.#settle(({ resolve }) => resolve(analytics));
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
