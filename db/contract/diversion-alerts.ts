import { z } from 'zod';
import { DetectedUnit } from '../domain/diversion/schema/detect.ts';
import { AsOf, Id, listOf } from './primitives.ts';

/**
 * What the detector found: goods of one dealer and product line in one city outside his territory. `terms` are the
 * additive reasons (below zero: counter-evidence), each with its sentence in both languages.
 */
export const Alert = DetectedUnit.omit({
  dealer: true,
  productLine: true,
  region: true,
  codes: true,
  scans: true,
  alsoIn: true,
}).extend({
  /** The same for as long as it is about the same dealer, product line and city. */
  key: z.string(),
  dealerId: Id,
  dealerName: z.string(),
  /** Null where the line of the goods is not known. */
  productLineId: Id.nullable(),
  productLineName: z.string().nullable(),
  regionId: Id.nullable(),
  /** Distinct codes. */
  codes: z.int(),
  scans: z.int(),
  alsoIn: z.array(z.object({ city: z.string(), cityName: z.string(), codes: z.int() })),
});
export type Alert = z.infer<typeof Alert>;

/** The detector reads and judges all scans of the laptop in a thread of its own: first how far it is, then its answer. */
export const AlertsAnswer = z.discriminatedUnion('state', [
  z.object({ state: z.literal('working'), step: z.enum(['reading', 'judging']), done: z.int(), total: z.int() }),
  z.object({
    state: z.literal('ready'),
    asOf: AsOf,
    /** Cases first, each kind by its score; at most 200. */
    alerts: listOf(Alert),
    /** Cases among them that rank below the weekly budget of their region. */
    beyondBudget: z.int(),
    /** Cases a region and week that people can work on; regions may be set differently. */
    alertBudget: z.object({ least: z.int(), most: z.int() }),
    /** Of all scans, whatever is selected: how many counted as evidence, and why the others did not. */
    counted: z.int(),
    setAside: z.record(z.string(), z.int()),
  }),
]);
export type AlertsAnswer = z.infer<typeof AlertsAnswer>;
