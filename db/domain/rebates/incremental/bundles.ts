import { add, type Rational, subtract, ZERO } from '../../money/rational.ts';
import type { AgreementTerms } from '../schema/agreement.ts';
import type { CalculationDocument, SourceLine } from '../schema/document.ts';
import type { Rule } from '../schema/rule.ts';
import { measured, type Standing, standingKey } from './signature.ts';

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
  readonly key: string;
  readonly standings: readonly Standing[];
  readonly sums: Map<string, Rational>;
  count: number;
}

/** All bundles of a calculation. Adding and removing a line costs its own sums, however many lines there are. */
export class Bundles {
  readonly #needed: ReturnType<typeof sumsNeeded>;
  readonly #bundles = new Map<string, Bundle>();

  constructor(document: CalculationDocument) {
    this.#needed = sumsNeeded(document);
  }

  /** Adds a line where it stands; returns its bundle and whether that is new. */
  add(line: SourceLine, standings: readonly Standing[]): { readonly bundle: Bundle; readonly isNew: boolean } {
    const key = standings.map(standingKey).join(' ');
    let bundle = this.#bundles.get(key);
    const isNew = bundle === undefined;
    if (bundle === undefined) {
      bundle = { key, standings, sums: new Map(), count: 0 };
      this.#bundles.set(key, bundle);
    }
    this.#move(bundle, line, add);
    bundle.count += 1;
    return { bundle, isNew };
  }

  /** Takes a line out again; returns whether its bundle is empty and gone. */
  remove(line: SourceLine, bundle: Bundle): boolean {
    this.#move(bundle, line, subtract);
    bundle.count -= 1;
    if (bundle.count > 0) return false;
    this.#bundles.delete(bundle.key);
    return true;
  }

  #move(bundle: Bundle, line: SourceLine, by: (a: Rational, b: Rational) => Rational): void {
    for (const [key, [measure, basis]] of this.#needed) {
      bundle.sums.set(key, by(bundle.sums.get(key) ?? ZERO, measured(line, measure, basis)));
    }
  }
}
