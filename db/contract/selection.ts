import { z } from 'zod';
import { Adcode, DateRange, Id } from './primitives.ts';

/**
 * What the three panes of the workstation are narrowed to. All conditions hold at once.
 *
 * | field           | map                               | ledger                                   | dashboard                |
 * | --------------- | --------------------------------- | ---------------------------------------- | ------------------------ |
 * | `period`        | scans made in it                  | entries posted in it                     | documents dated in it    |
 * | `regionId`      | scans of goods of the region      | entries of the region                    | documents of the region  |
 * | `dealerIds`     | scans of their goods              | their agreements                         | their documents          |
 * | `place`         | scans made there                  | dealers seated there                     | dealers seated there     |
 * | `productLineId` | scans of its SKUs                 | agreements on it or on all product lines | lines with its SKUs      |
 *
 * A region means the region and everything below it. A document belongs to the region that owned the dealer on its
 * business date.
 */
export const Selection = z.object({
  period: DateRange,
  regionId: Id.nullable(),
  /** Empty means every dealer. */
  dealerIds: z.array(Id).max(200),
  place: Adcode.nullable(),
  productLineId: Id.nullable(),
});
export type Selection = z.infer<typeof Selection>;
