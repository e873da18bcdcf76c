import { z } from 'zod';
import { Adcode, AsOf, DateRange, Id, LocalDate, listOf } from './primitives.ts';
import { query } from './procedure.ts';

export const RegionNode = z.object({
  id: Id,
  parentId: Id.nullable(),
  level: z.enum(['group', 'area', 'province', 'city']),
  code: z.string(),
  name: z.string(),
  nameEn: z.string(),
});
export type RegionNode = z.infer<typeof RegionNode>;

export const SearchHit = z.object({
  kind: z.enum(['dealer', 'region', 'place', 'sku', 'agreement', 'code']),
  /** Id, adcode or trace code, after `kind`. */
  key: z.string(),
  label: z.string(),
  /** English name; null where there is only one. */
  labelEn: z.string().nullable(),
  detail: z.string(),
  /** Whom an agreement or a code belongs to. */
  dealer: z.object({ id: Id, name: z.string() }).nullable(),
  /** The product line of a SKU. */
  productLineId: Id.nullable(),
});
export type SearchHit = z.infer<typeof SearchHit>;

/** Names and lists that every screen needs. */
export const directory = {
  /** What the workstation opens with: regions the user may see, product lines, the default selection. */
  getFrame: query(
    z.object({}),
    z.object({
      asOf: AsOf,
      regions: z.array(RegionNode),
      productLines: z.array(z.object({ id: Id, code: z.string(), name: z.string(), nameEn: z.string() })),
      person: z.object({ id: Id, name: z.string(), roles: z.array(z.string()) }).nullable(),
      /** The quarter of the last business date; null before the first sync. */
      defaultPeriod: DateRange.nullable(),
      /** First and last business date of any document. */
      dataRange: z.object({ from: LocalDate, to: LocalDate }).nullable(),
      /** The topmost region granted to the user. */
      homeRegionId: Id.nullable(),
    }),
  ),
  /** Dealers, regions, places, SKUs, agreements and codes whose name, code or initials match; at most 50. */
  search: query(
    z.object({ text: z.string().trim().min(1).max(100), limit: z.int().min(1).max(50) }),
    z.object({ hits: z.array(SearchHit) }),
  ),
  getDealer: query(
    z.object({ dealerId: Id }),
    z.object({
      asOf: AsOf,
      id: Id,
      code: z.string(),
      name: z.string(),
      class: z.string(),
      openedOn: LocalDate,
      closedOn: LocalDate.nullable(),
      place: Adcode.nullable(),
      placeName: z.string().nullable(),
      regions: listOf(z.object({ regionId: Id, name: z.string(), from: LocalDate, to: LocalDate.nullable() })),
      owner: z.string().nullable(),
      terminals: z.int(),
    }),
  ),
};
