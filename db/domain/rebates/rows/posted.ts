import { effectOf } from '../effects.ts';
import type { LedgerLegRow } from './source.ts';

/** What an entry added to what a dealer has earned under an agreement in a period of the ledger. */
export interface PostedRow {
  readonly seq: number;
  readonly agreementId: string;
  readonly dealerId: string;
  readonly periodCode: string;
  readonly postedOn: string;
  readonly kind: string;
  readonly accruedFen: number;
}

/**
 * Kinds that are decided by a person beside what the agreements give: they, and what takes them back, are no answer to
 * R(now), so a run must neither take them back nor count them.
 */
const BESIDE: ReadonlySet<string> = new Set(['override', 'expire', 'diversion']);

/** Entries until `asOf` that answer to what agreements give, in order of the ledger, told from their legs. */
export function postedRows(legs: readonly LedgerLegRow[], asOf: string): readonly PostedRow[] {
  const entries = Map.groupBy(
    legs.filter(({ postedOn }) => postedOn <= asOf),
    ({ entryId }) => entryId,
  );
  return [...entries.values()]
    .flatMap((own): PostedRow[] => {
      const [first] = own;
      if (first === undefined) return [];
      const { seq, agreementId, dealerId, periodCode, postedOn, kind, correctsKind, baseFen } = first;
      if (BESIDE.has(correctsKind ?? kind)) return [];
      const { accruedFen } = effectOf({ kind, correctsKind, baseFen, legs: own });
      return accruedFen === 0 ? [] : [{ seq, agreementId, dealerId, periodCode, postedOn, kind, accruedFen }];
    })
    .sort((a, b) => a.seq - b.seq);
}
