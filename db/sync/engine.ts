import type { SyncStatus } from '../contract/sync.ts';

/**
 * The laptop's side of sync, as the service sees it. One engine owns `replica.db` and the outbox in `local.db`.
 */
export interface SyncEngine {
  readonly status: SyncStatus;
  /** Called at every change of {@link status}. Returns the way to stop. */
  onStatus(listener: (status: SyncStatus) => void): () => void;
  /** Called after a checkpoint was applied and is visible to readers of replica.db. */
  onApplied(listener: () => void): () => void;
  /** Connects and syncs now, whatever the schedule says. */
  start(): void;
  /** Deletes the replica and fetches it anew; local.db is not touched. */
  rebuild(): Promise<void>;
  /** Wakes the outbox after a command was saved. */
  commandsWaiting(): void;
  close(): Promise<void>;
}
