import type { Rational } from '../../money/rational.ts';
import type { Agreement, Rounding } from '../schema/agreement.ts';
import type { SourceLine } from '../schema/document.ts';
import type { Span } from './calendar.ts';
import type { Shares, Step } from './limits.ts';
import type { Uncounted } from './place-lines.ts';
import type { Earned } from './rules/earn.ts';

/** Part of a payable amount that no single line earned. */
export interface Item {
  readonly kind: 'account' | Step['kind'];
  readonly of?: string;
  readonly exact: Rational;
  readonly allocated: Rational;
}

/** What an account earned in a period under an agreement, as of a day. */
export interface Outcome {
  readonly agreement: Agreement;
  readonly account: string;
  readonly span: Span;
  readonly final: boolean;
  readonly rounding: Rounding;
  readonly earned: Earned;
  readonly steps: readonly Step[];
  /** Sum of the steps; rounded once, it is payable. */
  readonly exact: Rational;
  readonly payable: Rational;
  /** By line, in the order of `earned.lines`: exact, and after the rounding. Worked out when somebody asks. */
  readonly shares: Shares;
  readonly allocated: Shares;
  readonly items: () => readonly Item[];
  readonly payees: ReadonlyMap<string, Rational>;
  /** Effective periods that it is split into; null when it is not. */
  readonly split: readonly { readonly key: string; readonly payable: Rational }[] | null;
}

/** All of a run. */
export interface StraightRun {
  readonly outcomes: readonly Outcome[];
  readonly uncounted: readonly {
    readonly agreement: string;
    readonly line: SourceLine;
    readonly reason: Uncounted | 'better_deal';
  }[];
}
