import { Worker } from 'node:worker_threads';
import { LogLevels, type PowerSyncBackendConnector, Schema, type SyncStatus } from '@powersync/common';
import { PowerSyncDatabase } from '@powersync/node';
import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import { AppError } from '../contract/errors.ts';
import { connectionPragmas, type FileKey, keyPragmas } from '../store/connection.ts';
import { REPLICA_ORIGIN, REPLICA_TABLES, syncedTables } from '../store/replica-schema.ts';
import { streamFailure } from './failure.ts';

/** The client tries again by itself after this; we always do it before. In milliseconds, below what a timer can hold. */
const NEVER_MS = 86_400_000;
/** Pages of write-ahead log before it is written back: a first sync is one large transaction. */
const CHECKPOINT_PAGES = 5_000;

/** What the stream is doing. */
export interface StreamProgress {
  readonly connected: boolean;
  /** Operations of the checkpoint on its way. */
  readonly operations: { readonly done: number; readonly total: number } | null;
}

export interface Credentials {
  readonly address: string;
  token(): Promise<string>;
  /** The token was refused. */
  forget(): void;
}

/** The sync client over one `replica.db`. It is the only writer of that file. */
export interface ReplicaClient {
  /** When the last complete checkpoint was applied; null before the first. */
  readonly syncedAt: Date | null;
  /** Epoch of the head office that the rows come from; null in an empty replica. */
  origin(): Promise<string | null>;
  setOrigin(epoch: string): Promise<void>;
  /**
   * Connects and follows the stream. Resolves when head office ends it or `signal` fires; what was received stays.
   * @throws AppError stream_interrupted, stream_damaged, disk_full, replica_corrupt, and whatever a token refuses with
   */
  follow(credentials: Credentials, signal: AbortSignal, onProgress: (progress: StreamProgress) => void): Promise<void>;
  close(): Promise<void>;
}

export interface ReplicaClientOptions {
  readonly file: string;
  readonly key: FileKey;
  readonly dispatcher: Dispatcher;
  readonly log: Logger;
  /** Called when a checkpoint that changed something is visible to readers. */
  readonly onApplied: () => void;
  /** Largest size of `replica.db` in pages; absent means what the disk holds. */
  readonly maxPages?: number;
}

function schemaOf(): Schema {
  const schema = new Schema({});
  schema.withRawTables(
    Object.fromEntries(
      syncedTables().map(({ name, put, delete: remove }) => [
        name,
        { put: { sql: put.sql, params: [...put.params] }, delete: { sql: remove.sql, params: [...remove.params] } },
      ]),
    ),
  );
  return schema;
}

function pragmasOf({ key, maxPages }: ReplicaClientOptions): string[] {
  return [
    ...connectionPragmas('replica', key),
    `wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
    ...(maxPages === undefined ? [] : [`max_page_count = ${maxPages}`]),
  ];
}

const progressOf = ({ connected, downloadProgress }: SyncStatus): StreamProgress => ({
  connected,
  operations:
    downloadProgress === null
      ? null
      : { done: downloadProgress.downloadedOperations, total: downloadProgress.totalOperations },
});

/**
 * Opens the sync client over a replica made by `createReplica`.
 * @throws AppError replica_corrupt, disk_full
 */
export async function openReplicaClient(options: ReplicaClientOptions): Promise<ReplicaClient> {
  const { file, dispatcher, log, onApplied } = options;
  /** The client restarts by itself after a wrong checksum, and only its log tells. */
  let damaged = false;
  const db = new PowerSyncDatabase({
    schema: schemaOf(),
    database: {
      dbFilename: file,
      readWorkerCount: 1,
      openWorker: (_, workerOptions) =>
        new Worker(new URL('./powersync-worker.ts', import.meta.url), {
          ...workerOptions,
          workerData: { keyPragmas: keyPragmas(options.key) },
          resourceLimits: { maxYoungGenerationSizeMb: 8 },
        }),
      initializeConnection: async (connection) => {
        for (const pragma of pragmasOf(options)) await connection.execute(`pragma ${pragma}`);
      },
    },
    remoteOptions: { dispatcher },
    logger: {
      log({ level, message, error }) {
        if (level < LogLevels.info) return;
        if (/checksums didn't match/i.test(message)) damaged = true;
        log.debug({ err: error }, message);
      },
    },
  });
  try {
    await db.init();
  } catch (error) {
    throw streamFailure(error, '', false);
  }
  const visible = new Set(REPLICA_TABLES);
  db.database.registerListener({
    tablesUpdated: ({ tables }) => {
      if (tables.some((table) => visible.has(table))) onApplied();
    },
  });

  return {
    get syncedAt() {
      return db.currentStatus.lastSyncedAt ?? null;
    },
    async origin() {
      const row = await db.getOptional<{ epoch: string }>(REPLICA_ORIGIN.read);
      return row?.epoch ?? null;
    },
    async setOrigin(epoch) {
      await db.execute(REPLICA_ORIGIN.write, [epoch]);
    },
    async follow(credentials, signal, onProgress) {
      damaged = false;
      let begun = false;
      let established = false;
      const ended = Promise.withResolvers<void>();
      const stop = () => ended.resolve();
      const fail = (error: unknown) => {
        const failure = streamFailure(error, credentials.address, established);
        if (failure.code === 'token_expired' || failure.code === 'token_rejected') credentials.forget();
        ended.reject(failure);
      };
      const unlisten = db.registerListener({
        statusChanged(status) {
          const { downloadError } = status.dataFlowStatus;
          if (status.connected) established = true;
          if (status.connected || status.connecting) begun = true;
          if (downloadError !== undefined) fail(downloadError);
          else if (damaged) fail(new AppError('stream_damaged', { address: credentials.address }));
          // The client tells that the stream is over just before it tells why.
          else if (begun && !status.connected && !status.connecting) setImmediate(stop);
          onProgress(progressOf(status));
        },
      });
      const connector: PowerSyncBackendConnector = {
        fetchCredentials: async () => ({ endpoint: credentials.address, token: await credentials.token() }),
        // Decisions travel through the outbox; the client's own queue stays empty.
        uploadData: async () => undefined,
      };
      signal.addEventListener('abort', stop);
      try {
        if (signal.aborted) return;
        db.connect(connector, { retryDelayMs: NEVER_MS }).catch(fail);
        await ended.promise;
      } finally {
        signal.removeEventListener('abort', stop);
        unlisten();
        await db.disconnect();
      }
    },
    close: () => db.close(),
  };
}
