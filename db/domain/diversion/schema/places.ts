import { z } from 'zod';
import { CRS } from '../../geo/crs.ts';

export const Crs = z.enum(CRS).meta({
  description:
    'Coordinate system of the coordinates beside it: GCJ02 (Chinese maps), WGS84 (satellites), BD09 (Baidu).',
});
export const LocalDate = z.iso.date().meta({ description: 'Local date in Asia/Shanghai, YYYY-MM-DD.' });
/** Known addresses of shops, with which the coordinate systems of feeds are checked. */
export const Terminals = z
  .array(
    z.strictObject({
      id: z.string().min(1).max(200),
      longitude: z.number().min(72).max(138),
      latitude: z.number().min(0.8).max(56),
      crs: Crs.nullish(),
    }),
  )
  .max(1_000_000)
  .default([])
  .meta({ description: 'Known addresses of shops, with which the coordinate systems of feeds are checked.' });

export const RepairFeeds = z
  .boolean()
  .default(true)
  .meta({
    description:
      'Whether the readings of a feed whose tag the shops contradict are taken in the likely system; `feeds` tells how many ' +
      'were. Of rows that name no source only those at known shops.',
  });

/** What the addresses of shops say about a feed. */
export const Feed = z.object({
  source: z.string().nullable(),
  tagged: Crs,
  readings: z.int().meta({ description: 'Those at known shops; a feed of fewer than ten is not judged.' }),
  medianM: z
    .object({ GCJ02: z.number(), WGS84: z.number(), BD09: z.number() })
    .meta({ description: 'Median distance to the shops, metres, if the feed were in that system.' }),
  likely: Crs,
  isWronglyTagged: z.boolean(),
  repaired: z.int().meta({ description: 'Readings that were taken in the likely system instead of the tagged one.' }),
});

const Adcode = z.string().regex(/^\d{6}$/, 'six digits');
const Key = z.string().min(1).max(200);

const Corner = z.array(z.number()).min(2).max(3).meta({ description: '[longitude, latitude] in degrees.' });
const Rings = z.array(z.array(Corner)).min(1);

/** GeoJSON geometry of a drawn area. */
export const DrawnArea = z
  .union([
    z.object({ type: z.literal('Polygon'), coordinates: Rings }),
    z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(Rings).min(1) }),
  ])
  .meta({
    description: 'GeoJSON. Outer ring first, then holes; rings closed or left open; corners outside China refused.',
  });
export type DrawnArea = z.infer<typeof DrawnArea>;

const area = {
  adcodes: z
    .array(Adcode)
    .default([])
    .meta({ description: 'Administrative divisions of any level (MCA 2024): province, city, county.' }),
  polygons: DrawnArea.nullish(),
  crs: Crs.default('GCJ02').meta({ description: 'Coordinate system of the polygons.' }),
  validFrom: LocalDate.nullish().meta({ description: 'First day; absent: since ever.' }),
  validTo: LocalDate.nullish().meta({ description: 'First day on which it no longer holds; absent: for ever.' }),
};

export const Territory = z
  .strictObject({
    id: Key.optional(),
    dealer: Key,
    productLine: Key.nullish().meta({ description: 'Absent: every product line.' }),
    ...area,
    excludedAdcodes: z.array(Adcode).default([]),
    excludedPolygons: DrawnArea.nullish(),
  })
  .meta({
    description:
      'Where a dealer may sell: divisions and drawn polygons together, without what is excluded. A territory that is ' +
      'empty (also because all of it is excluded), names an unknown division or holds a polygon that crosses itself is not used: it is listed in `problems`, ' +
      'and scans that fall under it are unjudged. Several that hold on a day are taken together; what one of them excludes is excluded. ' +
      'Where that leaves nothing, all of them are listed as empty, and scans of those days are unjudged.',
  });
export type Territory = z.infer<typeof Territory>;

export const Exemption = z
  .strictObject({
    id: Key,
    kind: z.enum(['hub', 'warehouse', 'permit', 'ecommerce', 'transfer', 'return']),
    dealer: Key.nullish().meta({ description: 'Absent: every dealer.' }),
    sku: Key.nullish().meta({ description: 'Absent: every SKU.' }),
    ...area,
  })
  .meta({
    description:
      'Excuses scans outside a territory, on the day of the scan. Without divisions and polygons: everywhere.',
  });
export type Exemption = z.infer<typeof Exemption>;
