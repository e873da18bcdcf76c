import { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode } from '../contract/errors.ts';
import type { FileKey } from './connection.ts';
import type { DeductionAnswer, DeductionQuestion } from './diversion-deduction.ts';
import type { GroupResult, RebateQuestion } from './rebate-calculation.ts';
import type { SimulationAnswer, SimulationQuestion, StandingAnswer, StandingQuestion } from './rebate-policy.ts';

/** What the calculating thread is told. */
export type RebateRequest =
  | { readonly id: number; readonly kind: 'ask'; readonly question: RebateQuestion }
  | { readonly id: number; readonly kind: 'standing'; readonly question: StandingQuestion }
  | { readonly id: number; readonly kind: 'simulate'; readonly question: SimulationQuestion }
  | { readonly id: number; readonly kind: 'deduction'; readonly question: DeductionQuestion }
  | { readonly id: number; readonly kind: 'cancel' };

/** What it answers; `cause` is for the log. */
export type RebateAnswer =
  | { readonly id: number; readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly id: number; readonly kind: 'done'; readonly found: RebateFinding }
  | {
      readonly id: number;
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly params: Readonly<Record<string, string | number>>;
      readonly cause: unknown;
    };

/** What a question of each kind is answered with. */
interface Findings {
  readonly ask: readonly GroupResult[];
  readonly standing: StandingAnswer;
  readonly simulate: SimulationAnswer;
  readonly deduction: DeductionAnswer;
}
export type RebateFinding = Findings[keyof Findings];
type Question<K extends keyof Findings> = Extract<RebateRequest, { kind: K }>['question'];

export interface RebateAsking {
  readonly signal?: AbortSignal;
  /** Groups of agreements that are done, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

interface Waiting {
  readonly resolve: (found: RebateFinding) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((done: number, total: number) => void) | undefined;
}

/**
 * Rebates of the replica, calculated in a thread of their own that starts with the first question and remembers what it
 * found. A replica that takes the place of the one before needs a {@link reset}.
 */
export class RebateRuns {
  readonly #replicaFile: string;
  readonly #key: () => FileKey;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #nextId = 1;

  /** @param key asked with every start of the thread: a wiped laptop has another key */
  constructor(replicaFile: string, key: () => FileKey) {
    this.#replicaFile = replicaFile;
    this.#key = key;
  }

  /** @throws AppError cancelled, replica_corrupt, service_unavailable when the thread is ended meanwhile */
  ask(question: RebateQuestion, asking: RebateAsking = {}): Promise<readonly GroupResult[]> {
    return this.#request('ask', question, asking);
  }

  /** Where a dealer stands, and what an order would bring. @throws as {@link ask} */
  standing(question: StandingQuestion, asking: RebateAsking = {}): Promise<StandingAnswer> {
    return this.#request('standing', question, asking);
  }

  /** Tries terms on history. @throws as {@link ask} */
  simulate(question: SimulationQuestion, asking: RebateAsking = {}): Promise<SimulationAnswer> {
    return this.#request('simulate', question, asking);
  }

  /** What diverted goods earned. @throws as {@link ask} */
  deduction(question: DeductionQuestion, asking: RebateAsking = {}): Promise<DeductionAnswer> {
    return this.#request('deduction', question, asking);
  }

  #request<K extends keyof Findings>(
    kind: K,
    question: Question<K>,
    { signal, onProgress }: RebateAsking,
  ): Promise<Findings[K]> {
    if (signal?.aborted === true) return Promise.reject(new AppError('cancelled'));
    const id = this.#nextId++;
    const worker = this.#started();
    return new Promise((resolve, reject) => {
      const cancel = (): void => worker.postMessage({ id, kind: 'cancel' } satisfies RebateRequest);
      signal?.addEventListener('abort', cancel, { once: true });
      const ended = (): void => {
        signal?.removeEventListener('abort', cancel);
        this.#waiting.delete(id);
        // Nobody waits: the thread must not keep the process alive.
        if (this.#waiting.size === 0) worker.unref();
      };
      this.#waiting.set(id, {
        resolve: (found) => {
          ended();
          // The thread answers each kind of question with its own kind of finding.
          resolve(found as Findings[K]);
        },
        reject: (error) => {
          ended();
          reject(error);
        },
        onProgress,
      });
      worker.ref();
      worker.postMessage({ id, kind, question } as RebateRequest);
    });
  }

  /** Ends the thread and forgets what it found; the next question starts another one. */
  async reset(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    for (const { reject } of [...this.#waiting.values()]) reject(new AppError('service_unavailable'));
    await worker?.terminate();
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL('./rebate-worker.ts', import.meta.url), {
      workerData: { replicaFile: this.#replicaFile, key: this.#key() },
    });
    this.#worker = worker;
    worker.on('message', (answer: RebateAnswer) => this.#take(answer));
    worker.once('error', (error) => this.#fail(worker, error));
    worker.once('exit', () => this.#fail(worker, new Error('The thread that calculates rebates ended')));
    return worker;
  }

  #take(answer: RebateAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    switch (answer.kind) {
      case 'progress':
        waiting.onProgress?.(answer.done, answer.total);
        return;
      case 'done':
        waiting.resolve(answer.found);
        return;
      case 'failed':
        waiting.reject(
          answer.code === 'internal' ? answer.cause : new AppError(answer.code, answer.params, answer.cause),
        );
    }
  }

  #fail(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    for (const { reject } of [...this.#waiting.values()]) reject(error);
  }
}
