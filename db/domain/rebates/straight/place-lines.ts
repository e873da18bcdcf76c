import { isZero } from '../../money/rational.ts';
import { toDay } from '../../time/days.ts';
import { yearEarlier } from '../../time/periods.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { SourceLine } from '../schema/document.ts';
import { concerns, namedAccounts, placesOf } from './accounts.ts';
import type { Span } from './calendar.ts';
import { type Entry, NO_UPSTREAM, type Upstream } from './entries.ts';
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

/** The date by which a line falls into a period, where it has one. */
export function dateOfLine(line: SourceLine, basis: Agreement['dateBasis']): string | undefined {
  switch (basis) {
    case 'order':
      return line.date;
    case 'shipment':
      return line.shippedOn;
    case 'invoice':
      return line.invoicedOn;
    case 'receipt':
      return line.paidOn;
  }
}

/** The day by which a line falls into a period; null while the event has not happened by `today`. */
export function dayOfLine(line: SourceLine, { dateBasis }: Agreement, today: number): number | null {
  const date = dateOfLine(line, dateBasis);
  if (date === undefined) return null;
  const day = toDay(date);
  return day > today ? null : day;
}

/** Whether an agreement compares with the lines of a year earlier. */
const looksBack = ({ rule }: Agreement): boolean => rule.kind === 'growth' && rule.baseline === 'lines_a_year_earlier';

/**
 * Sorts known lines, by dealer, into accounts and periods of an agreement. `upstream` tells what earlier agreements earned on a line,
 * `taken` whether a line belongs to an agreement of higher priority, `others` which accounts have adjustments.
 */
export function placeLines(
  pieces: readonly Piece[],
  lines: readonly (readonly [dealer: string, own: readonly SourceLine[]])[],
  today: number,
  upstream: (line: SourceLine) => Upstream,
  taken: (line: SourceLine) => boolean,
  others: readonly { readonly account: string; readonly period: string | undefined }[],
): Placed {
  const buckets = new Map<string, Map<string, Bucket>>();
  const uncounted: { line: SourceLine; reason: Uncounted }[] = [];
  const bucketAt = (agreement: Agreement, account: string, span: Span): Bucket => {
    let own = buckets.get(account);
    if (own === undefined) {
      own = new Map();
      buckets.set(account, own);
    }
    let bucket = own.get(span.key);
    if (bucket === undefined) {
      bucket = { agreement, account, span, entries: [], yearEarlier: [] };
      own.set(span.key, bucket);
    }
    return bucket;
  };
  for (const { agreement, spans } of pieces) {
    for (const account of namedAccounts(agreement)) for (const span of spans) bucketAt(agreement, account, span);
    for (const { account, period } of others) {
      for (const span of spans) if (period === undefined || period === span.key) bucketAt(agreement, account, span);
    }
  }
  for (const [dealer, own] of lines) {
    const about = pieces.filter(({ agreement }) => concerns(agreement, dealer));
    for (const line of own) {
      const reason = placeLine(about, line);
      if (reason !== null) uncounted.push({ line, reason });
    }
    const comparing = about.filter(({ agreement }) => looksBack(agreement));
    if (comparing.length > 0) for (const line of own) placeBaseline(comparing, line);
  }
  const all = [...buckets.values()].flatMap((own) => [...own.values()]);
  const found = all.sort((a, b) =>
    a.account === b.account ? a.span.from - b.span.from : a.account < b.account ? -1 : 1,
  );
  return { buckets: found, uncounted };

  function placeLine(about: readonly Piece[], line: SourceLine): Uncounted | null {
    let reason: Uncounted | null = 'outside_dates';
    for (const piece of about) {
      const { agreement } = piece;
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

  function placeBaseline(about: readonly Piece[], line: SourceLine): void {
    for (const { agreement, spans } of about) {
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
