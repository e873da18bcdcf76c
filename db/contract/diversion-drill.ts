import { z } from 'zod';
import { DRILL_KINDS } from '../domain/diversion/schema/drill.ts';
import { Adcode, AsOf, Id, LocalDate } from './primitives.ts';

/** What to plant in a copy of this laptop's scans. */
export const DrillQuestion = z.object({
  kinds: z.array(z.enum(DRILL_KINDS)).min(1),
  /** Diversions, each of another dealer. */
  plants: z.int().min(1).max(50),
  /** The same number plants the same diversions. */
  seed: z.int().min(0).max(2_147_483_647),
});
export type DrillQuestion = z.infer<typeof DrillQuestion>;

export const DrillAnswer = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('working'),
    step: z.enum(['reading', 'planting', 'before', 'during']),
    /** Scans read, of all; both 0 in the other steps, which do not say how far they are. */
    done: z.int(),
    total: z.int(),
  }),
  z.object({
    state: z.literal('ready'),
    asOf: AsOf,
    plants: z.array(
      z.object({
        dealerId: Id,
        dealerName: z.string(),
        productLineName: z.string().nullable(),
        city: Adcode,
        cityName: z.string(),
        kind: z.enum(DRILL_KINDS),
        /** Packing cases that were moved, and their scans. */
        lots: z.int(),
        scans: z.int(),
        firstScannedOn: LocalDate,
        isCaught: z.boolean(),
        /** What became of it; null: it went unnoticed. */
        tier: z.enum(['case', 'alert', 'watch']).nullable(),
        alertedOn: LocalDate.nullable(),
        /** From the first planted scan to the case. */
        days: z.int().nullable(),
      }),
    ),
    /** Fewer than asked for when not enough dealers sell enough to plant in. */
    planted: z.int(),
    caught: z.int(),
    /** Not caught, but an alert or watched. */
    noticed: z.int(),
    medianDays: z.number().nullable(),
    /** Cases that point at nothing planted: without the drill, with it, those that it raised, and how many a week. */
    otherCases: z.object({ before: z.int(), during: z.int(), raised: z.int(), perWeek: z.number() }),
  }),
]);
export type DrillAnswer = z.infer<typeof DrillAnswer>;
