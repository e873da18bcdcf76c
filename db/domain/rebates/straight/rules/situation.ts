import type { Rational } from '../../../money/rational.ts';
import type { Agreement } from '../../schema/agreement.ts';
import type { Rule } from '../../schema/rule.ts';
import type { Span } from '../calendar.ts';
import type { Entry, Measures } from '../entries.ts';

/** All that a rule may look at: one account of one agreement in one period. */
export interface Situation {
  readonly agreement: Agreement;
  /** Place of the agreement in the document, for problems. */
  readonly at: readonly PropertyKey[];
  readonly account: string;
  readonly span: Span;
  readonly entries: readonly Entry[];
  /** Entries of the same days a year earlier. */
  readonly yearEarlier: readonly Entry[];
  /** Last day that has come, at most the last of the period. */
  readonly day: number;
  /** Part of the calendar period that the agreement covers; 1 unless it prorates. */
  readonly scale: Rational;
}

/** The measures a rule reads, with its defaults. */
export function measuresOf(rule: Rule): Measures {
  switch (rule.kind) {
    case 'percent':
    case 'payment': {
      const measure = rule.measure ?? 'amount';
      return { qualifier: measure, measure, units: (rule.kind === 'payment' ? rule.units : undefined) ?? 'quantity' };
    }
    case 'per_unit':
    case 'free_goods':
    case 'package': {
      const units = rule.units ?? 'quantity';
      return { qualifier: units, measure: 'amount', units };
    }
    case 'lump_sum':
      return { qualifier: rule.qualifier ?? 'amount', measure: 'amount', units: 'quantity' };
    case 'over_time':
      return { qualifier: 'amount', measure: 'amount', units: 'quantity' };
    default:
      return {
        qualifier: rule.qualifier ?? 'amount',
        measure: rule.measure ?? 'amount',
        units: rule.units ?? 'quantity',
      };
  }
}
