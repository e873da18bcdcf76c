import { add, type Rational, ZERO } from '../../money/rational.ts';
import { agree, figuresOf } from '../agree.ts';
import { IncrementalCalculation } from '../incremental/calculation.ts';
import type { Figure } from '../incremental/figure.ts';
import { RebateProblems } from '../problem.ts';
import type { CalculationDocument, Run } from '../schema/document.ts';
import type { Outcome } from '../straight/outcome.ts';
import { runStraight } from '../straight/run.ts';

/** A run on which both calculations agree. */
export interface Settled {
  readonly document: CalculationDocument;
  readonly outcomes: readonly Outcome[];
  /** Lives on, for changes of a few lines. */
  readonly second: IncrementalCalculation;
}

/** Calculates a run both ways. @throws RebateProblems when the two calculations disagree */
export function settle(document: CalculationDocument, run: Run): Settled {
  const { outcomes } = runStraight(document, run);
  const second = new IncrementalCalculation(document, run);
  const differences = agree(figuresOf(outcomes), second.figures());
  if (differences.length > 0) throw new RebateProblems(differences);
  return { document, outcomes, second };
}

const paysMoney = ({ agreements }: CalculationDocument): ReadonlySet<string> =>
  new Set(agreements.filter(({ pays }) => pays === 'money').map(({ id }) => id));

/** Money payable in all. */
export function totalOf(document: CalculationDocument, figures: readonly Figure[]): Rational {
  const money = paysMoney(document);
  return figures.filter(({ agreement }) => money.has(agreement)).reduce((sum, { payable }) => add(sum, payable), ZERO);
}

/** Money by dealer and by agreement. */
export function sumsOf(outcomes: readonly Outcome[]) {
  const dealers = new Map<string, Rational>();
  const agreements = new Map<string, Rational>();
  for (const { agreement, payees, payable } of outcomes) {
    if (agreement.pays !== 'money') continue;
    agreements.set(agreement.id, add(agreements.get(agreement.id) ?? ZERO, payable));
    for (const [dealer, amount] of payees) dealers.set(dealer, add(dealers.get(dealer) ?? ZERO, amount));
  }
  return { dealers, agreements, total: [...agreements.values()].reduce(add, ZERO) };
}
