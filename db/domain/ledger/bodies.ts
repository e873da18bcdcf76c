import { z } from 'zod';
import { TerritoryBody } from '../diversion/territory/body.ts';
import { CURRENCIES } from '../money/currency.ts';
import { AgreementTerms } from '../rebates/schema/agreement.ts';
import { AgreementRelations } from '../rebates/schema/relations.ts';

/**
 * What a proposal says, by its kind. Amounts are integer 分 in the currency of the region, in the tax basis of the
 * agreement; rates are parts per million. Head office checks every body again against its own figures before it posts.
 */

/** Lines of one proposal: a person still looks through them, and a command still fits into one request. */
export const LINES_MAX = 1000;
const TEXT_MAX = 500;

const Id = z.uuidv7();
const Positive = z.int().positive();
const NotZero = z.int().refine((fen) => fen !== 0, { message: 'must not be zero' });
const Reason = z.string().trim().min(1).max(TEXT_MAX);
const PeriodCode = z.string().min(1).max(20);
const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Whose money: what a dealer earns by an agreement in a period. Balances are kept for each. */
const Key = { agreementId: Id, dealerId: Id, periodCode: PeriodCode };

export const keyText = (key: { agreementId: string | null; dealerId: string; periodCode: string }): string =>
  `${key.agreementId ?? ''}/${key.dealerId}/${key.periodCode}`;

const linesOf = <Line extends z.ZodType<{ agreementId: string; dealerId: string; periodCode: string }>>(line: Line) =>
  z
    .array(line)
    .min(1)
    .max(LINES_MAX)
    .refine((lines) => new Set(lines.map(keyText)).size === lines.length, {
      message: 'an agreement, dealer and period may stand in one line only',
    });

/** Part of an amount that is taxed at one rate. */
export const VatShare = z.object({ ratePpm: z.int().min(0).max(1_000_000), amountFen: NotZero });
export type VatShare = z.infer<typeof VatShare>;
const VatShares = z
  .array(VatShare)
  .max(20)
  .refine((shares) => new Set(shares.map(({ ratePpm }) => ratePpm)).size === shares.length, {
    message: 'a rate may stand in one share only',
  });
const sharesSumTo = (shares: readonly VatShare[], amountFen: number): boolean =>
  shares.reduce((sum, share) => sum + share.amountFen, 0) === amountFen;

const runLine = {
  ...Key,
  /** The version that governs the period. */
  agreementVersionId: Id,
  /** By how much the base (计返基数) changes with this posting. */
  baseFen: z.int(),
  /** R(now): what the agreement pays for the period, as calculated. */
  payableFen: z.int(),
  /** What was posted before, and the last ledger number that this takes into account; null when nothing was. */
  postedFen: z.int(),
  postedSeq: Positive.nullable(),
  /** payable − posted. */
  deltaFen: NotZero,
};
const isDifference = (line: { payableFen: number; postedFen: number; deltaFen: number }): boolean =>
  line.payableFen - line.postedFen === line.deltaFen;
const DIFFERENCE = { message: 'deltaFen must be payableFen − postedFen' };

const run = {
  /** Documents and agreements known on this day count. */
  asOf: z.iso.date(),
  /** Hash over the source rows, and over the agreement versions, that the figures were calculated from. */
  sourceHash: Hash,
  agreementsHash: Hash,
};

export const AccrueLine = z.object(runLine).refine(isDifference, DIFFERENCE);
export type AccrueLine = z.infer<typeof AccrueLine>;
/** 预提: books the difference between what is earned now and what was posted; a fall is a true-up of what is not confirmed. */
export const AccrueBody = z.object({ ...run, lines: linesOf(AccrueLine) });

export const ClawBackLine = z
  .object({
    ...runLine,
    deltaFen: z.int().negative(),
    /** VAT of what has to be charged to the dealer because it was settled by invoice; empty when there is none. */
    vat: VatShares.default([]),
  })
  .refine(isDifference, DIFFERENCE);
export type ClawBackLine = z.infer<typeof ClawBackLine>;
/** 追回: as an accrual, for an amount that fell below what is confirmed or even settled. */
export const ClawBackBody = z.object({ ...run, reason: Reason, lines: linesOf(ClawBackLine) });

/** 确认: moves from 预提返利 to 应付返利. */
export const ConfirmBody = z.object({ lines: linesOf(z.object({ ...Key, amountFen: Positive })) });

const SettleLine = z.object({ ...Key, amountFen: Positive });
const TaxedLine = z
  .object({ ...Key, amountFen: Positive, vat: VatShares.min(1) })
  .refine((line) => sharesSumTo(line.vat, line.amountFen), { message: 'the shares must add up to amountFen' });
export type TaxedLine = z.infer<typeof TaxedLine>;

/** 兑付: pays out what is confirmed. */
export const SettleBody = z.discriminatedUnion('form', [
  z.object({
    /** 红字发票: lowers the receivable, with the VAT of each rate. */
    form: z.literal('credit_note'),
    /** Number of the confirmation (红字信息表) or of the invoice, when it is known. */
    redInvoiceNo: z.string().trim().min(1).max(50).nullable(),
    lines: linesOf(TaxedLine),
  }),
  z.object({
    /** 抵货款: as discount on an order, for at most `capPpm` of its amount with tax. */
    form: z.literal('order_offset'),
    orderId: Id,
    capPpm: z.int().positive().max(1_000_000),
    lines: linesOf(TaxedLine),
  }),
  z.object({ form: z.literal('cash'), paymentNo: z.string().trim().min(1).max(50), lines: linesOf(SettleLine) }),
  z.object({
    /** 货返: goods without payment are a sale (视同销售). */
    form: z.literal('goods'),
    deliveryNo: z.string().trim().min(1).max(50),
    lines: linesOf(TaxedLine),
  }),
]);
export type SettleBody = z.infer<typeof SettleBody>;

/** 冲回: opposite entries, each naming the one it corrects. */
export const ReverseBody = z.object({
  entryIds: z
    .array(Id)
    .min(1)
    .max(LINES_MAX)
    .refine((ids) => new Set(ids).size === ids.length, { message: 'an entry can be reversed once' }),
  reason: Reason,
});

/** What an agreement pays for a period with the diverted goods, and without them. */
export const DiversionFigure = z.object({
  agreementId: Id,
  periodCode: PeriodCode,
  withFen: z.int(),
  withoutFen: z.int(),
});
export type DiversionFigure = z.infer<typeof DiversionFigure>;

/** 窜货扣减 of a confirmed case. What exceeds the rebate that the diverted goods earned needs the clause that allows a penalty. */
export const DiversionBody = z.object({
  caseId: Id,
  dealerId: Id,
  /**
   * Documents and agreements known on this day count; every figure of the dealer that differs, also one that is lower with
   * the goods. Null: the amount is a penalty by its clause alone.
   */
  calculation: z
    .object({ asOf: z.iso.date(), figures: z.array(DiversionFigure).min(1).max(LINES_MAX) })
    .nullable()
    .default(null),
  lines: z
    .array(z.object({ agreementId: Id, periodCode: PeriodCode, amountFen: Positive }))
    .min(1)
    .max(LINES_MAX)
    .refine((lines) => new Set(lines.map((l) => `${l.agreementId}/${l.periodCode}`)).size === lines.length, {
      message: 'an agreement and period may stand in one line only',
    }),
  penaltyClause: z.string().trim().min(1).max(TEXT_MAX).nullable(),
});

/** 过期: what is confirmed and was never used lapses. */
export const ExpireBody = z.object({ reason: Reason, lines: linesOf(z.object({ ...Key, amountFen: Positive })) });

/** 人工调整: adds to, or takes from, what is earned, beside the calculation. */
export const OverrideBody = z.object({ reason: Reason, lines: linesOf(z.object({ ...Key, amountFen: NotZero })) });

/** 期初: what was earned, confirmed and settled before this ledger began. */
export const OpeningBody = z.object({
  lines: linesOf(
    z
      .object({
        ...Key,
        baseFen: z.int().nonnegative(),
        earnedFen: Positive,
        confirmedFen: z.int().nonnegative(),
        settledFen: z.int().nonnegative(),
      })
      .refine((line) => line.settledFen <= line.confirmedFen && line.confirmedFen <= line.earnedFen, {
        message: 'settled ≤ confirmed ≤ earned',
      }),
  ),
});

/** 结账: first closing (nothing but the period's own corrections), then closed, for good. */
export const ClosePeriodBody = z.object({ periodCode: PeriodCode, to: z.enum(['closing', 'closed']) });

/** A new agreement, or another version of one. */
export const AgreementVersionBody = z.object({
  agreement: z.object({
    id: Id,
    code: z.string().trim().min(1).max(50),
    name: z.string().trim().min(1).max(200),
    dealerId: Id,
    productLineId: Id.nullable(),
  }),
  version: z
    .object({
      id: Id,
      version: Positive.max(30_000),
      effectiveFrom: z.iso.date(),
      effectiveTo: z.iso.date(),
      signedOn: z.iso.date(),
      taxBasis: z.enum(['net', 'gross']),
      dateBasis: z.enum(['order', 'shipment', 'invoice', 'receipt']),
      currency: z.enum(CURRENCIES),
      kind: z.enum(['whole_volume', 'marginal', 'percent', 'growth', 'target', 'payment', 'mix']),
      rule: AgreementTerms,
      relations: AgreementRelations,
    })
    .refine((version) => version.effectiveFrom < version.effectiveTo, {
      message: 'effectiveFrom must lie before effectiveTo',
    })
    .refine((version) => version.taxBasis === version.rule.taxBasis && version.dateBasis === version.rule.dateBasis, {
      message: 'taxBasis and dateBasis must be those of the rule',
    }),
});

/** Kind and body of a proposal. */
export const ProposalContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('accrue'), body: AccrueBody }),
  z.object({ kind: z.literal('claw_back'), body: ClawBackBody }),
  z.object({ kind: z.literal('confirm'), body: ConfirmBody }),
  z.object({ kind: z.literal('settle'), body: SettleBody }),
  z.object({ kind: z.literal('reverse'), body: ReverseBody }),
  z.object({ kind: z.literal('diversion'), body: DiversionBody }),
  z.object({ kind: z.literal('expire'), body: ExpireBody }),
  z.object({ kind: z.literal('override'), body: OverrideBody }),
  z.object({ kind: z.literal('opening'), body: OpeningBody }),
  z.object({ kind: z.literal('close_period'), body: ClosePeriodBody }),
  z.object({ kind: z.literal('agreement_version'), body: AgreementVersionBody }),
  z.object({ kind: z.literal('territory'), body: TerritoryBody }),
]);
export type ProposalContent = z.infer<typeof ProposalContent>;
export type BodyOf<K extends ProposalContent['kind']> = Extract<ProposalContent, { kind: K }>['body'];
