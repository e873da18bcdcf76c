import { DecimalSum } from '../../money/decimal-sum.ts';
import { type Rational, ZERO } from '../../money/rational.ts';
import type { AgreementTerms } from '../schema/agreement.ts';
import type { CalculationDocument, SourceLine } from '../schema/document.ts';
import type { Rule } from '../schema/rule.ts';
import { Interned } from './interned.ts';
import { measured, type Standing } from './signature.ts';

/** Which sums a rule reads. */
export interface Reads {
  readonly qualifier: string;
  readonly measure: string;
  readonly units: string;
}

export function readsOf(rule: Rule): Reads {
  const own: {
    kind: string;
    qualifier?: string | undefined;
    measure?: string | undefined;
    units?: string | undefined;
  } = rule;
  const measure = own.measure ?? 'amount';
  const units = own.units ?? 'quantity';
  const { kind } = rule;
  if (kind === 'percent' || kind === 'payment') return { qualifier: measure, measure, units };
  if (kind === 'per_unit' || kind === 'free_goods' || kind === 'package') return { qualifier: units, measure, units };
  return { qualifier: own.qualifier ?? 'amount', measure, units };
}

export const sumKey = (measure: string, basis: AgreementTerms['taxBasis']): string => `${basis} ${measure}`;

/** Every sum that some agreement of a document reads. */
export function sumsNeeded({
  agreements,
}: CalculationDocument): ReadonlyMap<string, readonly [string, AgreementTerms['taxBasis']]> {
  const needed = new Map<string, readonly [string, AgreementTerms['taxBasis']]>();
  for (const { rule, gate = [], accrual, taxBasis } of agreements) {
    const { qualifier, measure, units } = readsOf(rule);
    const more = accrual === undefined ? [] : [accrual.measure, accrual.units];
    for (const name of [qualifier, measure, units, ...gate.map((one) => one.measure), ...more]) {
      needed.set(sumKey(name, taxBasis), [name, taxBasis]);
    }
  }
  return needed;
}

/** Lines that stand alike in every agreement, as their sums. */
export interface Bundle {
  readonly standings: readonly Standing[];
  readonly sums: ReadonlyMap<string, DecimalSum>;
  count: number;
}

/** What the lines of a bundle add to a measure. */
export const sumIn = ({ sums }: Bundle, measure: string, basis: AgreementTerms['taxBasis']): Rational =>
  sums.get(sumKey(measure, basis))?.value ?? ZERO;

/** All bundles of a calculation. Adding and removing a line costs its own sums, however many lines there are. */
export class Bundles {
  readonly #needed: ReturnType<typeof sumsNeeded>;
  readonly #bundles = new Interned<Bundle>();

  constructor(document: CalculationDocument) {
    this.#needed = sumsNeeded(document);
  }

  /** Adds a line where it stands; returns its bundle and whether that was empty. */
  add(line: SourceLine, standings: readonly Standing[]): { readonly bundle: Bundle; readonly isNew: boolean } {
    const bundle = this.#bundles.at(standings, () => {
      const sums = new Map([...this.#needed.keys()].map((key) => [key, new DecimalSum()] as const));
      return { standings, sums, count: 0 };
    });
    for (const [key, [measure, basis]] of this.#needed) bundle.sums.get(key)?.add(measured(line, measure, basis));
    bundle.count += 1;
    return { bundle, isNew: bundle.count === 1 };
  }

  /** Takes a line out again; returns whether its bundle is empty now. */
  remove(line: SourceLine, bundle: Bundle): boolean {
    for (const [key, [measure, basis]] of this.#needed) bundle.sums.get(key)?.subtract(measured(line, measure, basis));
    bundle.count -= 1;
    return bundle.count === 0;
  }
}
