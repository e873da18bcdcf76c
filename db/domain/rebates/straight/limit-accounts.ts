import { add, compare, divide, multiply, parseDecimal, type Rational, ratio, ZERO } from '../../money/rational.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { CalculationDocument, Run } from '../schema/document.ts';
import type { Draft } from './best-deal.ts';
import { NEVER, type Span } from './calendar.ts';
import { lazy } from './lazy.ts';
import { accrueAtRate, applyLimits, NO_BALANCE, type Shares } from './limits.ts';
import type { Bucket } from './place-lines.ts';
import { earn } from './rules/earn.ts';
import type { Situation } from './rules/situation.ts';

/** What is the same for all agreements of a run. */
export interface RunContext {
  readonly document: CalculationDocument;
  readonly run: Run;
  readonly today: number;
  readonly isFinal: (span: Span) => boolean;
}

const scaleOf = ({ proration }: Agreement, { from, to, full }: Span): Rational =>
  proration === 'none' || to === NEVER ? ratio(1) : ratio(to - from, full.to - full.from);

/** Rule and limits of every account and period, in order of time within an account. */
export function limitAll(context: RunContext, buckets: readonly Bucket[]): Draft[] {
  let balance = NO_BALANCE;
  let account: string | null = null;
  return buckets.map((bucket) => {
    if (bucket.account !== account) balance = NO_BALANCE;
    account = bucket.account;
    const draft = limitOne(context, bucket, balance);
    balance = draft.limited.balance;
    return draft;
  });
}

/** Rule and limits of one account and period. `day` is the last day that has come. */
export function limitOne(
  context: RunContext,
  bucket: Bucket,
  balance: typeof NO_BALANCE,
  day = Math.min(context.today, bucket.span.to - 1),
  final = context.isFinal(bucket.span),
): Draft {
  const { agreement, account, span } = bucket;
  const scale = scaleOf(agreement, span);
  const situation: Situation = {
    ...bucket,
    at: ['agreements', context.document.agreements.indexOf(agreement)],
    day,
    scale,
  };
  const earned = earn(situation, context.today);
  let expected: { value: Rational; shares: Shares } | null = null;
  if (!context.isFinal(span)) {
    const forecast = context.run.forecasts?.find(
      (one) =>
        one.agreement === agreement.id &&
        (one.dealer === undefined || one.dealer === account) &&
        (one.period === undefined || one.period === span.key),
    );
    if (forecast !== undefined) expected = expectedAt(situation, parseDecimal(forecast.qualifier), context.today);
    else if (agreement.accrual !== undefined) expected = accrueAtRate(agreement, agreement.accrual, earned);
  }
  return {
    bucket,
    earned,
    limited: applyLimits(agreement, earned, { final, balance, scale, expected }),
    before: balance,
  };
}

/** R(expected) · reached / expected: every line is taken so many times that the whole reaches what is expected. */
function expectedAt(situation: Situation, forecast: Rational, today: number) {
  const reached = earn(situation, today).qualifier;
  if (compare(reached, ZERO) <= 0 || compare(forecast, ZERO) <= 0) {
    return { value: ZERO, shares: lazy(() => situation.entries.map(() => ZERO)) };
  }
  const times = divide(forecast, reached);
  const grown = situation.entries.map((entry) => ({
    ...entry,
    weights: {
      qualifier: multiply(entry.weights.qualifier, times),
      measure: multiply(entry.weights.measure, times),
    },
  }));
  const earned = earn({ ...situation, entries: grown }, today);
  const total = add(
    earned.parts.reduce((sum, { amount }) => add(sum, amount), ZERO),
    earned.limited,
  );
  return { value: divide(total, times), shares: lazy(() => earned.shares().map((share) => divide(share, times))) };
}
