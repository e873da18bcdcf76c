import { fromPpm, maximum, multiply, ONE, type Rational, subtract, ZERO } from '../../money/rational.ts';
import type { AgreementTerms } from '../schema/agreement.ts';
import type { SourceLine } from '../schema/document.ts';
import type { LineMatch } from '../schema/primitives.ts';

type Test = (line: SourceLine) => boolean;

/** What has to hold for a line to be one of those meant; fields that a match does not name are not looked at. */
function testsOf({ sku, brand, category, productLine, kind, document, attributes, from, to }: LineMatch): Test[] {
  const tests: Test[] = [];
  const among = (wanted: readonly string[] | undefined, own: (line: SourceLine) => string | undefined): void => {
    if (wanted === undefined) return;
    const values = new Set<string | undefined>(wanted);
    tests.push((line) => values.has(own(line)));
  };
  among(sku, (line) => line.sku);
  among(brand, (line) => line.brand);
  among(category, (line) => line.category);
  among(productLine, (line) => line.productLine);
  among(kind, (line) => line.kind);
  among(document, (line) => line.document);
  for (const [name, wanted] of Object.entries(attributes ?? {})) among(wanted, (line) => line.attributes?.[name]);
  if (from !== undefined) tests.push(({ date }) => date >= from);
  if (to !== undefined) tests.push(({ date }) => date < to);
  return tests;
}

const testsOfMatch = new WeakMap<LineMatch, readonly Test[]>();

/** Whether a line is one of those meant. */
export function matches(match: LineMatch, line: SourceLine): boolean {
  let tests = testsOfMatch.get(match);
  if (tests === undefined) {
    tests = testsOf(match);
    testsOfMatch.set(match, tests);
  }
  return tests.every((test) => test(line));
}

/** How much of a line counts: towards the tier, and for the money. */
export interface Weights {
  readonly qualifier: Rational;
  readonly measure: Rational;
}

const WHOLE: Weights = { qualifier: ONE, measure: ONE };

type Scope = NonNullable<AgreementTerms['scope']>;

/** Weights by the entries of a scope that a line is in, so that lines of equal weights share one object. */
const weightsIn = new WeakMap<Scope, Map<string, Weights>>();

/** Weights of a line under a scope; null when no entry includes it. */
export function weigh(scope: Scope | undefined, line: SourceLine): Weights | null {
  if (scope === undefined) return WHOLE;
  const { include, exclude = [] } = scope;
  const included = include?.findLastIndex(({ match }) => matches(match, line));
  if (included === -1) return null;
  const excluded = exclude.map(({ match }) => (matches(match, line) ? 'x' : '-')).join('');
  let known = weightsIn.get(scope);
  if (known === undefined) {
    known = new Map();
    weightsIn.set(scope, known);
  }
  const key = `${included ?? ''} ${excluded}`;
  let weights = known.get(key);
  if (weights === undefined) {
    const weight = included === undefined ? ONE : fromPpm(include?.[included]?.weightPpm ?? 0);
    weights = weightsOf(weight, exclude.filter((_, n) => excluded[n] === 'x')); // biome-ignore format: one line
    known.set(key, weights);
  }
  return weights;
}

/** The largest share left out of each side counts. */
function weightsOf(weight: Rational, excluded: NonNullable<Scope['exclude']>): Weights {
  const left = { qualifier: ZERO, measure: ZERO };
  for (const { ratioPpm, appliesTo } of excluded) {
    const ratio = fromPpm(ratioPpm);
    if (appliesTo !== 'measure') left.qualifier = maximum(left.qualifier, ratio);
    if (appliesTo !== 'qualifier') left.measure = maximum(left.measure, ratio);
  }
  return {
    qualifier: multiply(weight, subtract(ONE, left.qualifier)),
    measure: multiply(weight, subtract(ONE, left.measure)),
  };
}
