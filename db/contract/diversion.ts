import { z } from 'zod';
import { PackContent } from '../domain/diversion/pack/content.ts';
import { AlertsAnswer } from './diversion-alerts.ts';
import { CaseDetail, CaseRow, CaseStepInput, RulePrecision } from './diversion-cases.ts';
import { diversionCompare } from './diversion-compare.ts';
import { CaseDeduction } from './diversion-deduction.ts';
import { DrillAnswer, DrillQuestion } from './diversion-drill.ts';
import { diversionImports } from './diversion-imports.ts';
import { CodeLife } from './diversion-life.ts';
import { PackAnswer } from './diversion-pack.ts';
import { diversionParameters } from './diversion-parameters.ts';
import { diversionTerritory } from './diversion-territory.ts';
import { Adcode, AsOf, DateRange, Id, LocalDate, listOf } from './primitives.ts';
import { command, query, stream } from './procedure.ts';
import { ScanRow } from './scan-row.ts';
import { Selection } from './selection.ts';

/** Where scanned goods of one dealer turned up outside his territory. */
export const Flow = z.object({
  dealerId: Id,
  dealerName: z.string(),
  /** City (or county where a city has none) in which the goods were seen. */
  place: Adcode,
  placeName: z.string(),
  scans: z.int(),
  /** Distinct codes among the scans. */
  codes: z.int(),
  terminals: z.int(),
  firstScannedOn: LocalDate,
  lastScannedOn: LocalDate,
  /** Straight line between the dealer's seat and the middle of the scans, metres; null without a seat. */
  distanceM: z.int().nullable(),
  /** [longitude, latitude] GCJ-02 of the dealer's seat and of the middle of the scans. */
  from: z.tuple([z.number(), z.number()]).nullable(),
  to: z.tuple([z.number(), z.number()]),
});
export type Flow = z.infer<typeof Flow>;

export const DiversionTotals = z.object({
  scans: z.int(),
  /** In the territory in force on the day the goods were shipped, or excused by an exemption on the day of the scan. */
  inside: z.int(),
  outside: z.int(),
  /** Scans with a place for which no territory could be found (no shipment, no territory that day). */
  unjudged: z.int(),
  /** Scans without a place, or with one outside every administrative division. */
  unlocated: z.int(),
  dealersOutside: z.int(),
});
export type DiversionTotals = z.infer<typeof DiversionTotals>;

export { ScanRow };

const Claim = z.string().trim().min(1).max(2000);

export const diversion = {
  /** The flows are at most 200, most scans first. */
  getOverview: query(
    z.object({ selection: Selection }),
    z.object({ asOf: AsOf, totals: DiversionTotals, flows: listOf(Flow) }),
  ),
  /** Binned scans as a vector tile (layers `inside`, `outside`; property `n`): MVT bytes, empty when nothing is there. */
  getTile: query(
    z.object({
      selection: Selection,
      z: z.int().min(0).max(18),
      x: z.int().nonnegative(),
      y: z.int().nonnegative(),
    }),
    z.instanceof(Uint8Array),
  ),
  /** Divisions that the selected dealers may serve on the last day of the period. At most 200 dealers. */
  getTerritories: query(
    z.object({ selection: Selection }),
    z.object({
      territories: z.array(
        z.object({
          dealerId: Id,
          productLineId: Id,
          adcodes: z.array(Adcode),
          validity: z.object({ from: LocalDate, to: LocalDate.nullable() }),
        }),
      ),
      truncated: z.boolean(),
    }),
  ),
  /** The scans behind a figure, newest first; at most 500. */
  listScans: query(
    z.object({ selection: Selection, verdict: ScanRow.shape.verdict.nullable(), limit: z.int().min(1).max(500) }),
    z.object({ asOf: AsOf, scans: listOf(ScanRow) }),
  ),
  /**
   * Alerts that touch the selection: scans in the period, place among the cities they lie in. The answer ends the stream;
   * leaving it before that ends the work, unless somebody else waits for it too.
   */
  getAlerts: stream(z.object({ selection: Selection }), AlertsAnswer),
  /** Scans a day and outside scans a day over the period. */
  getTimeline: query(
    z.object({ selection: Selection }),
    z.object({ days: z.array(z.object({ day: LocalDate, scans: z.int(), outside: z.int() })), range: DateRange }),
  ),
  /** Cases of the selected regions, dealers, cities and product lines, whatever the period; newest first, at most 500. */
  listCases: query(
    z.object({ selection: Selection, underWayOnly: z.boolean() }),
    z.object({ asOf: AsOf, cases: listOf(CaseRow) }),
  ),
  getCase: query(z.object({ caseId: Id }), CaseDetail),
  /**
   * Opens a case: of an alert that the detector found on this laptop, or of prices. An alert that belongs to a case under way
   * is merged into it. Saved on this laptop when it returns; identifiers are made by the caller.
   */
  openCase: command(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('territory'), caseId: Id, eventId: Id, alertKey: z.string(), claim: Claim }),
      z.object({
        kind: z.literal('price'),
        caseId: Id,
        eventId: Id,
        dealerId: Id,
        productLineId: Id.nullable(),
        /** City or county in which the price was seen; null: where the dealer sits. */
        place: Adcode.nullable(),
        claim: Claim,
      }),
    ]),
    z.object({ caseId: Id, merged: z.boolean(), commandId: Id }),
  ),
  /** The next step of a case; head office carries it out or refuses it with a reason. */
  stepCase: command(z.object({ caseId: Id, eventId: Id, step: CaseStepInput }), z.object({ commandId: Id })),
  /** What the diverted goods of a case earned its dealer, and what of it the ledger can be asked to take back. */
  getDeduction: query(z.object({ caseId: Id }), CaseDeduction),
  /** How often each rule of the detector was right, over the decided cases that this laptop has. */
  getRulePrecision: query(z.object({}), z.object({ decided: z.int(), rules: z.array(RulePrecision) })),
  /** What the detector would catch of diversions planted in a copy. Leaving the stream ends the work. */
  runDrill: stream(DrillQuestion, DrillAnswer),
  ...diversionCompare,
  ...diversionImports,
  ...diversionParameters,
  ...diversionTerritory,
  /** The life of a code or of a packing case: shipment, and every scan. @throws AppError not_found */
  getCodeLife: query(z.object({ code: z.string().trim().min(1).max(200) }), CodeLife),
  /** What the evidence pack of a case states; whoever writes the file puts the program into it. */
  getPack: query(z.object({ caseId: Id }), PackContent),
  /** The evidence pack of a case as a file. Leaving the stream ends the work. */
  makePack: stream(z.object({ caseId: Id }), PackAnswer),
};
