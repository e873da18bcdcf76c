import {
  add,
  compare,
  isZero,
  maximum,
  minimum,
  parseDecimal,
  type Rational,
  subtract,
  ZERO,
} from '../../money/rational.ts';
import { toDay } from '../../time/days.ts';
import type { CalculationDocument, Run, SourceLine } from '../schema/document.ts';
import { concerns } from './accounts.ts';
import { chooseBest, type Draft } from './best-deal.ts';
import { NEVER, type Span } from './calendar.ts';
import { NO_UPSTREAM, type Upstream } from './entries.ts';
import { limitAll, type RunContext } from './limit-accounts.ts';
import { stagesOf } from './order.ts';
import type { Outcome, StraightRun } from './outcome.ts';
import { applyDues, DEFAULT_ROUNDING, payOut } from './pay.ts';
import { dayOfLine, placeLines } from './place-lines.ts';
import { weigh } from './scope.ts';
import { splitOutcome } from './split.ts';
import { type Piece, piecesOf } from './versions.ts';

/** The last day a document speaks of; what "everything is known" means. */
export function lastDayOf(document: CalculationDocument): number {
  let last = 0;
  const see = (date: string | undefined): void => {
    if (date !== undefined) last = Math.max(last, toDay(date));
  };
  for (const { date, shippedOn, invoicedOn, paidOn, recordedOn, cancelledOn } of document.lines) {
    for (const one of [date, shippedOn, invoicedOn, paidOn, recordedOn, cancelledOn]) see(one);
  }
  for (const { recordedOn } of document.adjustments) see(recordedOn);
  for (const { from, to, recordedOn } of document.agreements) {
    see(from);
    see(recordedOn);
    if (to !== undefined) last = Math.max(last, toDay(to) - 1);
  }
  return last;
}

/** Whether a line is known, and still held to be true, on a day. */
const isKnown = ({ date, recordedOn, cancelledOn }: SourceLine, today: number): boolean =>
  toDay(recordedOn ?? date) <= today && (cancelledOn === undefined || toDay(cancelledOn) > today);

/** Whether an agreement builds on what another one earned line by line. */
const isByLine = (basis: string): boolean => basis === 'net' || basis === 'rebate';

function earnedByLine(outcomes: readonly Outcome[]): Map<string, Rational> {
  const shares = new Map<string, Rational>();
  for (const { earned, shares: exact } of outcomes) {
    const own = exact();
    earned.lines.entries.forEach(({ line }, n) => {
      shares.set(line.id, add(shares.get(line.id) ?? ZERO, own[n] ?? ZERO));
    });
  }
  return shares;
}

/** Calculates every agreement of a document as of a run, from the lines alone. */
export function runStraight(document: CalculationDocument, run: Run): StraightRun {
  const today = run.asOf === undefined ? lastDayOf(document) : toDay(run.asOf);
  const isFinal = ({ to }: Span): boolean => {
    if (run.kind === 'by_date') return run.asOf === undefined || (to !== NEVER && to - 1 <= today);
    return run.kind === 'final';
  };
  const context = { document, run, today, isFinal };
  const edges = document.stacking?.edges ?? [];
  const byDealer = new Map<string, SourceLine[]>();
  for (const line of document.lines) {
    if (!isKnown(line, today)) continue;
    const own = byDealer.get(line.dealer);
    if (own === undefined) byDealer.set(line.dealer, [line]);
    else own.push(line);
  }
  const versions = Map.groupBy(document.agreements, ({ id }) => id);
  const pieces = new Map([...versions].map(([id, own]) => [id, piecesOf(own, today, today)] as const));
  const earnedOn = new Map<string, Map<string, Rational>>();
  const outcomes = new Map<string, Outcome[]>();
  const uncounted: StraightRun['uncounted'][number][] = [];

  for (const { ids, choice } of stagesOf(document)) {
    const drafts = ids.map((id) => draftsOf(id));
    if (choice !== null) uncounted.push(...chooseBest(choice, drafts));
    ids.forEach((id, at) => {
      const done = finish(context, id, drafts[at] ?? [], outcomes);
      outcomes.set(id, done);
      if (edges.some(({ from, basis }) => from === id && isByLine(basis))) earnedOn.set(id, earnedByLine(done));
    });
  }
  return { outcomes: [...outcomes.keys()].sort().flatMap((id) => outcomes.get(id) ?? []), uncounted };

  function draftsOf(id: string): Draft[] {
    const own = pieces.get(id) ?? [];
    const placed = placeLines(own, linesOf(own, byDealer), today, upstreamOf(id), takenFrom(id), adjustedIn(id));
    for (const { line, reason } of placed.uncounted) uncounted.push({ agreement: id, line, reason });
    return limitAll(context, placed.buckets);
  }

  function adjustedIn(id: string): { readonly account: string; readonly period: string | undefined }[] {
    return document.adjustments
      .filter(
        ({ agreement, recordedOn }) => agreement === id && (recordedOn === undefined || toDay(recordedOn) <= today),
      )
      .map(({ dealer, period }) => ({ account: dealer, period }));
  }

  function upstreamOf(id: string): (line: SourceLine) => Upstream {
    const own = edges.filter(({ to, basis }) => to === id && isByLine(basis));
    if (own.length === 0) return () => NO_UPSTREAM;
    const total = (line: SourceLine, basis: string): Rational =>
      own
        .filter((edge) => edge.basis === basis)
        .reduce((sum, { from }) => add(sum, earnedOn.get(from)?.get(line.id) ?? ZERO), ZERO);
    const builds = own.some(({ basis }) => basis === 'rebate');
    return (line) => ({ net: total(line, 'net'), rebate: builds ? total(line, 'rebate') : null });
  }

  function takenFrom(id: string): (line: SourceLine) => boolean {
    const before = (document.stacking?.choices ?? [])
      .filter(({ kind, agreements }) => kind === 'priority' && agreements.includes(id))
      .flatMap(({ agreements }) => agreements.slice(0, agreements.indexOf(id)));
    if (before.length === 0) return () => false;
    return (line) => before.some((other) => covers(pieces.get(other) ?? [], line, today));
  }
}

/** Lines of the dealers that an agreement is about, by dealer. */
function linesOf(
  pieces: readonly Piece[],
  byDealer: ReadonlyMap<string, SourceLine[]>,
): (readonly [dealer: string, own: readonly SourceLine[]])[] {
  const named = new Set<string>();
  for (const { agreement } of pieces) {
    if (agreement.dealers === undefined) return [...byDealer];
    for (const dealer of agreement.dealers) named.add(dealer);
    for (const { id, members } of agreement.groups ?? []) if (named.has(id)) for (const one of members) named.add(one);
  }
  return [...named].sort().map((dealer) => [dealer, byDealer.get(dealer) ?? []] as const);
}

/** Whether a line counts in an agreement, whatever others say. */
export function covers(pieces: readonly Piece[], line: SourceLine, today: number): boolean {
  return pieces.some(({ agreement, spans }) => {
    if (!concerns(agreement, line.dealer)) return false;
    const day = dayOfLine(line, agreement, today);
    if (day === null || !spans.some(({ from, to }) => day >= from && day < to)) return false;
    const weights = weigh(agreement.scope, line);
    return weights !== null && !(isZero(weights.qualifier) && isZero(weights.measure));
  });
}

/**
 * What was paid for parts of a period that still runs is taken off up to what the period has earned: nobody is asked back
 * for a quarter before the year has missed its tier. The last parts wait.
 */
function upTo<T extends { readonly amount: Rational }>(earned: Rational, parts: readonly T[]): readonly T[] {
  let over = subtract(ZERO, add(maximum(earned, ZERO), parts.map(({ amount }) => amount).reduce(add, ZERO)));
  return parts
    .toReversed()
    .map((part) => {
      if (compare(over, ZERO) <= 0 || compare(part.amount, ZERO) >= 0) return part;
      const kept = minimum(ZERO, add(part.amount, over));
      over = subtract(over, subtract(kept, part.amount));
      return { ...part, amount: kept };
    })
    .toReversed();
}

/** less_paid, policies, adjustments, rounding: in order of time within an account. */
function finish(
  context: RunContext,
  id: string,
  drafts: readonly Draft[],
  before: ReadonlyMap<string, readonly Outcome[]>,
): Outcome[] {
  const { document, today } = context;
  const paidBefore = (document.stacking?.edges ?? [])
    .filter(({ to, basis }) => to === id && basis === 'less_paid')
    .flatMap(({ from }) => before.get(from) ?? []);
  let carried = ZERO;
  let account: string | null = null;
  return drafts.map((draft) => {
    const { bucket, earned, limited } = draft;
    const { agreement, span } = bucket;
    if (bucket.account !== account) carried = ZERO;
    account = bucket.account;
    const payees = new Set([
      account,
      ...(paidBefore.length === 0 ? [] : earned.lines.entries.map(({ payee }) => payee)),
    ]);
    const parts = paidBefore
      .filter(({ account: own, span: part }) => payees.has(own) && part.from >= span.from && part.to <= span.to)
      .map((other) => ({ of: other.agreement.id, amount: subtract(ZERO, other.payable) }));
    const lessPaid = context.isFinal(span) ? parts : upTo(limited.value, parts);
    const spans = drafts.filter((other) => other.bucket.account === account);
    const adjustments = document.adjustments
      .filter(
        (one) =>
          one.agreement === id &&
          one.dealer === account &&
          (one.period === undefined ? spans.length === 1 : one.period === span.key) &&
          (one.recordedOn === undefined || toDay(one.recordedOn) <= today),
      )
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id: of, kind, amount }) => {
        const value = parseDecimal(amount);
        return { kind, of, amount: kind === 'self_deduction' ? subtract(ZERO, value) : value };
      });
    const paid = applyDues(agreement, limited.value, limited.shares, { lessPaid, adjustments, carried });
    carried = paid.carried;
    const rounding = agreement.rounding ?? document.rounding ?? DEFAULT_ROUNDING;
    const out = payOut(agreement, account, earned, paid, rounding);
    return {
      agreement,
      account,
      span,
      final: context.isFinal(span),
      rounding,
      earned,
      steps: [...limited.steps, ...paid.steps],
      ...out,
      split: splitOutcome(context, draft, out.payable, rounding),
    };
  });
}
