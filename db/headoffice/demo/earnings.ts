import { type Rational, roundTo } from '../../domain/money/rational.ts';
import { IncrementalCalculation } from '../../domain/rebates/incremental/calculation.ts';
import type { Figure } from '../../domain/rebates/incremental/figure.ts';
import { documentOf } from '../../domain/rebates/rows/document.ts';
import { groupsOf, knownAgreements } from '../../domain/rebates/rows/groups.ts';
import type { TradeRows } from '../../domain/rebates/rows/source.ts';
import type { DemoAgreement } from './agreements.ts';
import { isoOf } from './calendar.ts';

/** What an agreement gives for a quarter of the ledger, as of a day. Amounts in 分. */
export interface Earning {
  readonly agreementId: string;
  /** `2026Q3`. */
  readonly period: string;
  readonly payableFen: number;
  /** Measure of the agreement's period so far, where this is the newest quarter of it; otherwise null. */
  readonly measureFen: number | null;
}

const fenOf = (value: Rational): number => Number(roundTo(value, 2, 'HALF_UP'));

/** Quarters of a figure: itself, or the parts a year is split into, from the first one on. */
function earningsOf({ agreement, period, measure, payable, split }: Figure): Earning[] {
  const parts = split ?? [payable];
  return parts.map((part, n) => ({
    agreementId: agreement,
    period: split === null ? period : `${period}Q${n + 1}`,
    payableFen: fenOf(part),
    measureFen: n === parts.length - 1 ? fenOf(measure) : null,
  }));
}

/**
 * What a dealer's agreements give, as of each of some days in turn: the product's own calculation, moved from day to day.
 * @param days ascending
 */
export function earningsOn(
  agreements: readonly DemoAgreement[],
  trade: TradeRows,
  days: readonly number[],
): ReadonlyMap<number, readonly Earning[]> {
  const found = new Map<number, readonly Earning[]>();
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return found;
  const known = knownAgreements(
    agreements.map(({ agreement }) => agreement),
    agreements.flatMap(({ versions }) => versions),
    isoOf(last),
  );
  const problem = known.flatMap(({ problems }) => problems)[0];
  if (problem !== undefined) throw new Error(`${problem.path}: ${problem.message}`);
  const [group] = groupsOf(known);
  if (group === undefined) return found;
  const { document } = documentOf(group, trade, isoOf(last));
  const run = (day: number) => ({ asOf: isoOf(day), kind: 'by_date' as const });
  const calculation = new IncrementalCalculation(document, run(first));
  for (const day of days) {
    calculation.advance(run(day));
    found.set(day, calculation.figures().flatMap(earningsOf));
  }
  return found;
}
