import { z } from 'zod';
import { Adcode, Id, Instant, LocalDate } from './primitives.ts';

/** A scan as a list shows it. */
export const ScanRow = z.object({
  id: Id,
  code: z.string(),
  scannedAt: Instant,
  dealerId: Id.nullable(),
  dealerName: z.string().nullable(),
  skuName: z.string(),
  actor: z.enum(['inspector', 'dealer', 'terminal', 'driver', 'consumer']),
  terminalName: z.string().nullable(),
  place: Adcode.nullable(),
  placeName: z.string().nullable(),
  shippedOn: LocalDate.nullable(),
  accuracyClass: z.enum(['A', 'B', 'C', 'D', 'E']),
  verdict: z.enum(['inside', 'outside', 'unjudged', 'unlocated']),
  /** Latest territory in force on `shippedOn`: names of its divisions, at most 12, then the rest as a count. */
  territory: z.object({ names: z.array(z.string()), more: z.int() }).nullable(),
});
export type ScanRow = z.infer<typeof ScanRow>;
