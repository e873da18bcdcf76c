import type { Logger } from 'pino';
import type { Dispatcher } from 'undici';
import { AppError } from '../contract/errors.ts';
import type { Store } from '../store/open-store.ts';
import { openReplicaClient, type ReplicaClient } from './replica-client.ts';

/** Holds the sync client open over the store's replica, and puts a new replica under it when that is needed. */
export interface ReplicaKeeper {
  /** When the last complete checkpoint was applied. */
  readonly syncedAt: Date | null;
  /** The open client; opened now if an earlier attempt failed. */
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

  return {
    get syncedAt() {
      return open?.syncedAt ?? null;
    },
    client,
    replace: () => under(() => store.replaceReplica()),
    wipe: () => under(() => store.wipe()),
    close: async () => open?.close(),
  };
}
