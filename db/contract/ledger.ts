import { z } from 'zod';
import { AccrueLine, LINES_MAX, ProposalContent, VatShare } from '../domain/ledger/bodies.ts';
import { PROPOSAL_KINDS, PROPOSAL_STATES } from '../domain/ledger/kinds.ts';
import { AsOf, Currency, Fen, Id, Instant, LocalDate, listOf } from './primitives.ts';
import { command, query, stream } from './procedure.ts';

export const ProposalKind = z.enum(PROPOSAL_KINDS);
export const ProposalState = z.enum(PROPOSAL_STATES);

/** Why this person cannot decide on a proposal; null when he can. */
export const DecisionRefusal = z.enum(['role_missing', 'own_proposal', 'not_open', 'not_synced', 'decision_waiting']);

const PersonRef = z.object({ id: Id, name: z.string() });

/** A proposal as head office has it, with what this laptop decided since laid over it. */
export const Proposal = z.object({
  id: Id,
  regionId: Id,
  /** Kind and body. */
  content: ProposalContent,
  /** To be named by the decision: what was seen is what is decided. */
  bodyHash: z.string(),
  maker: PersonRef,
  madeAt: Instant,
  state: ProposalState,
  checker: PersonRef.nullable(),
  decidedAt: Instant.nullable(),
  /** Why it was rejected or approved, in the checker's words. */
  reason: z.string().nullable(),
  /** Entries that its approval posted. */
  entryIds: z.array(Id),
  /** How far the proposal itself has come. */
  delivery: z.enum(['waiting', 'synced', 'refused']),
  /** What this laptop decided on it and head office has not confirmed yet, or refused. */
  decision: z
    .object({
      what: z.enum(['approve', 'reject', 'withdraw']),
      delivery: z.enum(['waiting', 'refused']),
    })
    .nullable(),
  /** Code of head office's refusal of the proposal or of the decision, and what it found: both figures, the place. */
  refusal: z.object({ code: z.string(), detail: z.json() }).nullable(),
  mine: z.boolean(),
  cannotDecide: DecisionRefusal.nullable(),
});
export type Proposal = z.infer<typeof Proposal>;

export const PeriodRow = z.object({
  id: Id,
  code: z.string(),
  startsOn: LocalDate,
  /** First day after it. */
  endsOn: LocalDate,
  state: z.enum(['open', 'closing', 'closed']),
  /** Hash of the last entry when it was closed. */
  closedHash: z.string().nullable(),
});
export type PeriodRow = z.infer<typeof PeriodRow>;

const BalanceAmounts = {
  /** Posted from calculations, overrides added, what lapsed taken off. */
  earnedFen: Fen,
  /** Of it, posted from calculations: what R(now) is compared with. */
  postedFen: Fen,
  overriddenFen: Fen,
  /** Zero or negative. */
  expiredFen: Fen,
  /** Zero or negative. */
  deductedFen: Fen,
  confirmedFen: Fen,
  settledFen: Fen,
  /** Earned and not confirmed (预提返利). */
  accruedOpenFen: Fen,
  /** Confirmed and not used (应付返利). */
  payableOpenFen: Fen,
  /** Both: what is still owed. */
  openFen: Fen,
};

export const BalanceRow = z.object({
  agreementId: Id,
  agreementCode: z.string(),
  agreementName: z.string(),
  dealerId: Id,
  dealerCode: z.string(),
  dealerName: z.string(),
  periodCode: z.string(),
  periodState: z.enum(['open', 'closing', 'closed']),
  /** Of the amounts. */
  currency: Currency,
  /** Last ledger number that changed `postedFen`; a run names it. */
  postedSeq: z.int().nullable(),
  ...BalanceAmounts,
});
export type BalanceRow = z.infer<typeof BalanceRow>;

/** An amount that is earned and not posted, or posted and no longer earned. */
export const Accrual = z.object({
  /** As a proposal of kind `proposal` takes it. */
  line: AccrueLine,
  /** claw_back when more falls away than is still unconfirmed. */
  proposal: z.enum(['accrue', 'claw_back']),
  /** What a fall is taken from: unconfirmed, confirmed, and what has to be charged to the dealer. */
  takenFrom: z.object({ accruedFen: Fen, payableFen: Fen, chargedFen: Fen }),
  agreementCode: z.string(),
  agreementName: z.string(),
  dealerCode: z.string(),
  dealerName: z.string(),
  currency: Currency,
});
export type Accrual = z.infer<typeof Accrual>;

export const AccrualRun = z.discriminatedUnion('state', [
  z.object({ state: z.literal('running'), done: z.int(), total: z.int() }),
  z.object({
    state: z.literal('done'),
    asOf: AsOf,
    /** What the body of a proposal made of these lines begins with; null when there are no documents at all. */
    run: z.object({ asOf: LocalDate, sourceHash: z.string(), agreementsHash: z.string() }).nullable(),
    accruals: listOf(Accrual),
    /** Amounts of days for which the ledger has no period yet: they cannot be posted. */
    withoutPeriod: z.int(),
    /** Dealers whose agreements could not be calculated, and why. */
    unavailable: z.array(
      z.object({
        dealerIds: z.array(Id),
        reason: z.enum(['partly_visible', 'refused']),
        problems: z.array(z.object({ code: z.string(), path: z.string(), message: z.string() })),
      }),
    ),
  }),
]);
export type AccrualRun = z.infer<typeof AccrualRun>;

const Named = z.object({ id: Id, code: z.string(), name: z.string() });

const SettleKey = z.object({ agreementId: Id, dealerId: Id, periodCode: z.string(), amountFen: Fen });

const Written = z.object({ commandId: Id });

export const ledger = {
  /**
   * Proposals of the regions this laptop has, and those made here that head office has not confirmed; newest first, at most
   * 500.
   */
  getProposals: query(
    z.object({
      states: z.array(ProposalState).min(1),
      kinds: z.array(ProposalKind).min(1).nullable(),
      regionId: Id.nullable(),
    }),
    z.object({
      proposals: listOf(Proposal),
      /** What this person may propose, by region: granted ones first, then all that lie below them. */
      mayPropose: z.array(z.object({ regionId: Id, kinds: z.array(ProposalKind) })),
    }),
  ),
  /**
   * Keeps a proposal on this laptop and sends it when the network allows. `id` is made by the caller.
   * @throws AppError forbidden without the role over the region; input_invalid
   */
  propose: command(z.object({ id: Id, regionId: Id, content: ProposalContent }), Written.extend({ id: Id })),
  /**
   * Approves or rejects proposals, all or none of them. Head office checks everything again and posts.
   * @throws AppError not_found; forbidden for one's own, without the role, or when it is not open or reads differently
   */
  decide: command(
    z.object({
      proposals: z
        .array(z.object({ id: Id, bodyHash: z.string() }))
        .min(1)
        .max(100),
      decision: z.enum(['approve', 'reject']),
      /** Needed to reject. */
      reason: z.string().trim().min(1).max(500).nullable(),
    }),
    Written,
  ),
  /** Takes back one's own open proposal. @throws AppError not_found, forbidden */
  withdraw: command(z.object({ id: Id }), Written),
  /**
   * What a run would post now: both calculations, from this laptop's own documents, as of a day (null: the last one with
   * documents). Tells how far it has come, then the result, at most 20,000 lines; may be cancelled at any time.
   */
  getAccruals: stream(
    z.object({ regionId: Id.nullable(), dealerId: Id.nullable(), asOf: LocalDate.nullable() }),
    AccrualRun,
  ),
  /** What dealers and agreements of this laptop are called. */
  getNames: query(z.object({}), z.object({ dealers: z.array(Named), agreements: z.array(Named) })),
  /**
   * How amounts are taxed: as the goods that earned them; null where no goods did. `isTaxed` says whether anything of the
   * same agreement, dealer and period was settled in a form that involves tax: by invoice, on an order or in goods.
   */
  getVatShares: query(
    z.object({ lines: z.array(SettleKey).min(1).max(LINES_MAX) }),
    z.object({
      lines: z.array(
        SettleKey.extend({
          taxBasis: z.enum(['net', 'gross']),
          vat: z.array(VatShare).nullable(),
          isTaxed: z.boolean(),
        }),
      ),
    }),
  ),
  /** The newest 50 orders of a dealer, which a rebate may be set off on; amounts with tax. */
  getOffsetOrders: query(
    z.object({ dealerId: Id }),
    z.object({ orders: z.array(z.object({ id: Id, code: z.string(), orderedOn: LocalDate, grossFen: Fen })) }),
  ),
  getPeriods: query(z.object({}), z.object({ periods: z.array(PeriodRow) })),
  /** Balances as the entries on this laptop add up, by agreement, dealer and period; at most 20,000. */
  getBalances: query(
    z.object({
      regionId: Id.nullable(),
      dealerId: Id.nullable(),
      agreementId: Id.nullable(),
      periodCode: z.string().nullable(),
      /** Only where something is owed. */
      openOnly: z.boolean(),
    }),
    z.object({
      asOf: AsOf,
      balances: listOf(BalanceRow),
      /** Of all rows, also of those that were cut off; null when their currencies differ. */
      totals: z.object({ currency: Currency, ...BalanceAmounts }).nullable(),
    }),
  ),
};

/** Most lines that one proposal may have. */
export const PROPOSAL_LINES_MAX = LINES_MAX;
