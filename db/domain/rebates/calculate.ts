import { add, type Rational, ZERO } from '../money/rational.ts';
import { agree, figuresOf } from './agree.ts';
import { IncrementalCalculation } from './incremental/calculation.ts';
import { RebateProblems } from './problem.ts';
import { periodKeys } from './read/check-agreements.ts';
import { readDocument } from './read/read-document.ts';
import type { Rounding } from './schema/agreement.ts';
import type { CalculationDocument, Run } from './schema/document.ts';
import type { CalculationResult, ResultRun } from './schema/result.ts';
import type { Outcome } from './straight/outcome.ts';
import { DEFAULT_ROUNDING } from './straight/pay.ts';
import { runStraight } from './straight/run.ts';
import { attributeOf } from './straight/values.ts';
import { postedBefore, postRun } from './tell/postings.ts';
import { amountText, tellOutcome, wholeText } from './tell/tell-outcome.ts';

/** The run of a document that names none: everything is known, every period is over. */
const EVERYTHING: Run = { kind: 'by_date' };

/**
 * Calculates a document: all its runs, each posting what it finds less what was posted before.
 * @param value parsed JSON of a {@link CalculationDocument}
 * @throws RebateProblems when the document cannot be calculated, or when the two calculations disagree
 */
export function calculate(value: unknown): CalculationResult {
  const document = readDocument(value);
  const rounding = document.rounding ?? DEFAULT_ROUNDING;
  const posted = postedBefore(document, (id) => onlyPeriodOf(document, id));
  let before: ReadonlyMap<string, number | null> | null = null;
  let second: IncrementalCalculation | null = null;
  const runs = (document.runs ?? [EVERYTHING]).map((run): ResultRun => {
    const { outcomes, uncounted } = runStraight(document, run);
    if (second === null) second = new IncrementalCalculation(document, run);
    else second.advance(run);
    const differences = agree(figuresOf(outcomes), second.figures());
    if (differences.length > 0) throw new RebateProblems(differences);
    const { postings, total } = postRun(outcomes, posted, rounding);
    const tiers = tiersOf(outcomes);
    const retiered = changesOf(before, tiers);
    before = tiers;
    return {
      asOf: run.asOf ?? null,
      totals: {
        payable: wholeText(sumOf(outcomes, 'money'), rounding),
        goods: wholeText(sumOf(outcomes, 'goods'), rounding),
        posted: wholeText(total, rounding),
      },
      periods: periodsOf(outcomes),
      results: outcomes.map(tellOutcome),
      postings,
      uncounted: uncounted
        .map(({ agreement, line, reason }) => ({ agreement, line: line.id, reason }))
        .sort((a, b) => compareTexts(a.agreement, b.agreement) || compareTexts(a.line, b.line)),
      retiered,
      ...(document.groupBy === undefined ? {} : { groups: groupsOf(outcomes, document.groupBy, rounding) }),
    };
  });
  return { schema: 'rebates-result/1', currency: document.currency, runs };
}

/**
 * Outcomes of the first run of a document, on which both calculations agree, without telling every line: for figures of
 * many dealers at a time. What a single line has is worked out when it is asked for.
 * @param value as for {@link calculate}
 * @throws RebateProblems as {@link calculate}
 */
export function calculateOutcomes(value: unknown): readonly Outcome[] {
  const document = readDocument(value);
  const run = document.runs?.[0] ?? EVERYTHING;
  const { outcomes } = runStraight(document, run);
  const differences = agree(figuresOf(outcomes), new IncrementalCalculation(document, run).figures());
  if (differences.length > 0) throw new RebateProblems(differences);
  return outcomes;
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function onlyPeriodOf({ agreements }: CalculationDocument, id: string): string {
  const agreement = agreements.find((one) => one.id === id);
  return [...((agreement && periodKeys(agreement)) ?? [])][0] ?? 'term';
}

const sumOf = (outcomes: readonly Outcome[], unit: 'money' | 'goods'): Rational =>
  outcomes.filter(({ agreement }) => agreement.pays === unit).reduce((sum, { payable }) => add(sum, payable), ZERO);

function periodsOf(outcomes: readonly Outcome[]): ResultRun['periods'] {
  const sums = new Map<string, { agreement: string; period: string; payable: Rational; rounding: Rounding }>();
  for (const { agreement, span, payable, rounding } of outcomes) {
    const key = JSON.stringify([agreement.id, span.from, span.key]);
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { agreement: agreement.id, period: span.key, payable, rounding });
    else sum.payable = add(sum.payable, payable);
  }
  return [...sums]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([, { agreement, period, payable, rounding }]) => ({
      agreement,
      period,
      payable: amountText(payable, rounding),
    }));
}

/** Tier of every counted line, by agreement and line. */
function tiersOf(outcomes: readonly Outcome[]): Map<string, number | null> {
  const tiers = new Map<string, number | null>();
  for (const { agreement, earned } of outcomes) {
    const own = earned.lineTiers?.();
    earned.lines.entries.forEach(({ line, earns }, n) => {
      if (earns) tiers.set(JSON.stringify([agreement.id, line.id]), own?.[n] ?? earned.tier);
    });
  }
  return tiers;
}

function changesOf(
  before: ReadonlyMap<string, number | null> | null,
  now: ReadonlyMap<string, number | null>,
): ResultRun['retiered'] {
  const no = (tier: number | null): number | null => (tier === null ? null : tier + 1);
  return [...(before ?? [])]
    .filter(([key, tier]) => now.has(key) && now.get(key) !== tier)
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([key, tier]) => {
      const [agreement = '', line = ''] = JSON.parse(key) as string[];
      return { agreement, line, from: no(tier), to: no(now.get(key) ?? null) };
    });
}

function groupsOf(
  outcomes: readonly Outcome[],
  groupBy: readonly string[],
  rounding: Rounding,
): NonNullable<ResultRun['groups']> {
  const sums = new Map<string, { agreement: string; by: Record<string, string>; payable: Rational }>();
  for (const { agreement, earned, allocated } of outcomes) {
    const parts = allocated();
    earned.lines.entries.forEach(({ line }, n) => {
      const by = Object.fromEntries(groupBy.map((name) => [name, attributeOf(line, name) ?? '']));
      const key = JSON.stringify([agreement.id, by]);
      const sum = sums.get(key) ?? { agreement: agreement.id, by, payable: ZERO };
      sum.payable = add(sum.payable, parts[n] ?? ZERO);
      sums.set(key, sum);
    });
  }
  return [...sums]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([, { payable, ...rest }]) => ({ ...rest, payable: amountText(payable, rounding) }));
}
