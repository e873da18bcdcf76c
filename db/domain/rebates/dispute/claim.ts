import type { Rational } from '../../money/rational.ts';

/** A line of the dealer's own account. Amounts are exact; what his file does not say is left out. */
export interface ClaimLine {
  /** Where it stands in his file, such as `Sheet1!B7`. */
  readonly place: string;
  readonly document?: string;
  readonly date?: string;
  readonly sku?: string;
  readonly amount: Rational;
  readonly quantity?: Rational;
}

/** What an amount of the dealer means: of a line as it is, without VAT, with VAT. */
export type AmountBasis = 'as_given' | 'net' | 'gross';

export const BASES: readonly AmountBasis[] = ['as_given', 'net', 'gross'];
