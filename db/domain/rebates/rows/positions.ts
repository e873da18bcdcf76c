import { compare, type Rational, roundTo, subtract } from '../../money/rational.ts';
import { fromDay, toDay } from '../../time/days.ts';
import { refuse } from '../problem.ts';
import type { Rule } from '../schema/rule.ts';
import { spansOf } from '../straight/calendar.ts';
import type { Outcome } from '../straight/outcome.ts';
import { measuresOf } from '../straight/rules/situation.ts';
import { exactText } from '../tell/tell-outcome.ts';
import type { PostedRow } from './posted.ts';
import type { PeriodRow } from './source.ts';

/** The tier above the one that was reached. */
export interface NextTier {
  /** Number in the table, from 1. */
  readonly tier: number;
  /** Where it begins, in the unit of the qualifier. */
  readonly from: string;
  readonly edge: '>=' | '>';
  /** What the qualifier lacks; with edge `>` it has to be exceeded. */
  readonly distance: string;
}

/** Where a dealer stands under an agreement in one of its periods. Exact values are texts, money to be paid is in 分. */
export interface PeriodPosition {
  readonly agreementId: string;
  readonly version: number;
  readonly kind: Rule['kind'];
  /** The dealer whose tiers these are, or the id of a group that shares them. */
  readonly account: string;
  /** Half-open. */
  readonly period: { readonly key: string; readonly from: string; readonly to: string };
  readonly isFinal: boolean;
  readonly pays: 'money' | 'goods' | 'nothing';
  /** What the qualifier sums: `amount`, `quantity` or an own measure. */
  readonly qualifierOf: string;
  readonly qualifier: string;
  readonly measure: string;
  /** Number of the tier in the table, from 1; null below all of them, and without a table. */
  readonly tier: number | null;
  readonly next: NextTier | null;
  readonly payableFen: number;
  readonly note: 'missing_baseline' | null;
}

/** What of an agreement is payable to a dealer for a period of the ledger, and what of it is posted. */
export interface Due {
  readonly agreementId: string;
  readonly dealerId: string;
  /** Code of the ledger's period; null when the ledger has none for the days yet. */
  readonly periodCode: string | null;
  readonly payableFen: number;
  readonly postedFen: number;
  /** payable − posted: what a run has to post; negative takes back. */
  readonly openFen: number;
}

export interface Positions {
  readonly periods: readonly PeriodPosition[];
  readonly dues: readonly Due[];
}

const fenOf = (amount: Rational): number => {
  const fen = roundTo(amount, 2, 'HALF_UP');
  if (fen > BigInt(Number.MAX_SAFE_INTEGER) || fen < BigInt(Number.MIN_SAFE_INTEGER)) {
    throw refuse('beyond_range', [], `An amount of ${fen} 分 is beyond what the ledger can hold`);
  }
  return Number(fen);
};

function nextTier({ agreement: { rule }, earned }: Outcome): NextTier | null {
  const { thresholds = [], qualifier, tier } = earned;
  const edge = 'edge' in rule ? rule.edge : '>=';
  for (let at = (tier ?? -1) + 1; at < thresholds.length; at += 1) {
    const from = thresholds[at];
    if (from == null) continue;
    const order = compare(qualifier, from);
    if (order > 0 || (order === 0 && edge === '>=')) continue;
    return { tier: at + 1, from: exactText(from), edge, distance: exactText(subtract(from, qualifier)) };
  }
  return null;
}

function positionOf(outcome: Outcome): PeriodPosition {
  const { agreement, account, span, final, earned, payable } = outcome;
  return {
    agreementId: agreement.id,
    version: agreement.version,
    kind: agreement.rule.kind,
    account,
    period: { key: span.key, from: fromDay(span.from), to: fromDay(span.to) },
    isFinal: final,
    pays: agreement.pays,
    qualifierOf: measuresOf(agreement.rule).qualifier,
    qualifier: exactText(earned.qualifier),
    measure: exactText(earned.measure),
    tier: earned.tier === null ? null : earned.tier + 1,
    next: nextTier(outcome),
    payableFen: agreement.pays === 'money' ? fenOf(payable) : 0,
    note: earned.note ?? null,
  };
}

/** Money of an outcome by payee and last day of what it is for: of the whole period, or of the parts it is split into. */
function shares(outcome: Outcome, today: number): { readonly dealerId: string; lastDay: number; amount: Rational }[] {
  const { agreement, account, span, payees, split } = outcome;
  if (split === null) {
    return [...payees].map(([dealerId, amount]) => ({ dealerId, lastDay: span.to - 1, amount }));
  }
  const parts = agreement.postBy === undefined ? [] : spansOf(agreement.postBy, span.from, span.to, today);
  return split.map(({ key, payable }) => {
    const part = parts.find((one) => one.key === key);
    if (part === undefined) throw new Error(`${agreement.id} has no part ${key}`);
    return { dealerId: account, lastDay: part.to - 1, amount: payable };
  });
}

/**
 * Positions of the outcomes of a run, and what is due by the ledger: payable less posted for each agreement, dealer and
 * period of the ledger, which is the one that holds the last day of an agreement's period (or part of one, `postBy`).
 * What is posted and no longer payable is due back.
 */
export function positionsOf(
  outcomes: readonly Outcome[],
  posted: readonly PostedRow[],
  periods: readonly PeriodRow[],
  asOf: string,
): Positions {
  const today = toDay(asOf);
  const codeOn = (day: number): string | null => {
    const date = fromDay(day);
    return periods.find(({ startsOn, endsOn }) => startsOn <= date && date < endsOn)?.code ?? null;
  };
  const sums = new Map<string, Omit<Due, 'openFen'>>();
  const add = (place: Pick<Due, 'agreementId' | 'dealerId' | 'periodCode'>, payableFen: number, postedFen: number) => {
    const key = JSON.stringify([place.agreementId, place.dealerId, place.periodCode]);
    const sum = sums.get(key) ?? { ...place, payableFen: 0, postedFen: 0 };
    sums.set(key, { ...sum, payableFen: sum.payableFen + payableFen, postedFen: sum.postedFen + postedFen });
  };
  for (const outcome of outcomes) {
    if (outcome.agreement.pays !== 'money') continue;
    for (const { dealerId, lastDay, amount } of shares(outcome, today)) {
      add({ agreementId: outcome.agreement.id, dealerId, periodCode: codeOn(lastDay) }, fenOf(amount), 0);
    }
  }
  for (const { agreementId, dealerId, periodCode, accruedFen } of posted) {
    add({ agreementId, dealerId, periodCode }, 0, accruedFen);
  }
  return {
    periods: outcomes.map(positionOf),
    dues: [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, due]) => ({ ...due, openFen: due.payableFen - due.postedFen })),
  };
}
