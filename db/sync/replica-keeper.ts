import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import { AppError } from '../contract/errors.ts';
import type { Store } from '../store/open-store.ts';
import { readSyncedAt } from '../store/synced-at.ts';
import type { ReplicaClient } from './replica-client.ts';

/**
 * Holds the sync client open over the store's replica, and puts a new replica under it when that is needed. Nothing is
 * opened before somebody asks: two threads and the client's program take longer to start than all that a first view needs.
 */
export interface ReplicaKeeper {
  /** When the last complete checkpoint was applied, as the open client or the file says. */
  readonly syncedAt: Date | null;
  /** The open client; opened now if it is not. */
  client(): Promise<ReplicaClient>;
  /** Puts an empty replica in the place of the one that is there. */
  replace(): Promise<void>;
  /** Destroys keys and files, and starts again as an unknown laptop. */
  wipe(): Promise<void>;
  close(): Promise<void>;
}

export interface ReplicaKeeperOptions {
  readonly store: Store;
  readonly dispatcher: Dispatcher;
  readonly log: Logger;
  readonly onApplied: () => void;
  readonly maxPages?: number;
}

export function createReplicaKeeper(options: ReplicaKeeperOptions): ReplicaKeeper {
  const { store, ...rest } = options;
  let open: ReplicaClient | null = null;

  const reopen = async (): Promise<ReplicaClient> => {
    const { openReplicaClient } = await import('./replica-client.ts');
    open = await openReplicaClient({ ...rest, file: store.replicaFile, key: store.keys.replica });
    return open;
  };

  async function client(): Promise<ReplicaClient> {
    if (open !== null) return open;
    try {
      return await reopen();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'replica_corrupt') throw error;
      options.log.error({ err: error }, 'replica.db is damaged and is made anew');
      store.noticeBoard.add('replica_corrupt');
      store.replaceReplica();
      return reopen();
    }
  }

  async function under(change: () => void): Promise<void> {
    const closing = open;
    open = null;
    await closing?.close();
    change();
    await client();
  }

  function writtenSyncedAt(): Date | null {
    try {
      const replica = store.openReplica();
      try {
        return readSyncedAt(replica);
      } finally {
        replica.close();
      }
    } catch (error) {
      // Whatever is wrong with the file, opening the client finds it too, and mends it.
      options.log.warn({ err: error }, 'the replica does not tell when it was synced');
      return null;
    }
  }

  return {
    get syncedAt() {
      return open === null ? writtenSyncedAt() : open.syncedAt;
    },
    client,
    replace: () => under(() => store.replaceReplica()),
    wipe: () => under(() => store.wipe()),
    close: async () => open?.close(),
  };
}
