import type { Rational } from '../../money/rational.ts';
import type { NamedKind } from '../words/speaker.ts';

/** A number or name in a finding, with what it is, so that it can be said in any language. */
export type Figure =
  | { readonly as: 'money' | 'share' | 'count'; readonly value: Rational }
  | { readonly as: 'value'; readonly value: Rational; readonly measure: string }
  | { readonly as: 'name'; readonly of: NamedKind; readonly code: string }
  | { readonly as: 'text'; readonly text: string };

export const money = (value: Rational): Figure => ({ as: 'money', value });
/** A part of 1, said in percent. */
export const share = (value: Rational): Figure => ({ as: 'share', value });
export const count = (value: Rational): Figure => ({ as: 'count', value });
export const measured = (value: Rational, measure: string): Figure => ({ as: 'value', value, measure });
export const agreement = (code: string): Figure => ({ as: 'name', of: 'agreement', code });
export const dealer = (code: string): Figure => ({ as: 'name', of: 'dealer', code });
export const text = (value: string): Figure => ({ as: 'text', text: value });

/** What the linter looks for. */
export const FINDING_CODES = [
  'cliff', 'drop', 'falling_rate', 'slower_earns_more', 'gap', 'period_gap', 'version_gap', 'version_overlap', 'overlap',
  'unreachable_tier', 'redundant_tier', 'tier_above_cap', 'cap_never_cuts', 'minimum_above_cap', 'missing_baseline',
  'missing_target', 'new_dealer_top_tier', 'stacking_missing', 'order_dependent', 'period_convention_missing', 'uncapped',
  'tiny_share', 'duplicate_lines',
] as const; // biome-ignore format: a list
export type FindingCode = (typeof FINDING_CODES)[number];

/** error: it cannot be calculated, or contradicts itself. warning: hardly meant. notice: to be known before signing. */
export type Severity = 'error' | 'warning' | 'notice';

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly path: readonly PropertyKey[];
  /** Which sentence tells it, of those of its code. */
  readonly sentence: string;
  readonly figures: Readonly<Record<string, Figure>>;
}

/** Collects findings; `sentence` is needed where a code has several. */
export type Find = (
  code: FindingCode,
  severity: Severity,
  path: readonly PropertyKey[],
  figures: Readonly<Record<string, Figure>>,
  sentence?: string,
) => void;
