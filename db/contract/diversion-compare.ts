import { z } from 'zod';
import { CHANGES } from '../domain/diversion/compare/changes.ts';
import { COMPARED_WITH } from '../domain/diversion/compare/periods.ts';
import { Adcode, AsOf, DateRange, Id, LocalDate, listOf } from './primitives.ts';
import { query } from './procedure.ts';
import { Selection } from './selection.ts';

/** Distinct codes outside in both periods; 0 where there were none. */
const compared = { now: z.int().nonnegative(), other: z.int().nonnegative(), change: z.enum(CHANGES) };

/** Goods of a dealer outside his territory in one city, in two periods. */
export const FlowChange = z.object({
  dealerId: Id,
  dealerName: z.string(),
  place: Adcode,
  placeName: z.string(),
  ...compared,
  /** [longitude, latitude] GCJ-02 of the dealer's seat; null where none is known. */
  from: z.tuple([z.number(), z.number()]).nullable(),
});
export type FlowChange = z.infer<typeof FlowChange>;

/** All goods outside in one city, in two periods. */
export const PlaceChange = z.object({
  place: Adcode,
  placeName: z.string(),
  ...compared,
  /** Dealers whose goods were seen there in either period. */
  dealers: z.int().positive(),
  /** [longitude, latitude] GCJ-02 of the middle of the scans of both periods. */
  at: z.tuple([z.number(), z.number()]),
});
export type PlaceChange = z.infer<typeof PlaceChange>;

/** How much was scanned in a period: more scans find more outside. */
const Side = z.object({ period: DateRange, scans: z.int(), outside: z.int() });

export const Comparison = z.object({
  asOf: AsOf,
  now: Side,
  other: Side,
  /** The period is still running: both are cut to as many days as have come. */
  isRunning: z.boolean(),
  /** The first day of which there are scans; the other period may begin before it. */
  firstScanOn: LocalDate.nullable(),
  /** Flows of each change, of all. */
  flowsOf: z.record(z.enum(CHANGES), z.int()),
  /** At most 200, the largest change first. */
  flows: listOf(FlowChange),
  /** Every city, the largest change first. */
  places: z.array(PlaceChange),
});
export type Comparison = z.infer<typeof Comparison>;

/** Two periods beside each other. */
export const diversionCompare = {
  getComparison: query(z.object({ selection: Selection, with: z.enum(COMPARED_WITH) }), Comparison),
};
