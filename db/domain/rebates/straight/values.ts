import { add, divide, fromPpm, multiply, ONE, parseDecimal, type Rational, ratio, ZERO } from '../../money/rational.ts';
import type { AgreementTerms } from '../schema/agreement.ts';
import type { SourceLine } from '../schema/document.ts';
import type { Decimal } from '../schema/primitives.ts';

/** Money of a line in the agreement's tax basis; null when the line does not say it. */
export function lineAmount(line: SourceLine, taxBasis: AgreementTerms['taxBasis']): Rational | null {
  if (taxBasis === 'as_given') return line.amount === undefined ? null : parseDecimal(line.amount);
  const own = line[taxBasis];
  if (own !== undefined) return parseDecimal(own);
  const other = taxBasis === 'net' ? line.gross : line.net;
  if (other === undefined || line.vatPpm === undefined) return null;
  const factor = add(ONE, fromPpm(line.vatPpm));
  return taxBasis === 'net' ? divide(parseDecimal(other), factor) : multiply(parseDecimal(other), factor);
}

/** What a line is told apart by: an own attribute, or a field of it such as its brand. */
export function attributeOf(line: SourceLine, name: string): string | undefined {
  const own: Readonly<Record<string, unknown>> = { ...line };
  const value = line.attributes?.[name] ?? own[name];
  return typeof value === 'string' ? value : undefined;
}

/** An own measure of a line; names that every object has by nature are none. */
const ownMeasure = ({ measures }: SourceLine, name: string): Decimal | undefined =>
  measures !== undefined && Object.hasOwn(measures, name) ? measures[name] : undefined;

/** What a line says of a measure as it stands there; undefined when it has to be worked out, or is not said. */
function written(line: SourceLine, measure: string, taxBasis: AgreementTerms['taxBasis']): Decimal | undefined {
  if (measure === 'count') return 1;
  if (measure === 'amount') return taxBasis === 'as_given' ? line.amount : line[taxBasis];
  return measure === 'quantity' ? line.quantity : ownMeasure(line, measure);
}

/** What a line adds to a measure, before weights, as it is written or worked out. What it does not say counts zero. */
export const addend = (line: SourceLine, measure: string, taxBasis: AgreementTerms['taxBasis']): Decimal | Rational =>
  written(line, measure, taxBasis) ?? lineValue(line, measure, taxBasis) ?? 0;

/** Whether a line says a measure, so that {@link lineValue} is not null. */
export function saysValue(line: SourceLine, measure: string, taxBasis: AgreementTerms['taxBasis']): boolean {
  return written(line, measure, taxBasis) !== undefined || lineValue(line, measure, taxBasis) !== null;
}

/** What a line adds to a measure, before weights; null when the line does not say it. */
export function lineValue(line: SourceLine, measure: string, taxBasis: AgreementTerms['taxBasis']): Rational | null {
  if (measure === 'count') return ratio(1);
  if (measure === 'amount') return lineAmount(line, taxBasis);
  const given = measure === 'quantity' ? line.quantity : ownMeasure(line, measure);
  if (given !== undefined) return parseDecimal(given);
  // A price adjustment moves money, not goods.
  return line.kind === 'price_adjustment' ? ZERO : null;
}
