import type { z } from 'zod';
import type { rebates } from '../../../db/contract/rebates.ts';
import { type EntryEffect, effectOf } from '../../../db/domain/rebates/effects.ts';

export type Explanation = z.output<typeof rebates.explain.output>;
type LegRow = Explanation['legs']['rows'][number];

/** The amounts of a row that its entries add up to, in the order they are shown. */
export const AMOUNTS = ['baseFen', 'accruedFen', 'confirmedFen', 'settledFen', 'deductedFen'] as const;

/** One entry with its legs and what it did to the row. */
export interface EntryRow extends EntryEffect {
  readonly entryId: string;
  readonly seq: number;
  readonly kind: string;
  readonly postingDate: string;
  readonly periodCode: string;
  readonly legs: readonly LegRow[];
}

/** The legs, which come in ledger order, as entries. */
export function entriesOf(legs: readonly LegRow[]): EntryRow[] {
  const byEntry = Map.groupBy(legs, ({ entryId }) => entryId);
  return [...byEntry].flatMap(([entryId, own]) => {
    const [first] = own;
    if (first === undefined) return [];
    const { seq, kind, postingDate, periodCode, baseFen, correctsKind } = first;
    const posted = own.map(({ accountCode, debitFen, creditFen }) => ({ account: accountCode, debitFen, creditFen }));
    const effect = effectOf({ kind, correctsKind, baseFen, legs: posted });
    return [{ entryId, seq, kind, postingDate, periodCode, legs: own, ...effect }];
  });
}

/** Sum of the entries beside the amount of the row; they are equal whenever every leg is here. */
export function compareSums(
  row: Explanation['row'],
  entries: readonly EntryRow[],
): { readonly amount: (typeof AMOUNTS)[number]; readonly sum: number; readonly whole: number }[] {
  return AMOUNTS.map((amount) => ({
    amount,
    sum: entries.reduce((total, entry) => total + entry[amount], 0),
    whole: row[amount],
  }));
}
