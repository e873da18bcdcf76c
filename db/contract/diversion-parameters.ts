import { z } from 'zod';
import {
  AllParameters,
  DetectBounds,
  PARAMETERS,
  ParameterChange,
} from '../domain/diversion/schema/detect-parameters.ts';
import { ReplaySide } from '../domain/diversion/schema/replay.ts';
import { Id, Instant, LocalDate, listOf } from './primitives.ts';
import { command, query, stream } from './procedure.ts';

const Change = ParameterChange.unwrap();
const Bounds = DetectBounds.unwrap();
const ParameterName = z.enum(Object.keys(PARAMETERS) as [keyof typeof PARAMETERS, ...(keyof typeof PARAMETERS)[]]);

/** A version of a region's parameters: who set what, when and why, and what he had seen it would have done. */
export const ParameterVersionRow = z.object({
  id: Id,
  no: z.int(),
  setAt: Instant,
  setByName: z.string(),
  reason: z.string(),
  /** What differs from the version before, by name; null: as head office has it. */
  changes: z.array(z.object({ name: ParameterName, from: z.number().nullable(), to: z.number().nullable() })),
  /** Bounds that differ from the version before; null: the built-in ones. */
  boundChanges: z.array(z.object({ name: ParameterName, to: z.tuple([z.number(), z.number()]).nullable() })),
  before: ReplaySide,
  after: ReplaySide,
  gained: z.int(),
  lost: z.int(),
});
export type ParameterVersionRow = z.infer<typeof ParameterVersionRow>;

export const ParametersAnswer = z.object({
  regionId: Id,
  regionName: z.string(),
  /** Head office's base and bounds are set here, or a region tunes inside them. */
  isHeadOffice: z.boolean(),
  /** What the person of this laptop may do here by his roles; head office has the last word. */
  mayChange: z.boolean(),
  /** Regions to choose from: head office, and those of this laptop, each below the one it belongs to. */
  regions: z.array(
    z.object({ id: Id, name: z.string(), depth: z.int(), isTuned: z.boolean(), mayChange: z.boolean() }),
  ),
  base: AllParameters,
  /** Head office's bounds where they are narrower than the built-in ones. */
  bounds: Bounds,
  inForce: AllParameters,
  /** What was last set here, as differences. */
  change: Change,
  /** The region whose tuning holds here; null: head office's base as it is. */
  tunedAtName: z.string().nullable(),
  /** A change of this region that head office has not answered for yet, or has refused. */
  pending: z
    .object({
      change: Change,
      claimedAt: Instant,
      status: z.enum(['waiting', 'refused']),
      refusal: z.string().nullable(),
    })
    .nullable(),
  /** Newest first, at most 50. */
  history: listOf(ParameterVersionRow),
});
export type ParametersAnswer = z.infer<typeof ParametersAnswer>;

/** A case that only one side of a replay opens. */
export const ReplayedCase = z.object({
  dealerId: Id,
  dealerName: z.string(),
  productLineName: z.string().nullable(),
  city: z.string(),
  cityName: z.string(),
  codes: z.int(),
  lots: z.int(),
  score: z.number(),
  firstAlertOn: LocalDate.nullable(),
});
export type ReplayedCase = z.infer<typeof ReplayedCase>;

export const ReplayAnswer = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('working'),
    step: z.enum(['reading', 'before', 'after']),
    /** Scans read, of all; of the other steps runs of the detector. */
    done: z.int(),
    total: z.int(),
  }),
  z.object({
    state: z.literal('ready'),
    /** By which the change can be saved for as long as the data service runs. */
    replayId: Id,
    scans: z.int(),
    lastScanOn: LocalDate.nullable(),
    /** Cases a week that the region would have judged, as it is set and as it would be. */
    budget: z.object({ before: z.int(), after: z.int() }),
    before: ReplaySide,
    after: ReplaySide,
    /** At most 200 each. */
    gained: listOf(ReplayedCase),
    lost: listOf(ReplayedCase),
  }),
]);
export type ReplayAnswer = z.infer<typeof ReplayAnswer>;

/** Parameters of the detector: read, tried on this laptop's scans, and only then saved. */
export const diversionParameters = {
  /** What holds in a region; null: the one in which the person of this laptop may change most. @throws AppError not_found */
  getParameters: query(z.object({ regionId: Id.nullable() }), ParametersAnswer),
  /**
   * Tries a change on all scans of this laptop: how it is first, then the answer, which ends the stream. Leaving it before
   * ends the work. @throws AppError input_invalid for values that may not be set, not_found
   */
  replayParameters: stream(z.object({ regionId: Id, change: Change, bounds: Bounds }), ReplayAnswer),
  /**
   * Saves the change of a replay on this laptop; it holds once head office has accepted it.
   * @throws AppError not_found for a replay that is not known or was made before somebody else's change, forbidden
   */
  saveParameters: command(
    z.object({ versionId: Id, replayId: Id, reason: z.string().trim().min(1).max(500) }),
    z.object({ commandId: Id }),
  ),
};
