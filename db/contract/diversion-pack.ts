import { z } from 'zod';

/** How far the making of an evidence pack is, and the pack as one HTML file that proves itself. */
export const PackAnswer = z.discriminatedUnion('state', [
  /** Files that are in it, of all. */
  z.object({ state: z.literal('working'), done: z.int(), total: z.int() }),
  z.object({
    state: z.literal('made'),
    name: z.string(),
    mediaType: z.string(),
    bytes: z.instanceof(Uint8Array),
    contentHash: z.string(),
    /** Hash of the newest entry of the history. */
    head: z.string(),
    /** Files that are only named by their hash: beyond the limit of a pack, or head office could not be asked. */
    filesLeftOut: z.int(),
  }),
]);
export type PackAnswer = z.infer<typeof PackAnswer>;
