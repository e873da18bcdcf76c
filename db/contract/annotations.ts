import { z } from 'zod';
import { Id, Instant, listOf } from './primitives.ts';
import { command, query } from './procedure.ts';

/** A note on a dealer. `delivery` tells how far it has come: kept on this laptop, answered by head office. */
export const Annotation = z.object({
  id: Id,
  dealerId: Id,
  authorName: z.string(),
  mine: z.boolean(),
  body: z.string(),
  writtenAt: Instant,
  delivery: z.enum(['waiting', 'synced', 'refused']),
  refusal: z.string().nullable(),
});
export type Annotation = z.infer<typeof Annotation>;

export const annotations = {
  list: query(z.object({ dealerId: Id }), z.object({ annotations: listOf(Annotation) })),
  /** Saved on this laptop when it returns; sent when the network allows. `id` is made by the caller. */
  add: command(
    z.object({ id: Id, dealerId: Id, body: z.string().trim().min(1).max(2000) }),
    z.object({ id: Id, commandId: Id }),
  ),
  /** Takes back one's own note. */
  withdraw: command(z.object({ id: Id }), z.object({ commandId: Id })),
};
