import { z } from 'zod';
import { AllParameters, DetectBounds, ParameterChange } from './detect-parameters.ts';
import { ReplaySide } from './replay.ts';

const Id = z.uuidv7();

/** Roles of `ho.role_grant`, over the top region, that set head office's base and bounds. */
export const BASE_ROLES = ['administrator', 'auditor', 'finance_checker'] as const;
/** Roles over a region below it that tune inside them. */
export const TUNING_ROLES = ['manager', 'auditor'] as const;

/** What whoever set parameters had seen: both sides of the replay, and on which values it was made. */
export const SeenReplay = z.strictObject({
  /** Parameters of the region when it was made, and with the change. */
  from: AllParameters,
  to: AllParameters,
  /** Head office's bounds with the change. */
  bounds: DetectBounds.unwrap(),
  /** Scans it was made on, of the regions of one laptop. */
  scans: z.int().nonnegative(),
  /** Day of the newest scan; null without any. */
  lastScanOn: z.iso.date().nullable(),
  before: ReplaySide,
  after: ReplaySide,
  gained: z.int().nonnegative(),
  lost: z.int().nonnegative(),
});
export type SeenReplay = z.infer<typeof SeenReplay>;

/**
 * Sets parameters of a region. Of the top region they are head office's base, told as what differs from the built-in
 * defaults, with its bounds; below it they are what differs from the base. Nothing that differs: the region follows again.
 */
export const TUNING_COMMANDS = {
  'detector.tune': z.object({
    versionId: Id,
    regionId: Id,
    /** The newest version of this region that the change was made on; null: there was none. */
    after: Id.nullable(),
    change: ParameterChange.unwrap(),
    bounds: DetectBounds.unwrap(),
    reason: z.string().trim().min(1).max(500),
    replay: SeenReplay,
  }),
} as const;
export type Tuning = z.output<(typeof TUNING_COMMANDS)['detector.tune']>;
