import { fromDay, toDay } from '../../time/days.ts';
import { yearEarlier } from '../../time/periods.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { CalculationDocument, SourceLine } from '../schema/document.ts';
import { type AgreementGroup, type KnownAgreement, relationsOf } from './groups.ts';
import { sourceLine } from './lines.ts';
import { orderDates } from './order-dates.ts';
import type { PostedRow } from './posted.ts';
import type { TradeRows } from './source.ts';

/** A group of agreements as a document of the engine, and what it was made from. */
export interface RebateDocument {
  /** See {@link AgreementGroup}. */
  readonly key: string;
  readonly dealerIds: readonly string[];
  readonly agreements: readonly KnownAgreement[];
  readonly asOf: string;
  readonly document: CalculationDocument;
}

/** First day any of the agreements looks at: their own first, and a year before it where they compare with that. */
function firstDayOf(agreements: readonly Agreement[]): string {
  const days = agreements.map(({ from, rule }) => {
    const day = toDay(from);
    return rule.kind === 'growth' ? yearEarlier({ from: day, to: day + 1 }).from : day;
  });
  return fromDay(Math.min(...days));
}

/** The last day on which something happened to a line. */
const lastDayOf = ({ date, shippedOn = date, invoicedOn = date, paidOn = date }: SourceLine): string =>
  [date, shippedOn, invoicedOn, paidOn].reduce((last, day) => (day > last ? day : last));

function engineAgreements(agreements: readonly KnownAgreement[]): Agreement[] {
  return agreements.flatMap(({ id, code, name, dealerId, versions }) =>
    versions.map(({ version, signedOn, effectiveFrom, effectiveTo, currency, relations, terms }) => ({
      id,
      name: `${code} ${name}`,
      version,
      recordedOn: signedOn,
      from: effectiveFrom,
      to: effectiveTo,
      currency,
      dealers: relations.dealers ?? [dealerId],
      ...(relations.groups === undefined ? {} : { groups: relations.groups }),
      ...terms,
    })),
  );
}

function stackingOf(agreements: readonly KnownAgreement[]): CalculationDocument['stacking'] {
  const choices = new Map(
    agreements.flatMap((agreement) =>
      relationsOf(agreement).choices.map((choice) => [JSON.stringify(choice), choice] as const),
    ),
  );
  const known = new Set(agreements.map(({ id }) => id));
  return {
    // An agreement that is not known yet has earned nothing to build on.
    edges: agreements.flatMap((agreement) =>
      relationsOf(agreement)
        .after.filter((one) => known.has(one.agreement))
        .map(({ agreement: from, basis }) => ({ from, to: agreement.id, basis })),
    ),
    choices: [...choices]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, choice]) => choice)
      .filter(({ agreements: members }) => members.every((member) => known.has(member))),
    others: 'refuse',
  };
}

/**
 * The document of a group as of a day: the same rows give the same document on every machine, in whatever order they come.
 * It holds what was known on that day: lines of the days until then that some agreement looks at, a baseline of last year
 * among them, with the payments made by then.
 */
export function documentOf(group: AgreementGroup, rows: TradeRows, asOf: string): RebateDocument {
  const { key, dealerIds, agreements: known } = group;
  const agreements = engineAgreements(known);
  const first = firstDayOf(agreements);
  const dates = orderDates(rows, asOf);
  const dealers = new Set(dealerIds);
  const lines = rows.lines
    .filter(({ dealerId, date }) => dealers.has(dealerId) && date <= asOf)
    .map((row) => sourceLine(row, dates.get(row.orderId) ?? {}))
    .filter((line) => lastDayOf(line) >= first)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    key,
    dealerIds,
    agreements: known,
    asOf,
    document: {
      schema: 'rebates/1',
      currency: agreements[0]?.currency ?? 'CNY',
      agreements,
      stacking: stackingOf(known),
      lines,
      adjustments: [],
      posted: [],
      runs: [{ asOf, kind: 'by_date' }],
      outsideLines: 'ignore',
    },
  };
}

/** Keys in alphabetical order, so that equal values have equal texts wherever they were stored. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, own]) => own !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, own]) => [name, canonical(own)]));
}

/** Texts whose hashes say what figures follow from; equal texts give equal figures. */
export interface SnapshotTexts {
  /** Every known version of the agreements, and how they stack. */
  readonly agreements: string;
  /** Every line as it is now. */
  readonly rows: string;
  /**
   * Everything posted for the agreements so far, in order. Rows that change and change back (A → B → A) have the same
   * text again; what was posted in between makes the snapshot another one. Where nothing was, nothing can be posted twice.
   */
  readonly posted: string;
}

export function snapshotTexts({ document, agreements }: RebateDocument, posted: readonly PostedRow[]): SnapshotTexts {
  const own = new Set(agreements.map(({ id }) => id));
  return {
    agreements: JSON.stringify(canonical([document.currency, document.agreements, document.stacking])),
    rows: JSON.stringify(document.lines),
    posted: JSON.stringify(
      posted
        .filter(({ agreementId }) => own.has(agreementId))
        .toSorted((a, b) => a.seq - b.seq)
        .map(({ seq, agreementId, dealerId, periodCode, kind, accruedFen }) => [
          seq,
          agreementId,
          dealerId,
          periodCode,
          kind,
          accruedFen,
        ]),
    ),
  };
}
