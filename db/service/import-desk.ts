import { Worker } from 'node:worker_threads';
import { SOURCE_BYTES_MAX } from '../contract/diversion-imports.ts';
import { AppError, type ErrorCode } from '../contract/errors.ts';
import type { FeedFinding } from '../domain/diversion/feeds.ts';
import type { Finding } from '../domain/diversion/schema/scan-import.ts';
import type { Crs } from '../domain/geo/crs.ts';
import type { FileKey } from '../store/connection.ts';
import { asAppError } from '../store/sqlite-failure.ts';
import type { SourceFormat } from './scan-source.ts';

/** What the reading thread is started with. */
export interface ImportTask {
  readonly replicaFile: string;
  readonly key: FileKey;
}

export interface ImportProgress {
  readonly step: 'reading' | 'comparing' | 'judging';
  readonly done: number;
  readonly total: number;
}

export interface ImportSource {
  readonly fileName: string;
  readonly format: SourceFormat;
  readonly crs: Crs;
}

/** What the thread found in a file; its rows stay there until they are taken. */
export interface ImportSummary {
  readonly fileRows: number;
  readonly rows: number;
  readonly findings: readonly Finding[];
  readonly feeds: readonly FeedFinding[];
  readonly columns: readonly { readonly title: string; readonly field: string | null }[];
  readonly span: readonly [from: number, to: number] | null;
  readonly fileSha256: string;
}

export type DeskRequest =
  | { readonly ask: 'put'; readonly bytes: Uint8Array }
  | { readonly ask: 'preview'; readonly source: ImportSource; readonly now: number }
  | { readonly ask: 'parts'; readonly importId: string; readonly regionId: string };
export type DeskAnswer =
  | { readonly progress: ImportProgress }
  | { readonly summary: ImportSummary }
  | { readonly parts: readonly string[] }
  | { readonly failure: { readonly code: ErrorCode; readonly params: Readonly<Record<string, string | number>> } };

/** A file on the desk, and the thread that holds it. */
interface Sheet {
  readonly uploadId: string;
  readonly worker: Worker;
  size: number;
  previewed: { readonly source: ImportSource; readonly summary: ImportSummary } | null;
}

/**
 * One file of scans between being chosen and being imported, in a thread of its own, so that reading a million rows keeps
 * nobody waiting. Its bytes are nowhere but in memory. Another file takes its place.
 */
export class ImportDesk {
  readonly #task: () => ImportTask;
  #sheet: Sheet | null = null;

  /** @param task asked before each file: a wiped laptop has another key */
  constructor(task: () => ImportTask) {
    this.#task = task;
  }

  /** Adds bytes to a file; at 0 it begins. @returns its size @throws AppError not_found, input_invalid, limit_exceeded */
  async put(uploadId: string, at: number, bytes: Uint8Array): Promise<number> {
    if (at === 0) await this.#begin(uploadId);
    const sheet = this.#of(uploadId);
    if (at !== sheet.size || sheet.previewed !== null) throw new AppError('input_invalid', { field: 'at' });
    if (sheet.size + bytes.length > SOURCE_BYTES_MAX) {
      await this.close();
      throw new AppError('limit_exceeded', { limit: SOURCE_BYTES_MAX });
    }
    sheet.size += bytes.length;
    send(sheet, { ask: 'put', bytes });
    return sheet.size;
  }

  /**
   * Reads the file and holds it against the replica. Cancelling discards the file.
   * @throws AppError not_found, input_invalid, limit_exceeded, cancelled, replica_corrupt
   */
  async preview(
    uploadId: string,
    source: ImportSource,
    signal: AbortSignal,
    onProgress: (progress: ImportProgress) => void,
  ): Promise<ImportSummary> {
    const sheet = this.#of(uploadId);
    const answer = await this.#ask(sheet, { ask: 'preview', source, now: Date.now() }, signal, onProgress);
    if (!('summary' in answer)) throw new AppError('internal');
    sheet.previewed = { source, summary: answer.summary };
    return answer.summary;
  }

  /** What was previewed, and its rows as payloads of `scans.part`. @throws AppError not_found */
  async parts(uploadId: string, importId: string, regionId: string, signal: AbortSignal) {
    const sheet = this.#of(uploadId);
    const { previewed } = sheet;
    if (previewed === null) throw new AppError('not_found');
    const answer = await this.#ask(sheet, { ask: 'parts', importId, regionId }, signal, () => undefined);
    if (!('parts' in answer)) throw new AppError('internal');
    return { ...previewed, parts: answer.parts };
  }

  async discard(uploadId: string): Promise<void> {
    if (this.#sheet?.uploadId === uploadId) await this.close();
  }

  async close(): Promise<void> {
    const sheet = this.#sheet;
    this.#sheet = null;
    await sheet?.worker.terminate();
  }

  async #begin(uploadId: string): Promise<void> {
    await this.close();
    const worker = new Worker(new URL('./import-worker.ts', import.meta.url), { workerData: this.#task() });
    const sheet: Sheet = { uploadId, worker, size: 0, previewed: null };
    // Whoever asks hears of it; between two questions nobody does.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (this.#sheet === sheet) this.#sheet = null;
    });
    this.#sheet = sheet;
  }

  #of(uploadId: string): Sheet {
    if (this.#sheet?.uploadId !== uploadId) throw new AppError('not_found');
    return this.#sheet;
  }

  async #ask(
    sheet: Sheet,
    request: DeskRequest,
    signal: AbortSignal,
    onProgress: (progress: ImportProgress) => void,
  ): Promise<DeskAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<DeskAnswer>();
    const onMessage = (answer: DeskAnswer): void => {
      if ('progress' in answer) onProgress(answer.progress);
      else if ('failure' in answer) reject(new AppError(answer.failure.code, answer.failure.params));
      else resolve(answer);
    };
    const onError = (error: unknown): void => reject(asAppError(error, 'replica'));
    const cancel = (): void => reject(new AppError('cancelled'));
    const { worker } = sheet;
    worker.on('message', onMessage);
    worker.once('error', onError);
    worker.once('exit', cancel);
    signal.addEventListener('abort', cancel);
    try {
      if (signal.aborted) cancel();
      else send(sheet, request);
      return await promise;
    } catch (error) {
      await this.discard(sheet.uploadId);
      throw error;
    } finally {
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', cancel);
      signal.removeEventListener('abort', cancel);
    }
  }
}

const send = ({ worker }: Sheet, request: DeskRequest): void => worker.postMessage(request);
