import type { CalculationDocument } from '../schema/document.ts';

/** Why two accounts of one rebate differ: first lines, then how a rule is read. */
export const CAUSE_KINDS = [
  'line_missing',
  'line_extra',
  'line_repeated',
  'line_amount',
  'line_date',
  'tax_basis',
  'edge',
  'method',
  'rate',
  'exclusion',
  'scope',
  'date_basis',
  'gate',
  'cap',
  'minimum',
  'negative',
  'adjustment',
  'stacking',
  'version',
  'rounding',
  'rounding_per_line',
] as const;
export type CauseKind = (typeof CAUSE_KINDS)[number];

/** One thing that the dealer may have seen otherwise. Applied to our document it gives his view of it. */
export interface Move {
  readonly kind: CauseKind;
  /** Whether it is seen in the dealer's file; otherwise it is a supposition about the rule he used. */
  readonly seen: boolean;
  /** Our line, our agreement, our adjustment that it is about. */
  readonly of: string | null;
  /** Where it stands in the dealer's file. */
  readonly place: string | null;
  /** What we have and what he has, as text. */
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly apply: (document: CalculationDocument) => CalculationDocument;
  /** He rounds the rebate of every line and adds: the agreement it is about. */
  readonly perLine?: true;
}
