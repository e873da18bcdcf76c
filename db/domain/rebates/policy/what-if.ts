import { add, isZero, type Rational, subtract, ZERO } from '../../money/rational.ts';
import type { CalculationDocument, Run, SourceLine } from '../schema/document.ts';
import type { Outcome } from '../straight/outcome.ts';
import { runStraight } from '../straight/run.ts';

/** What lines that are not there would change for a dealer, exactly, under all agreements of the document. */
export interface Gain {
  /** R(with) − R(without): money that is payable to the dealer, after every rounding. */
  readonly total: Rational;
  /** What the added lines themselves bring. */
  readonly own: Rational;
  /** What changes on lines that are there already, because they come into another tier: the retroactive part. */
  readonly uplift: Rational;
  /** What no line earns: minimum, adjustments, what a longer period takes off. */
  readonly rest: Rational;
  /** Where it comes from; agreements that do not change are not listed. */
  readonly byAgreement: readonly { readonly agreement: string; readonly period: string; readonly total: Rational }[];
}

const placeOf = ({ agreement, account, span }: Outcome): string => JSON.stringify([agreement.id, account, span.key]);

/** One document as of one run, and what it would be with other lines. */
export class WhatIf {
  readonly document: CalculationDocument;
  readonly run: Run;
  readonly outcomes: readonly Outcome[];
  readonly uncounted: ReturnType<typeof runStraight>['uncounted'];

  constructor(document: CalculationDocument, run: Run) {
    this.document = document;
    this.run = run;
    const { outcomes, uncounted } = runStraight(document, run);
    this.outcomes = outcomes;
    this.uncounted = uncounted;
  }

  /** Outcomes with lines added; one with a known id takes the place of that line. */
  with(lines: readonly SourceLine[]): readonly Outcome[] {
    const ids = new Set(lines.map(({ id }) => id));
    const kept = this.document.lines.filter(({ id }) => !ids.has(id));
    return runStraight({ ...this.document, lines: [...kept, ...lines] }, this.run).outcomes;
  }

  /** What lines would change for a dealer. Goods (`pays: goods`) and mere bases are no money and are left out. */
  gain(dealer: string, lines: readonly SourceLine[]): Gain {
    const added = new Set(lines.map(({ id }) => id));
    const before = new Map(this.outcomes.map((outcome) => [placeOf(outcome), outcome] as const));
    const after = this.with(lines);
    const places = new Map(after.map((outcome) => [placeOf(outcome), outcome] as const));
    const byAgreement: { agreement: string; period: string; total: Rational }[] = [];
    let [total, own, uplift] = [ZERO, ZERO, ZERO];
    for (const place of new Set([...before.keys(), ...places.keys()])) {
      const [was, is] = [before.get(place), places.get(place)];
      const one = is ?? was;
      if (one === undefined || one.agreement.pays !== 'money') continue;
      const change = subtract(is?.payees.get(dealer) ?? ZERO, was?.payees.get(dealer) ?? ZERO);
      if (!isZero(change)) byAgreement.push({ agreement: one.agreement.id, period: one.span.key, total: change });
      total = add(total, change);
      const now = allocatedTo(is, dealer, added);
      own = add(own, now.added);
      uplift = add(uplift, subtract(now.others, allocatedTo(was, dealer, added).others));
    }
    return { total, own, uplift, rest: subtract(total, add(own, uplift)), byAgreement };
  }
}

function allocatedTo(outcome: Outcome | undefined, dealer: string, added: ReadonlySet<string>) {
  let [mine, others] = [ZERO, ZERO];
  const allocated = outcome?.allocated();
  outcome?.earned.lines.entries.forEach(({ line, payee }, n) => {
    if (payee !== dealer) return;
    const amount = allocated?.[n] ?? ZERO;
    if (added.has(line.id)) mine = add(mine, amount);
    else others = add(others, amount);
  });
  return { added: mine, others };
}

/** All lines that are known but not dated yet in some agreement, as they would count if everything happened on a day. */
export function datedOn(lines: readonly SourceLine[], day: string): SourceLine[] {
  return lines.map((line) => ({
    ...line,
    shippedOn: line.shippedOn ?? day,
    invoicedOn: line.invoicedOn ?? day,
    paidOn: line.paidOn ?? day,
  }));
}
