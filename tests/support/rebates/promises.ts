import { compare, equals, type Rational, sum, ZERO } from '../../../db/domain/money/rational.ts';
import type { ResultEntry } from '../../../db/domain/rebates/schema/result.ts';
import { fraction } from '../../../db/domain/rebates/tell/fraction.ts';

/** The sum of exact texts. */
export const total = (texts: readonly string[]): Rational => sum(texts.map(fraction));

/** L12: what lines have, and what no line brought, is the payable amount; so is what all payees get. What does not hold. */
export function unexplained({ payable, lines, others, payees }: ResultEntry): string[] {
  const amount = fraction(payable);
  const sums = {
    lines: total([...lines, ...others].map(({ allocated }) => allocated)),
    payees: total(payees.map((payee) => payee.payable)),
  };
  return Object.entries(sums)
    .filter(([, found]) => !equals(found, amount))
    .map(([name]) => `the ${name} do not sum to ${payable}`);
}

/**
 * L16: steps lead from what the rule gave to what is payable, each limit as its own step in its own direction; a cap on the
 * whole term also gives back to what returns take off it. What does not hold.
 */
export function hiddenLimits({ payable, exact, steps }: ResultEntry, isCapOnTerm = false): string[] {
  const sumOf = (own: ResultEntry['steps']): Rational => total(own.map((step) => step.exact));
  const broken: string[] = [];
  if (!equals(sumOf(steps), fraction(payable))) broken.push(`the steps do not sum to ${payable}`);
  if (!equals(sumOf(steps.filter(({ kind }) => kind !== 'rounding')), fraction(exact))) {
    broken.push(`the steps before the rounding do not sum to ${exact}`);
  }
  for (const step of steps) {
    const sign = compare(fraction(step.exact), ZERO);
    if (step.kind === 'cap' && (sign === 0 || (sign > 0 && !isCapOnTerm))) broken.push('a cap takes nothing');
    if ((step.kind === 'minimum' || step.kind === 'floor') && sign <= 0) broken.push(`a ${step.kind} gives nothing`);
  }
  return broken;
}
