import { z } from 'zod';
import { RULE_KINDS } from '../domain/rebates/kinds.ts';
import { SimulationResult } from '../domain/rebates/schema/simulation.ts';
import { AsOf, Currency, Id, LocalDate } from './primitives.ts';
import { Exact } from './rebate-position.ts';

/** Money of a dealer, exact text: R(with) − R(without), and its parts, which sum to it. */
export const StandingGain = z.object({
  total: Exact,
  /** What the order itself brings. */
  own: Exact,
  /** What changes on lines that are there already. */
  uplift: Exact,
  /** What no line earns: guarantee, what a longer period takes off. */
  rest: Exact,
});
export type StandingGain = z.infer<typeof StandingGain>;

/** The least order or return that moves the tier; `by` is the field it is measured in. Returns are negative. */
const StandingStep = z.object({
  by: z.enum(['amount', 'net', 'gross', 'quantity', 'measure']),
  size: Exact,
  gain: StandingGain,
});
export type StandingStep = z.infer<typeof StandingStep>;

export const StandingPeriod = z.object({
  agreementId: z.string(),
  agreementCode: z.string(),
  agreementName: z.string(),
  version: z.int().positive(),
  kind: z.enum(RULE_KINDS),
  pays: z.enum(['money', 'goods', 'nothing']),
  taxBasis: z.enum(['as_given', 'net', 'gross']),
  /** Half-open; the key as the agreement calls it. */
  period: z.object({ key: z.string(), from: LocalDate, to: LocalDate }),
  /** What the ladder is measured in; null where the tier is by variety. */
  measure: z.string().nullable(),
  /** Unit of the quantities that count; null when they have none, or different ones. */
  unit: z.string().nullable(),
  qualifier: Exact,
  payable: Exact,
  edge: z.enum(['>=', '>']),
  ladder: z.array(
    z.object({
      tier: z.int().positive(),
      from: Exact.nullable(),
      reached: z.boolean(),
      distance: Exact.nullable(),
      ratePpm: Exact,
      perUnit: Exact,
      lump: Exact,
    }),
  ),
  next: StandingStep.nullable(),
  risk: StandingStep.nullable(),
  /** Of the qualifier: known, but not dated yet by the date that counts. */
  open: z.object({ orders: Exact, returns: Exact }),
  isAtRisk: z.boolean(),
});
export type StandingPeriod = z.infer<typeof StandingPeriod>;

/** Why a dealer's rebates cannot be told; see `getPosition`. */
const Untold = {
  partly_visible: z.object({ state: z.literal('partly_visible') }),
  refused: z.object({
    state: z.literal('refused'),
    problems: z.array(z.object({ code: z.string(), path: z.string(), message: z.string() })),
  }),
};

/** An order that is thought of: of goods like the dealer's largest order of the period, at its price. */
export const ThoughtOrder = z.object({
  agreementId: Id,
  by: z.enum(['amount', 'quantity']),
  /** Positive; at most two decimals of money, three of a quantity. */
  size: z.string().regex(/^\d{1,12}(\.\d{1,3})?$/),
});

export const Standing = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('calculated'),
    asOf: AsOf,
    calculatedAsOf: LocalDate.nullable(),
    currency: Currency,
    periods: z.array(StandingPeriod),
    /** What the order would bring under all agreements together; null without one, or with nothing to go by. */
    order: StandingGain.nullable(),
  }),
  Untold.partly_visible,
  Untold.refused,
]);
export type Standing = z.infer<typeof Standing>;

/** An agreement as it is to be changed: what identifies it, and the version in effect, or else the newest. */
export const AgreementToEdit = z.object({
  agreement: z.object({
    id: Id,
    code: z.string(),
    name: z.string(),
    dealerId: Id,
    dealerName: z.string(),
    productLineId: Id.nullable(),
    regionId: Id,
  }),
  /** Number of the newest version: the next one is one more. */
  lastVersion: z.int().nonnegative(),
  version: z.object({
    version: z.int(),
    effectiveFrom: LocalDate,
    effectiveTo: LocalDate,
    signedOn: LocalDate,
    currency: Currency,
    terms: z.json(),
    relations: z.json(),
  }),
  /** Agreements of the same name that this laptop may see, this one included. */
  sameName: z.int().positive(),
});
export type AgreementToEdit = z.infer<typeof AgreementToEdit>;

export const SimulationOrder = z.object({
  agreementId: Id,
  /** `AgreementTerms` that would hold instead, from the first day of the version in effect. */
  terms: z.json(),
  /** Only this agreement, or every one of the same name that this laptop may see. */
  across: z.enum(['agreement', 'same_name']),
  pullForwardDays: z.int().min(0).max(366),
});

/** A simulation on its way, and its result. */
export const SimulationEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), done: z.int(), total: z.int() }),
  z.object({
    kind: z.literal('done'),
    /** Days of history that were played. */
    from: LocalDate,
    to: LocalDate,
    currency: Currency,
    result: SimulationResult,
    dealers: z.record(z.string(), z.string()),
    agreements: z.record(z.string(), z.string()),
    /** Dealers whose agreements could not be calculated, or not be seen in full. */
    leftOut: z.int(),
  }),
  z.object({
    kind: z.literal('refused'),
    problems: z.array(z.object({ code: z.string(), path: z.string(), message: z.string() })),
  }),
]);
export type SimulationEvent = z.infer<typeof SimulationEvent>;
