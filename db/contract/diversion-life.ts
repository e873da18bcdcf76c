import { z } from 'zod';
import { AsOf, Id, LocalDate, listOf } from './primitives.ts';
import { ScanRow } from './scan-row.ts';

const LngLat = z.tuple([z.number(), z.number()]);

/** A scan of a code's life. `point` (GCJ-02 degrees) is null where it has none, and for consumers: `place` says the county. */
export const LifeStep = z.object({ scan: ScanRow, point: LngLat.nullable() });
export type LifeStep = z.infer<typeof LifeStep>;

/** What this laptop knows of a code, from its shipment to its last scan. */
export const CodeLife = z.object({
  asOf: AsOf,
  code: z.string(),
  skuName: z.string().nullable(),
  /** The packing case it came in; null where that is not known, or the code is one itself. */
  caseCode: z.string().nullable(),
  /** Whom it was shipped to; null: it never was, as far as this laptop knows. `seat` is where the dealer sits. */
  shipment: z
    .object({
      code: z.string().nullable(),
      shippedOn: LocalDate,
      dealerId: Id,
      dealerName: z.string(),
      seat: LngLat.nullable(),
    })
    .nullable(),
  /** Oldest first; at most 200. Of a packing case also the scans of what came in it. */
  steps: listOf(LifeStep),
});
export type CodeLife = z.infer<typeof CodeLife>;
