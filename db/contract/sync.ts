import { z } from 'zod';
import { WireError } from './errors.ts';
import { Instant } from './primitives.ts';
import { command, stream } from './procedure.ts';

export const SyncStatus = z.object({
  state: z.enum(['not_enrolled', 'idle', 'connecting', 'downloading', 'applying', 'offline', 'failed', 'rebuilding']),
  headOffice: z.string().nullable(),
  syncedAt: Instant.nullable(),
  nextSyncAt: Instant.nullable(),
  /** Operations of the checkpoint on its way; null when nothing is. */
  progress: z.object({ done: z.int(), total: z.int() }).nullable(),
  /** Commands saved here and not yet answered. */
  waitingCommands: z.int(),
  /** Commands head office refused and nobody has looked at. */
  refusedCommands: z.int(),
  dataVersion: z.int().nonnegative(),
  error: WireError.nullable(),
});
export type SyncStatus = z.infer<typeof SyncStatus>;

export const sync = {
  /** The status now and at each change. */
  watch: stream(z.object({}), SyncStatus),
  /** Starts a sync at once; returns when it is under way, not when it is done. */
  start: command(z.object({}), z.object({})),
  /**
   * Ties this laptop to a head office with a one-time code from its administrator; then syncs. The device's key is made
   * here and never leaves. Fails with `head_office_unreachable`, `head_office_not_ours`, `enrolment_rejected`.
   */
  enrol: command(
    z.object({
      address: z.url({ protocol: /^https?$/ }),
      code: z.string().trim().min(16).max(64),
      deviceName: z.string().trim().min(1).max(100),
    }),
    z.object({ personName: z.string() }),
  ),
  /** Deletes the replica and fetches it anew. Nothing written on this laptop is lost. */
  rebuild: command(z.object({}), z.object({})),
};
