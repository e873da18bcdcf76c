import type { TerritoryCheck } from '../../../../db/contract/diversion-territory.ts';
import { count } from '../../../components/format/format.ts';

interface Findings {
  readonly rows: readonly { readonly isNew: boolean }[];
  readonly totalRows: number;
}

/**
 * How many findings of a kind the draft brings, and how that is told. Rows come new ones first: where all that came are new
 * and there are more, it is at least so many, as in `500+`.
 */
export function newOf({ rows, totalRows }: Findings): { readonly n: number; readonly told: string } {
  const n = rows.filter(({ isNew }) => isNew).length;
  return { n, told: n === rows.length && totalRows > n ? `${count(n)}+` : count(n) };
}

/** The kinds of findings in the order in which they are told; none while a fault keeps the draft from being checked. */
export const kindsOf = (findings: TerritoryCheck['findings']) =>
  findings === null
    ? []
    : ([
        ['overlap', findings.overlaps],
        ['gap', findings.gaps],
        ['orphan', findings.orphans],
      ] as const);
