import { z } from 'zod';
import { CHANGE_CAUSES } from '../domain/rebates/changes/causes.ts';
import { AsOf, Id, LocalDate, listOf } from './primitives.ts';
import { Exact } from './rebate-position.ts';

/** One side of a comparison: what a period was then. */
const Side = z.object({
  payable: Exact,
  version: z.int().positive(),
  tier: z.int().positive().nullable(),
  qualifier: Exact,
});

const LineChange = z.object({
  /** Id of the order line, return or adjustment. */
  line: z.string(),
  before: Exact,
  after: Exact,
  amount: Exact,
  tierBefore: z.int().positive().nullable(),
  tierAfter: z.int().positive().nullable(),
});

/** See `db/domain/rebates/changes/causes.ts`. */
const Cause = z.object({
  cause: z.enum(CHANGE_CAUSES),
  /** Sum of all its lines, those that are cut included; or what no line brought. */
  amount: Exact,
  /** Largest first; at most 200. */
  lines: listOf(LineChange),
});

const Common = { asOf: AsOf, dealerId: Id, from: LocalDate, to: LocalDate };

/** Why a dealer's rebates changed between two days, or why that cannot be said. */
export const RebateChange = z.discriminatedUnion('state', [
  z.object({
    ...Common,
    state: z.literal('calculated'),
    /** Periods that changed; the amounts of the causes sum to the difference, to the last fraction. */
    changes: z.array(
      z.object({
        agreementId: Id,
        agreementCode: z.string(),
        agreementName: z.string(),
        account: z.string(),
        period: z.object({ key: z.string(), from: LocalDate, to: LocalDate }),
        before: Side.nullable(),
        after: Side.nullable(),
        difference: Exact,
        causes: z.array(Cause),
      }),
    ),
  }),
  z.object({ ...Common, state: z.literal('partly_visible') }),
  z.object({
    ...Common,
    state: z.literal('refused'),
    problems: z.array(z.object({ code: z.string(), path: z.string(), message: z.string() })),
  }),
]);
export type RebateChange = z.infer<typeof RebateChange>;
