import { isZero, ZERO } from '../../money/rational.ts';
import { toDay } from '../../time/days.ts';
import { yearEarlier } from '../../time/periods.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { SourceLine } from '../schema/document.ts';
import { concerns, namedAccounts, placesOf } from './accounts.ts';
import type { Span } from './calendar.ts';
import type { Entry } from './entries.ts';
import { weigh } from './scope.ts';
import type { Piece } from './versions.ts';

/** Why a line of a dealer that an agreement is about does not count in it. */
export type Uncounted =
  | 'not_dated_yet'
  | 'outside_dates'
  | 'between_periods'
  | 'not_in_scope'
  | 'excluded'
  | 'taken_by_priority';

/** Lines of one account and period, under the version that governs it. */
export interface Bucket {
  readonly agreement: Agreement;
  readonly account: string;
  readonly span: Span;
  readonly entries: Entry[];
  readonly yearEarlier: Entry[];
}

export interface Placed {
  /** By account and period, in order of time within an account. */
  readonly buckets: readonly Bucket[];
  readonly uncounted: readonly { readonly line: SourceLine; readonly reason: Uncounted }[];
}

/** The day by which a line falls into a period; null while the event has not happened by `today`. */
export function dayOfLine(line: SourceLine, { dateBasis }: Agreement, today: number): number | null {
  const dates = { order: line.date, shipment: line.shippedOn, invoice: line.invoicedOn, receipt: line.paidOn };
  const date = dates[dateBasis];
  if (date === undefined) return null;
  const day = toDay(date);
  return day > today ? null : day;
}

const NO_UPSTREAM = { net: ZERO, rebate: null };

/**
 * Sorts known lines into accounts and periods of an agreement. `upstream` tells what earlier agreements earned on a line,
 * `taken` whether a line belongs to an agreement of higher priority, `others` which accounts have adjustments.
 */
export function placeLines(
  pieces: readonly Piece[],
  lines: Iterable<SourceLine>,
  today: number,
  upstream: (line: SourceLine) => Entry['upstream'],
  taken: (line: SourceLine) => boolean,
  others: readonly { readonly account: string; readonly period: string | undefined }[],
): Placed {
  const buckets = new Map<string, Bucket>();
  const uncounted: { line: SourceLine; reason: Uncounted }[] = [];
  const bucketAt = (agreement: Agreement, account: string, span: Span): Bucket => {
    const key = JSON.stringify([account, span.key]);
    let bucket = buckets.get(key);
    if (bucket === undefined) {
      bucket = { agreement, account, span, entries: [], yearEarlier: [] };
      buckets.set(key, bucket);
    }
    return bucket;
  };
  for (const { agreement, spans } of pieces) {
    for (const account of namedAccounts(agreement)) for (const span of spans) bucketAt(agreement, account, span);
    for (const { account, period } of others) {
      for (const span of spans) if (period === undefined || period === span.key) bucketAt(agreement, account, span);
    }
  }
  const kept = [...lines];
  for (const line of kept) {
    const reason = placeLine(line);
    if (reason !== null) uncounted.push({ line, reason });
  }
  for (const line of kept) placeBaseline(line);
  const found = [...buckets.values()].sort((a, b) =>
    a.account === b.account ? a.span.from - b.span.from : a.account < b.account ? -1 : 1,
  );
  return { buckets: found, uncounted };

  function placeLine(line: SourceLine): Uncounted | null {
    let reason: Uncounted | null = 'outside_dates';
    for (const piece of pieces) {
      const { agreement } = piece;
      if (!concerns(agreement, line.dealer)) continue;
      const day = dayOfLine(line, agreement, today);
      if (day === null) {
        reason = 'not_dated_yet';
        continue;
      }
      if (day < piece.from || day >= piece.to) continue;
      const span = piece.spans.find(({ from, to }) => day >= from && day < to);
      if (span === undefined) return 'between_periods';
      const weights = weigh(agreement.scope, line);
      if (weights === null) return 'not_in_scope';
      if (isZero(weights.qualifier) && isZero(weights.measure)) return 'excluded';
      if (taken(line)) return 'taken_by_priority';
      for (const { account, payee, earns } of placesOf(agreement, line.dealer, line.date)) {
        bucketAt(agreement, account, span).entries.push({ line, day, payee, earns, weights, upstream: upstream(line) });
      }
      reason = null;
    }
    return reason;
  }

  function placeBaseline(line: SourceLine): void {
    for (const { agreement, spans } of pieces) {
      if (agreement.rule.kind !== 'growth' || agreement.rule.baseline !== 'lines_a_year_earlier') continue;
      if (!concerns(agreement, line.dealer)) continue;
      const day = dayOfLine(line, agreement, today);
      const weights = weigh(agreement.scope, line);
      if (day === null || weights === null) continue;
      for (const span of spans) {
        const before = yearEarlier(span);
        if (day < before.from || day >= before.to) continue;
        for (const { account, payee } of placesOf(agreement, line.dealer, line.date, true)) {
          const entry = { line, day, payee, earns: false, weights, upstream: NO_UPSTREAM };
          bucketAt(agreement, account, span).yearEarlier.push(entry);
        }
      }
    }
  }
}
