import type { DetectedUnit } from '../schema/detect.ts';
import type { CaseDecision } from './machine.ts';

/** What became of the cases that a rule of the detector spoke for or against. */
export interface RuleOutcome {
  /** Key of the rule's term. */
  readonly rule: string;
  readonly confirmed: number;
  readonly dismissed: number;
  /** Share of the confirmed, parts per million; null before the first decision. */
  readonly precisionPpm: number | null;
  /** 95 % interval of the share (Wilson's score), parts per million; null before the first decision. */
  readonly interval: { readonly lowPpm: number; readonly highPpm: number } | null;
  /** Why cases were dismissed, and how often, most first. */
  readonly dismissals: readonly { readonly reasonCode: string; readonly cases: number }[];
}

export interface DecidedAlert {
  readonly decision: CaseDecision;
  readonly reasonCode: string;
  readonly terms: DetectedUnit['terms'];
}

/** Two-sided 95 % point of the normal distribution. */
const Z = 1.959964;

/** Precision of each rule, over decided cases in which its term stood; `all` is the detector as a whole. */
export function rulePrecision(decided: readonly DecidedAlert[]): readonly RuleOutcome[] {
  const rules = new Map<string, DecidedAlert[]>([['all', [...decided]]]);
  for (const one of decided) {
    for (const { key } of one.terms) rules.set(key, [...(rules.get(key) ?? []), one]);
  }
  return [...rules].map(([rule, cases]) => {
    const confirmed = cases.filter(({ decision }) => decision === 'confirmed').length;
    const reasons = new Map<string, number>();
    for (const { decision, reasonCode } of cases) {
      if (decision === 'dismissed') reasons.set(reasonCode, (reasons.get(reasonCode) ?? 0) + 1);
    }
    return {
      rule,
      confirmed,
      dismissed: cases.length - confirmed,
      precisionPpm: cases.length === 0 ? null : Math.round((confirmed / cases.length) * 1_000_000),
      interval: cases.length === 0 ? null : wilson(confirmed, cases.length),
      dismissals: [...reasons]
        .map(([reasonCode, n]) => ({ reasonCode, cases: n }))
        .sort((a, b) => b.cases - a.cases || (a.reasonCode < b.reasonCode ? -1 : 1)),
    };
  });
}

/** E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927). */
function wilson(successes: number, trials: number): { lowPpm: number; highPpm: number } {
  const share = successes / trials;
  const middle = share + Z ** 2 / (2 * trials);
  const half = Z * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2));
  const scale = 1 + Z ** 2 / trials;
  const ppm = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 1_000_000);
  return { lowPpm: ppm((middle - half) / scale), highPpm: ppm((middle + half) / scale) };
}
