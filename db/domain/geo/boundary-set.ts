import { z } from 'zod';

/**
 * `boundary-set.json` beside the files of the map: who drew its boundaries, and the number under which the map was approved
 * for publication (审图号); null: it was not, and whatever shows it says so.
 */
export const BoundarySet = z.strictObject({
  source: z.string().trim().min(1).max(100),
  approval: z.string().trim().min(4).max(60).nullable(),
});
export type BoundarySet = z.infer<typeof BoundarySet>;
