import { add, ofUnits, type Rational, roundTo, subtract, ZERO } from '../../money/rational.ts';
import type { CalculationDocument } from '../schema/document.ts';
import type { Outcome } from '../straight/outcome.ts';
import { runStraight } from '../straight/run.ts';
import type { Move } from './moves.ts';

/** Which money is disputed. */
export interface About {
  readonly dealer: string;
  /** Agreements it is about; all of the document when left out. */
  readonly agreements?: readonly string[];
  /** Key of the period; all when left out. */
  readonly period?: string;
}

const EVERYTHING = { kind: 'by_date' } as const;

/** Results of the last run that the dispute is about. */
export function outcomesOf(document: CalculationDocument, { dealer, agreements, period }: About): Outcome[] {
  const run = document.runs?.at(-1) ?? EVERYTHING;
  return runStraight(document, run).outcomes.filter(
    ({ agreement, span, payees }) =>
      agreement.pays === 'money' &&
      (agreements === undefined || agreements.includes(agreement.id)) &&
      (period === undefined || span.key === period) &&
      payees.has(dealer),
  );
}

/** What the dealer is paid once some moves are made, in their order. */
export function amountAfter(document: CalculationDocument, about: About, moves: readonly Move[]): Rational {
  const changed = moves.reduce((before, move) => move.apply(before), document);
  const perLine = new Set(moves.flatMap(({ perLine: own, of }) => (own === true && of !== null ? [of] : [])));
  return outcomesOf(changed, about).reduce((sum, outcome) => {
    const paid = outcome.payees.get(about.dealer) ?? ZERO;
    return add(sum, add(paid, perLine.has(outcome.agreement.id) ? gainOfLines(outcome, about.dealer) : ZERO));
  }, ZERO);
}

/** What rounding every line by itself makes more or less. */
function gainOfLines({ earned, ...parts }: Outcome, dealer: string): Rational {
  const [shares, allocated] = [parts.shares(), parts.allocated()];
  return earned.lines.entries.reduce((sum, { payee }, n) => {
    if (payee !== dealer) return sum;
    const alone = ofUnits(roundTo(shares[n] ?? ZERO, 2, 'HALF_UP'), 2);
    return add(sum, subtract(alone, allocated[n] ?? ZERO));
  }, ZERO);
}
