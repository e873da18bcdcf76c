import type Database from 'better-sqlite3';
import type { CaseLot } from '../domain/diversion/cases/schema.ts';
import { type Deduction, deductionOf } from '../domain/diversion/deduction/deduction.ts';
import { type Problem, RebateProblems } from '../domain/rebates/problem.ts';
import { groupsOf, knownAgreements } from '../domain/rebates/rows/groups.ts';
import { partlyVisible, readRebateBook, TradeReader } from './rebate-rows.ts';

/** Diverted goods of a dealer, and the day until which things are known. */
export interface DeductionQuestion {
  readonly dealerId: string;
  readonly lots: readonly CaseLot[];
  readonly asOf: string;
}

export type DeductionAnswer =
  | ({ readonly state: 'calculated' } & Deduction)
  /** Some dealer of the agreements belonged to a region that this laptop's person may not see. */
  | { readonly state: 'partly_visible' }
  | { readonly state: 'refused'; readonly problems: readonly Problem[] };

/** What the diverted goods earned, told from one state of the replica. */
export function calculateDeduction(
  replica: Database.Database,
  { dealerId, lots, asOf }: DeductionQuestion,
): DeductionAnswer {
  const book = readRebateBook(replica);
  const group = groupsOf(knownAgreements(book.agreements, book.versions, asOf)).find(({ dealerIds }) =>
    dealerIds.includes(dealerId),
  );
  if (group === undefined) {
    return { state: 'calculated', asOf, figures: [], diverted: [], codesWithoutLine: 0, cameBackMilli: 0 };
  }
  if (partlyVisible(replica, group.dealerIds, asOf).size > 0) return { state: 'partly_visible' };
  const problems = group.agreements.flatMap((agreement) => agreement.problems);
  if (problems.length > 0) return { state: 'refused', problems };
  try {
    const trade = new TradeReader(replica, group.dealerIds).tradeOf(group.dealerIds);
    return { state: 'calculated', ...deductionOf(group, trade, lots, book.periods, asOf) };
  } catch (error) {
    if (error instanceof RebateProblems) return { state: 'refused', problems: error.problems };
    throw error;
  }
}

/** What SKUs are called and counted in, by id. */
export const readSkuNames = (
  replica: Database.Database,
): ReadonlyMap<string, { readonly name: string; readonly baseUnit: string }> =>
  new Map(
    replica
      .prepare<[], { id: string; name: string; baseUnit: string }>('select id, name, base_unit as baseUnit from sku')
      .all()
      .map(({ id, ...sku }) => [id, sku] as const),
  );
