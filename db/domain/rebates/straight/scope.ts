import { fromPpm, maximum, multiply, ONE, type Rational, subtract, ZERO } from '../../money/rational.ts';
import type { AgreementTerms } from '../schema/agreement.ts';
import type { SourceLine } from '../schema/document.ts';
import type { LineMatch } from '../schema/primitives.ts';

const FIELDS = ['sku', 'brand', 'category', 'productLine', 'kind', 'document'] as const;

/** Whether a line is one of those meant. */
export function matches(match: LineMatch, line: SourceLine): boolean {
  for (const field of FIELDS) {
    const wanted: readonly string[] | undefined = match[field];
    const own = line[field];
    if (wanted !== undefined && (own === undefined || !wanted.includes(own))) return false;
  }
  for (const [name, wanted] of Object.entries(match.attributes ?? {})) {
    const own = line.attributes?.[name];
    if (own === undefined || !wanted.includes(own)) return false;
  }
  return (match.from === undefined || line.date >= match.from) && (match.to === undefined || line.date < match.to);
}

/** How much of a line counts: towards the tier, and for the money. */
export interface Weights {
  readonly qualifier: Rational;
  readonly measure: Rational;
}

/** Weights of a line under a scope; null when no entry includes it. */
export function weigh(scope: AgreementTerms['scope'], line: SourceLine): Weights | null {
  const included = scope?.include?.findLast(({ match }) => matches(match, line));
  if (scope?.include !== undefined && included === undefined) return null;
  const weight = included === undefined ? ONE : fromPpm(included.weightPpm);
  const left = { qualifier: ZERO, measure: ZERO };
  for (const { match, ratioPpm, appliesTo } of scope?.exclude ?? []) {
    if (!matches(match, line)) continue;
    const ratio = fromPpm(ratioPpm);
    if (appliesTo !== 'measure') left.qualifier = maximum(left.qualifier, ratio);
    if (appliesTo !== 'qualifier') left.measure = maximum(left.measure, ratio);
  }
  return {
    qualifier: multiply(weight, subtract(ONE, left.qualifier)),
    measure: multiply(weight, subtract(ONE, left.measure)),
  };
}
