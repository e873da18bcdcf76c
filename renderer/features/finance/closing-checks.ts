import type { PeriodRow, Proposal } from '../../../db/contract/ledger.ts';
import type { FinancePeriod } from './periods.ts';
import { linesOf } from './proposal-sums.ts';

/** One line of the checklist; `n` is a number that its sentence names, an amount in 分 where it is one. */
export interface Check {
  readonly name: 'over' | 'earlier' | 'decided' | 'posted' | 'calculated' | 'confirmed' | 'sent';
  /** A warning is told and stops nobody. */
  readonly outcome: 'ok' | 'warning' | 'failed' | 'waiting';
  readonly n: number;
}

export interface ClosingFacts {
  readonly period: FinancePeriod;
  readonly periods: readonly PeriodRow[];
  /** Amounts of the period that are earned and not posted, or posted and not earned; null while they are calculated. */
  readonly outstanding: number | null;
  /** Groups of agreements that could not be calculated here. */
  readonly uncalculated: number | null;
  readonly open: readonly Proposal[] | null;
  readonly unconfirmedFen: number | null;
  readonly waitingCommands: number;
}

/** What comes after a state; a closed period stays closed. */
export const nextState = (state: FinancePeriod['state']): 'closing' | 'closed' | null =>
  state === 'open' ? 'closing' : state === 'closing' ? 'closed' : null;

/** The checklist before a period goes on. To begin closing it has to be over and in its turn; to close it, settled in full. */
export function closingChecks(facts: ClosingFacts): readonly Check[] {
  const { period, periods, outstanding, uncalculated, open, unconfirmedFen, waitingCommands } = facts;
  const to = nextState(period.state);
  const counted = (name: Check['name'], n: number | null, otherwise: 'failed' | 'warning'): Check =>
    n === null ? { name, outcome: 'waiting', n: 0 } : { name, outcome: n === 0 ? 'ok' : otherwise, n };
  const earlier = periods.filter(
    ({ endsOn, state }) => endsOn <= period.from && (to === 'closed' ? state !== 'closed' : state === 'open'),
  ).length;
  const undecided =
    open?.filter(({ content }) => linesOf(content).some(({ periodCode }) => periodCode === period.code)).length ?? null;
  const begin: Check[] = [
    { name: 'over', outcome: period.isOver ? 'ok' : 'failed', n: 0 },
    counted('earlier', earlier, 'failed'),
    counted('sent', waitingCommands, 'failed'),
  ];
  if (to !== 'closed') return begin;
  return [
    ...begin,
    counted('decided', undecided, 'failed'),
    counted('posted', outstanding, 'failed'),
    counted('calculated', uncalculated, 'warning'),
    counted('confirmed', unconfirmedFen, 'warning'),
  ];
}
