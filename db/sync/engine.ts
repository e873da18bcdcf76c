import type { SyncStatus } from '../contract/sync.ts';

/** A head office to belong to, and the one-time code that its administrator gave. */
export interface Enrolment {
  readonly address: string;
  readonly code: string;
  readonly deviceName: string;
}

/**
 * The laptop's side of sync, as the service sees it. One engine owns `replica.db` and the outbox in `local.db`.
 */
export interface SyncEngine {
  readonly status: SyncStatus;
  /**
   * Whether the laptop may still be used without head office.
   * @throws AppError lease_expired
   */
  requireLease(): void;
  /** Called at every change of {@link status}. Returns the way to stop. */
  onStatus(listener: (status: SyncStatus) => void): () => void;
  /** Called after a checkpoint was applied and is visible to readers of replica.db. */
  onApplied(listener: () => void): () => void;
  /**
   * Connects and syncs now, whatever the schedule says. Until the first call the engine is at rest: the host calls it
   * once when everything else is up.
   */
  start(): void;
  /**
   * Ties this laptop to a head office and syncs.
   * @throws AppError head_office_unreachable, head_office_not_ours, head_office_too_old, head_office_too_new,
   *   enrolment_rejected
   */
  enrol(enrolment: Enrolment): Promise<{ readonly personName: string }>;
  /**
   * The same head office under another address, which must answer as one. Kept from then on.
   * @throws AppError not_enrolled, head_office_unreachable, head_office_not_ours, head_office_too_old,
   *   head_office_too_new
   */
  setHeadOffice(address: string): Promise<void>;
  /** Deletes the replica and fetches it anew; resolves when the empty one is there. local.db is not touched. */
  rebuild(): Promise<void>;
  /** Wakes the outbox after a command was saved. */
  commandsWaiting(): void;
  /**
   * Bytes of a file of a case in base64, as head office keeps them; null where it has none for this laptop.
   * @throws AppError not_enrolled, head_office_unreachable, and what refuses a token
   */
  evidence(evidenceId: string): Promise<string | null>;
  close(): Promise<void>;
}
