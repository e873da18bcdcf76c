import { equals, type Rational, toFraction } from '../money/rational.ts';
import type { Figure } from './incremental/figure.ts';
import type { Problem } from './problem.ts';
import type { Outcome } from './straight/outcome.ts';

/** The figures of the straightforward calculation on which both must agree. */
export function figuresOf(outcomes: readonly Outcome[]): Figure[] {
  return outcomes.map(({ agreement, account, span, earned, exact, payable, split }) => ({
    agreement: agreement.id,
    version: agreement.version,
    account,
    period: span.key,
    qualifier: earned.qualifier,
    measure: earned.measure,
    exact,
    payable,
    split: split?.map((part) => part.payable) ?? null,
  }));
}

const keyOf = ({ agreement, account, period }: Figure): string => JSON.stringify([agreement, account, period]);

const FIELDS = ['qualifier', 'measure', 'exact', 'payable'] as const;

/**
 * Holds two calculations of the same run against each other. Empty when they agree in every figure; otherwise each place
 * where they do not, with both values. Then nothing may be posted.
 */
export function agree(straight: readonly Figure[], incremental: readonly Figure[]): Problem[] {
  const second = new Map(incremental.map((figure) => [keyOf(figure), figure] as const));
  const problems: Problem[] = [];
  const differ = (figure: Figure, field: string, a: string, b: string): void => {
    problems.push({
      code: 'disagreement',
      path: `${figure.agreement} ${figure.account} ${figure.period} ${field}`,
      message: `The two calculations differ: ${a} straight, ${b} incremental. Nothing was posted.`,
    });
  };
  for (const a of straight) {
    const b = second.get(keyOf(a));
    second.delete(keyOf(a));
    if (b === undefined) {
      differ(a, 'payable', toFraction(a.payable), 'nothing');
      continue;
    }
    if (a.version !== b.version) differ(a, 'version', String(a.version), String(b.version));
    for (const field of FIELDS) {
      if (!equals(a[field], b[field])) differ(a, field, toFraction(a[field]), toFraction(b[field]));
    }
    const text = (parts: readonly Rational[] | null): string => parts?.map(toFraction).join(', ') ?? 'no parts';
    if (text(a.split) !== text(b.split)) differ(a, 'split', text(a.split), text(b.split));
  }
  for (const b of second.values()) differ(b, 'payable', 'nothing', toFraction(b.payable));
  return problems;
}
