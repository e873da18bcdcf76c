import type { Rational } from '../../money/rational.ts';

/** What an account earned in a period under an agreement: the figures on which both calculations must agree. */
export interface Figure {
  readonly agreement: string;
  readonly version: number;
  readonly account: string;
  readonly period: string;
  readonly qualifier: Rational;
  readonly measure: Rational;
  readonly exact: Rational;
  readonly payable: Rational;
  readonly split: readonly Rational[] | null;
}
