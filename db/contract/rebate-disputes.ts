import { z } from 'zod';
import { CLAIM_PROBLEMS } from '../domain/rebates/dispute/claim-table.ts';
import { CAUSE_KINDS } from '../domain/rebates/dispute/moves.ts';
import { AsOf, Id, LocalDate } from './primitives.ts';
import { Exact } from './rebate-position.ts';

/** Most bytes of a dealer's file: it goes through the wire in one message. */
export const CLAIM_BYTES_MAX = 650_000;

const Problem = z.object({ code: z.string(), path: z.string(), message: z.string() });

/** Why nothing can be calculated for a dealer. */
const NotCalculated = [
  z.object({ state: z.literal('partly_visible') }),
  z.object({ state: z.literal('refused'), problems: z.array(Problem) }),
] as const;

export const ProofSheet = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('made'),
    asOf: AsOf,
    name: z.string(),
    mediaType: z.string(),
    bytes: z.instanceof(Uint8Array),
    /** SHA-256 that both sides may keep. */
    contentHash: z.string(),
    /** In all, of this dealer. */
    payable: Exact,
  }),
  ...NotCalculated,
]);
export type ProofSheet = z.infer<typeof ProofSheet>;

export const DisputeCause = z.object({
  kind: z.enum(CAUSE_KINDS),
  /** Seen in the dealer's file; otherwise a supposition about how he reads the rule. */
  seen: z.boolean(),
  /** Our line or agreement, in words. */
  what: z.string(),
  /** Cell of his file. */
  place: z.string().nullable(),
  ours: z.string().nullable(),
  theirs: z.string().nullable(),
  effect: Exact,
});
export type DisputeCause = z.infer<typeof DisputeCause>;

export const DisputeAnswer = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('explained'),
    asOf: AsOf,
    ours: Exact,
    claimed: Exact,
    /** claimed − ours = causes + rest. */
    gap: Exact,
    causes: z.array(DisputeCause),
    rest: Exact,
    alternatives: z.array(z.array(DisputeCause)),
    /** Whether no smaller explanation was left untried. */
    complete: z.boolean(),
    /** Null without a file. */
    lines: z
      .object({
        basis: z.enum(['as_given', 'net', 'gross']),
        same: z.int(),
        onlyOurs: z.int(),
        onlyTheirs: z.int(),
        repeated: z.int(),
      })
      .nullable(),
    /** Differences of lines that are not needed to explain the amount. */
    harmless: z.int(),
  }),
  /** His file cannot be read; the cells are named. Nothing of it was taken. */
  z.object({
    state: z.literal('unreadable'),
    problems: z.array(z.object({ code: z.enum(CLAIM_PROBLEMS), place: z.string(), found: z.string() })),
  }),
  ...NotCalculated,
]);
export type DisputeAnswer = z.infer<typeof DisputeAnswer>;

export const ProofQuestion = z.object({
  dealerId: Id,
  /** Null is the last business date. */
  asOf: LocalDate.nullable(),
});

export const DisputeQuestion = z.object({
  dealerId: Id,
  agreementId: Id,
  /** Key of a period of the agreement, as `getPosition` tells them. */
  period: z.string().min(1).max(60),
  /** In yuan, as the dealer says it. */
  claimed: z.string().regex(/^-?\d{1,12}(\.\d{1,2})?$/),
  /** His own account in base64; null when he only names an amount. */
  file: z
    .string()
    .regex(/^[A-Za-z0-9+/]*={0,2}$/)
    .max(Math.ceil(CLAIM_BYTES_MAX / 3) * 4)
    .nullable(),
});
