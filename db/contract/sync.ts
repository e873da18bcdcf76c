import { z } from 'zod';
import { WireError } from './errors.ts';
import { Id, Instant, listOf } from './primitives.ts';
import { command, query, stream } from './procedure.ts';

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
  /**
   * How long the laptop may be used without head office; null while it belongs to nobody. Once expired, everything but
   * sync and settings fails with `lease_expired` until head office has been reached.
   */
  lease: z.object({ until: Instant.nullable(), expired: z.boolean() }).nullable(),
});
export type SyncStatus = z.infer<typeof SyncStatus>;

/** A decision of the user that head office has not answered, or has refused and nobody has looked at. */
export const OpenCommand = z.object({
  id: Id,
  /** As in `COMMANDS` of head-office.ts, e.g. `annotation.add`. */
  kind: z.string(),
  /** Whom it concerns; null where it names no dealer that is known here. */
  dealerName: z.string().nullable(),
  /** What the user wrote with it. */
  text: z.string().nullable(),
  status: z.enum(['waiting', 'rejected', 'conflict']),
  /** Why it was refused, as head office names it. */
  reasonCode: z.string().nullable(),
  claimedAt: Instant,
});
export type OpenCommand = z.infer<typeof OpenCommand>;

/** Which laptop of whom this is. */
export const DeviceFacts = z.object({
  id: Id,
  headOffice: z.string().nullable(),
  personName: z.string().nullable(),
  enrolledAt: Instant.nullable(),
});
export type DeviceFacts = z.infer<typeof DeviceFacts>;

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
  /** Newest first; at most 200. */
  listCommands: query(z.object({}), z.object({ commands: listOf(OpenCommand) })),
  /** Refusals that were looked at are no longer counted, nor listed. */
  markRefusalsSeen: command(z.object({}), z.object({})),
  /** Null before this laptop first asked to be enrolled. */
  getDevice: query(z.object({}), z.object({ device: DeviceFacts.nullable() })),
};
