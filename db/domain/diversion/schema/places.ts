import { z } from 'zod';
import { CRS } from '../../geo/crs.ts';

export const Crs = z.enum(CRS).meta({
  description:
    'Coordinate system of the coordinates beside it: GCJ02 (Chinese maps), WGS84 (satellites), BD09 (Baidu).',
});
export const LocalDate = z.iso.date().meta({ description: 'Local date in Asia/Shanghai, YYYY-MM-DD.' });
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
      'empty, names an unknown division or holds a polygon that crosses itself is not used: it is listed in `problems`, ' +
      'and scans that fall under it are unjudged. Several that hold on a day are taken together; what one of them excludes is excluded.',
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
