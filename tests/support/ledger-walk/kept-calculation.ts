import {
  add, compare, maximum, multiply, type Rational, subtract, sum, ZERO,
} from '../../../db/domain/money/rational.ts'; // biome-ignore format: arithmetic in one block
import { IncrementalCalculation } from '../../../db/domain/rebates/incremental/calculation.ts';
import type { Figure } from '../../../db/domain/rebates/incremental/figure.ts';
import { cliffsOf } from '../../../db/domain/rebates/policy/cliffs.ts';
import { ownRatios, tableOf } from '../../../db/domain/rebates/policy/curve.ts';
import type { AgreementGroup } from '../../../db/domain/rebates/rows/groups.ts';
import type { CalculationDocument, Run, SourceLine } from '../../../db/domain/rebates/schema/document.ts';

/** A line that is not there. */
interface Probe {
  readonly dealer: string;
  readonly date: string;
  readonly netFen: number;
}

const placeOf = ({ agreement, account, period }: Figure): string => `${agreement} ${account} ${period}`;
const runOf = ({ runs }: CalculationDocument): Run => runs?.[0] ?? { kind: 'by_date' };

/** The incremental calculation of a group of agreements, kept up with its documents by what changed in them. */
export class KeptCalculation {
  readonly #calculation: IncrementalCalculation;
  #lines: ReadonlyMap<string, string>;
  #asOf: string | undefined;

  constructor(document: CalculationDocument) {
    this.#calculation = new IncrementalCalculation({ ...document, lines: [] }, runOf(document));
    this.#lines = new Map();
    this.#asOf = runOf(document).asOf;
  }

  /** Takes in lines that are new or changed, and takes out those that are gone. */
  follow(document: CalculationDocument): void {
    const run = runOf(document);
    if (run.asOf !== this.#asOf) this.#calculation.advance(run);
    this.#asOf = run.asOf;
    const now = new Map(document.lines.map((line) => [line.id, JSON.stringify(line)]));
    this.#calculation.apply({
      added: document.lines.filter(({ id }) => this.#lines.get(id) !== now.get(id)),
      removed: [...this.#lines.keys()].filter((id) => !now.has(id)),
    });
    this.#lines = now;
  }

  figures(): readonly Figure[] {
    return this.#calculation.figures();
  }

  /**
   * What one more line would earn, before the rounding; the line is taken out again.
   * @returns the cliffs that it passes, by the linter's list; and where it earns less than nothing, or more than the highest
   *   rate on it and those cliffs allow
   */
  rise(
    { dealer, date, netFen }: Probe,
    { agreements }: AgreementGroup,
  ): { readonly broken: string | null; readonly cliffs: readonly Rational[] } {
    const money = `${Math.floor(netFen / 100)}.${String(netFen % 100).padStart(2, '0')}`;
    const line: SourceLine = { id: 'probe', dealer, date, kind: 'sale', net: money, quantity: '0', vatPpm: 0 };
    const before = new Map(this.figures().map((figure) => [placeOf(figure), figure]));
    this.#calculation.apply({ added: [line] });
    const after = this.figures();
    this.#calculation.apply({ removed: [line.id] });
    const passed: Rational[] = [];
    for (const figure of after) {
      const place = placeOf(figure);
      const stood = before.get(place);
      const terms = agreements.find(({ id }) => id === figure.agreement)?.versions.at(-1)?.terms;
      if (stood === undefined || terms === undefined) return { broken: `${place} was not there`, cliffs: passed };
      const listed = cliffsOf(terms, ownRatios(terms.rule), null)
        .filter(({ at }) => compare(stood.qualifier, at) < 0 && compare(at, figure.qualifier) <= 0)
        .map(({ money: worth }) => worth?.jump ?? ZERO);
      passed.push(...listed);
      const rates = tableOf(terms.rule)?.steps.map(({ rate }) => rate) ?? [];
      const moved = subtract(figure.qualifier, stood.qualifier);
      const most = add(multiply(rates.reduce(maximum, ZERO), moved), sum(listed));
      const rise = subtract(figure.exact, stood.exact);
      if (compare(rise, ZERO) < 0 || compare(rise, most) > 0) {
        return { broken: `${place}: ${money} more changes what is earned by ${rise.n}/${rise.d}`, cliffs: passed };
      }
    }
    return { broken: null, cliffs: passed };
  }
}
