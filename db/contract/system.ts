import { z } from 'zod';
import { WireError } from './errors.ts';
import { Instant } from './primitives.ts';
import { query } from './procedure.ts';

export const system = {
  /** First call of a client: who is at the other end. A client of another contract version stops here. */
  hello: query(
    z.object({ contractVersion: z.int() }),
    z.object({
      contractVersion: z.int(),
      appVersion: z.string(),
      startedAt: Instant,
      /** Things to tell the user once: a restored backup, a rebuilt replica. */
      notices: z.array(WireError),
    }),
  ),
  /** The checks of `npm run cli -- doctor`. */
  diagnose: query(
    z.object({}),
    z.object({
      checks: z.array(
        z.object({
          name: z.string(),
          outcome: z.enum(['ok', 'warning', 'failed']),
          detail: z.string(),
          error: WireError.nullable(),
        }),
      ),
    }),
  ),
};
