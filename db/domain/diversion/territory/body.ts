import { z } from 'zod';

/** Corners of all polygons of one territory: a proposal must fit into one request. */
export const CORNERS_MAX = 15_000;
export const POLYGONS_MAX = 200;
const ADCODES_MAX = 3000;

const Id = z.uuidv7();
const Corner = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
/** Closed: the last corner is the first again. */
const Ring = z
  .array(Corner)
  .min(4)
  .refine((ring) => ring[0]?.join() === ring.at(-1)?.join(), { message: 'a ring ends where it begins' });

/** Coordinates of a GeoJSON MultiPolygon, GCJ-02 degrees, longitude first: outer ring, then holes. */
export const DrawnPolygons = z
  .array(z.array(Ring).min(1))
  .max(POLYGONS_MAX)
  .refine((polygons) => cornersOf(polygons) <= CORNERS_MAX, { message: `at most ${CORNERS_MAX} corners` });
export type DrawnPolygons = z.infer<typeof DrawnPolygons>;
export type DrawnPolygon = DrawnPolygons[number];

export const cornersOf = (polygons: readonly (readonly (readonly unknown[])[])[]): number =>
  polygons.reduce((sum, rings) => rings.reduce((more, ring) => more + ring.length, sum), 0);

/** What a dealer may serve: administrative divisions (MCA 2024) of any level, and drawn polygons beside them. */
export const TerritoryShape = z.object({
  adcodes: z.array(z.string().regex(/^\d{6}$/)).max(ADCODES_MAX),
  polygons: DrawnPolygons,
});
export type TerritoryShape = z.infer<typeof TerritoryShape>;

/**
 * A new version of a dealer's territory for a product line, as it is proposed. It holds from `validFrom`, a day still to
 * come, until another version follows; the version of that day ends then.
 */
export const TerritoryBody = z
  .object({
    /** Identity of the version. */
    id: Id,
    dealerId: Id,
    productLineId: Id,
    validFrom: z.iso.date(),
    /** The version in force on that day, as the proposer saw it; null: there is none. */
    replaces: Id.nullable(),
    ...TerritoryShape.shape,
    reason: z.string().trim().min(1).max(500),
  })
  .refine(({ adcodes, polygons }) => adcodes.length + polygons.length > 0, { message: 'a territory is somewhere' })
  .refine(({ adcodes }) => new Set(adcodes).size === adcodes.length, { message: 'a division may stand once' });
export type TerritoryBody = z.infer<typeof TerritoryBody>;
