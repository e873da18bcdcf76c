import { Worker } from 'node:worker_threads';
import { AppError } from '../contract/errors.ts';
import type { TunedUnit } from '../domain/diversion/parameters/by-region.ts';
import type { DetectOutput } from '../domain/diversion/schema/detect.ts';
import type { FileKey } from '../store/connection.ts';
import { asAppError } from '../store/sqlite-failure.ts';

/** What the detecting thread is started with. */
export interface AlertsTask {
  readonly replicaFile: string;
  readonly key: FileKey;
  readonly mapFolder: string;
}

export interface AlertsProgress {
  readonly step: 'reading' | 'judging';
  /** Scans. */
  readonly done: number;
  readonly total: number;
}

/** A unit of the detector with the parameters in force and its scans by their identifiers, those of neighbouring cities among them. */
export type FoundUnit = Omit<TunedUnit, 'scans' | 'alsoIn'> & {
  readonly alsoIn: readonly Omit<TunedUnit['alsoIn'][number], 'scans'>[];
  readonly scanIds: readonly string[];
};

/** What the detector found in a replica: cases first, then what is worth a look, each by its score. */
export interface Detection extends Pick<DetectOutput, 'totals'> {
  readonly units: readonly FoundUnit[];
  /** Weekly budgets that hold in some region, least first. */
  readonly budgets: readonly number[];
}

export type AlertsMessage = { readonly progress: AlertsProgress } | { readonly detection: Detection };

interface Run {
  readonly version: number;
  readonly worker: Worker;
  readonly answer: Promise<Detection>;
  readonly listeners: Set<(progress: AlertsProgress) => void>;
  progress: AlertsProgress | null;
}

/**
 * What the detector says about the replica, found in a thread when somebody asks and kept for as long as the data stay the
 * same. Whoever asks meanwhile waits for the same run; a run that nobody waits for any more is ended.
 */
export class AlertsSource {
  readonly #task: () => AlertsTask;
  #run: Run | null = null;
  #known: { readonly version: number; readonly detection: Detection } | null = null;

  /** @param task asked before each run: a wiped laptop has another key */
  constructor(task: () => AlertsTask) {
    this.#task = task;
  }

  /**
   * @param version of the data: equal numbers mean equal data
   * @throws AppError cancelled, replica_corrupt
   */
  async find(version: number, signal: AbortSignal, onProgress: (progress: AlertsProgress) => void): Promise<Detection> {
    if (signal.aborted) throw new AppError('cancelled');
    if (this.#known?.version === version) return this.#known.detection;
    const run = this.#run?.version === version ? this.#run : this.#start(version);
    run.listeners.add(onProgress);
    if (run.progress !== null) onProgress(run.progress);
    const { promise: cancelled, reject } = Promise.withResolvers<never>();
    const cancel = (): void => reject(new AppError('cancelled'));
    signal.addEventListener('abort', cancel);
    try {
      return await Promise.race([run.answer, cancelled]);
    } finally {
      signal.removeEventListener('abort', cancel);
      run.listeners.delete(onProgress);
      if (run.listeners.size === 0) await this.#end(run);
    }
  }

  async close(): Promise<void> {
    if (this.#run !== null) await this.#end(this.#run);
  }

  async #end(run: Run): Promise<void> {
    if (this.#run === run) this.#run = null;
    await run.worker.terminate();
  }

  #start(version: number): Run {
    const worker = new Worker(new URL('./alerts-worker.ts', import.meta.url), { workerData: this.#task() });
    const { promise: answer, resolve, reject } = Promise.withResolvers<Detection>();
    // Whoever waited has gone when a run is ended.
    answer.catch(() => undefined);
    const run: Run = { version, worker, answer, listeners: new Set(), progress: null };
    worker.on('message', (message: AlertsMessage) => {
      if ('progress' in message) {
        run.progress = message.progress;
        for (const listener of run.listeners) listener(message.progress);
        return;
      }
      this.#known = { version, detection: message.detection };
      resolve(message.detection);
    });
    worker.once('error', (error) => reject(asAppError(error, 'replica')));
    worker.once('exit', () => {
      if (this.#run === run) this.#run = null;
      reject(new AppError('cancelled'));
    });
    this.#run = run;
    return run;
  }
}
