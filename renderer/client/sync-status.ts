import { create } from 'zustand';
import type { ContractClient } from '../../db/contract/index.ts';
import type { SyncStatus } from '../../db/contract/sync.ts';

const useStore = create<{ status: SyncStatus | null }>(() => ({ status: null }));

/** The newest status of sync; null before the first. */
export const useSyncStatus = (): SyncStatus | null => useStore((state) => state.status);

/**
 * Follows the sync as long as the page is there. Resolves with the first status.
 * @throws AppError when the service cannot tell it
 */
export function followSync(client: ContractClient): Promise<SyncStatus> {
  const first = Promise.withResolvers<SyncStatus>();
  const follow = async (): Promise<void> => {
    for await (const status of client.sync.watch({})) {
      useStore.setState({ status });
      first.resolve(status);
    }
  };
  follow().catch((error: unknown) => {
    if (useStore.getState().status !== null) throw error;
    first.reject(error);
  });
  return first.promise;
}
