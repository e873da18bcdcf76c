import { useEffect } from 'react';
import { create } from 'zustand';
import type { SyncStatus } from '../../db/contract/sync.ts';
import { useClient } from './client-context.tsx';

const useStore = create<{ status: SyncStatus | null }>(() => ({ status: null }));

/** The newest status of sync; null before the first. */
export const useSyncStatus = (): SyncStatus | null => useStore((state) => state.status);

/** Follows the sync for as long as the caller is on the screen. */
export function useFollowSync(): void {
  const client = useClient();
  useEffect(() => {
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const status of client.sync.watch({}, { signal: stop.signal })) useStore.setState({ status });
    };
    follow().catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
    return () => stop.abort();
  }, [client]);
}
