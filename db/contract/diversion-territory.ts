import { z } from 'zod';
import { DrawnPolygons, TerritoryShape } from '../domain/diversion/territory/body.ts';
import { Adcode, AsOf, Id, LocalDate, listOf } from './primitives.ts';
import { query, stream } from './procedure.ts';

/** [west, south, east, north], GCJ-02 degrees. */
const Box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
/** Edges as ax, ay, bx, by, GCJ-02 degrees: the border of ground that no division's border tells. */
const Edges = z.array(z.number());

/** A territory as somebody draws it, before it is proposed. */
export const TerritoryDraft = z.object({
  dealerId: Id,
  productLineId: Id,
  validFrom: LocalDate,
  ...TerritoryShape.shape,
});
export type TerritoryDraft = z.infer<typeof TerritoryDraft>;

export const TerritoryDesk = z.object({
  /** Local date (Asia/Shanghai) of this laptop. */
  today: LocalDate,
  /** Dealers of the regions on this laptop; the lines for which they have, or had, a territory. */
  dealers: z.array(
    z.object({
      id: Id,
      code: z.string(),
      name: z.string(),
      /** Where he belongs: a proposal is made there. */
      regionId: Id,
      /** Whether the person of this laptop may propose there. */
      mayPropose: z.boolean(),
      productLineIds: z.array(Id),
    }),
  ),
  productLines: z.array(z.object({ id: Id, name: z.string(), nameEn: z.string() })),
});
export type TerritoryDesk = z.infer<typeof TerritoryDesk>;

export const TerritoryVersion = z.object({
  id: Id,
  dealerId: Id,
  dealerName: z.string(),
  adcodes: z.array(Adcode),
  polygons: DrawnPolygons,
  from: LocalDate,
  /** First day on which it no longer holds. */
  to: LocalDate.nullable(),
});
export type TerritoryVersion = z.infer<typeof TerritoryVersion>;

/** What is wrong with a draft, and what it would mean for others, as far as this laptop can see. */
export const TerritoryCheck = z.object({
  isEmpty: z.boolean(),
  /** The same ground as the version that it would end. */
  isUnchanged: z.boolean(),
  unknownAdcodes: z.array(z.string()),
  drawn: z.array(
    z.object({
      kind: z.enum(['outside_china', 'swapped', 'too_few_corners', 'no_area', 'crosses_itself', 'polygons_overlap']),
      polygon: z.int(),
      at: z.tuple([z.number(), z.number()]),
    }),
  ),
  dates: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('not_future') }),
      z.object({ kind: z.literal('later_version'), from: LocalDate }),
    ])
    .nullable(),
  /** The version in force on the day, which the draft would end; a proposal names it. */
  replaces: Id.nullable(),
  /** New ones first. Null while the draft itself is at fault. */
  findings: z
    .object({
      /** At most 200. */
      overlaps: listOf(
        z.object({
          dealerId: Id,
          dealerName: z.string(),
          adcodes: z.array(Adcode),
          edges: Edges,
          box: Box,
          isNew: z.boolean(),
        }),
      ),
      /** Divisions of the dealer's province, and of his ground, that nobody serves; at most 500. */
      gaps: listOf(z.object({ adcode: Adcode, isPartial: z.boolean(), edges: Edges, box: Box, isNew: z.boolean() })),
      /** At most 500. */
      orphans: listOf(
        z.object({
          id: Id,
          code: z.string(),
          name: z.string(),
          at: z.tuple([z.number(), z.number()]),
          isNew: z.boolean(),
        }),
      ),
    })
    .nullable(),
});
export type TerritoryCheck = z.infer<typeof TerritoryCheck>;

const Side = z.object({
  cases: z.int(),
  alerts: z.int(),
  /** Most cases that a region would have had to open in one week. */
  busiestWeek: z.int(),
});

/** A case or an alert that only one of the two pasts has. */
export const ReplayedUnit = z.object({
  tier: z.enum(['case', 'alert']),
  dealerName: z.string(),
  productLineName: z.string().nullable(),
  city: Adcode,
  cityName: z.string(),
  codes: z.int(),
  scans: z.int(),
  firstScannedOn: LocalDate,
  lastScannedOn: LocalDate,
});

/** What the detector makes of this laptop's scans with the territory as it is, and had it been the draft all the time. */
export const TerritoryReplayAnswer = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('working'),
    step: z.enum(['reading', 'before', 'after']),
    /** Scans read, of all; both 0 in the other steps, which do not say how far they are. */
    done: z.int(),
    total: z.int(),
  }),
  z.object({
    state: z.literal('ready'),
    asOf: AsOf,
    before: Side,
    after: Side,
    /** At most 200 each. */
    appear: listOf(ReplayedUnit),
    vanish: listOf(ReplayedUnit),
    /** Scans of the dealer's goods that were outside and would have been inside, and the other way round. */
    intoTerritory: z.int(),
    outOfTerritory: z.int(),
    /** Cities in which the number of his scans outside changes; at most 200. */
    flows: listOf(z.object({ city: Adcode, cityName: z.string(), before: z.int(), after: z.int() })),
  }),
]);
export type TerritoryReplayAnswer = z.infer<typeof TerritoryReplayAnswer>;

/** The territory designer. A change is proposed and decided as a proposal of the ledger (`ledger.propose`, kind territory). */
export const diversionTerritory = {
  getTerritoryDesk: query(z.object({}), TerritoryDesk),
  /** Versions of a dealer's territory, the newest first, and those that others have of the line on a day (at most 300). */
  getTerritoryVersions: query(
    z.object({ dealerId: Id, productLineId: Id, day: LocalDate }),
    z.object({ versions: z.array(TerritoryVersion), others: listOf(TerritoryVersion) }),
  ),
  /** Holds a draft against the territories and terminals on this laptop. @throws AppError not_found, cancelled */
  checkTerritory: query(TerritoryDraft, TerritoryCheck),
  /** Leaving the stream ends the work. */
  replayTerritory: stream(TerritoryDraft, TerritoryReplayAnswer),
};
