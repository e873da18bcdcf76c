import {
  ceil, compare, divide, floor, isZero, multiply, ofUnits, parseDecimal, type Rational, ratio, roundTo, unitsToDecimal, ZERO,
} from '../../money/rational.ts'; // biome-ignore format: arithmetic in one block
import type { AgreementTerms } from '../schema/agreement.ts';
import type { SourceLine } from '../schema/document.ts';

/** Places of money (分) and of quantities and own measures (thousandths). */
const MONEY = 2;
const QUANTITY = 3;
const MONEY_FIELDS = ['amount', 'net', 'gross'] as const;

/** What an order is measured by: an amount of a line, its quantity, or an own measure. */
export type OrderedBy =
  | { readonly field: (typeof MONEY_FIELDS)[number] | 'quantity' }
  | { readonly field: 'measure'; readonly name: string };

export const placesOf = ({ field }: OrderedBy): number =>
  field === 'quantity' || field === 'measure' ? QUANTITY : MONEY;

/** The field of a line that a measure reads; null for a measure that no order has by itself (lines, SKUs). */
export function orderedBy(measure: string, taxBasis: AgreementTerms['taxBasis']): OrderedBy | null {
  if (measure === 'amount') return { field: taxBasis === 'as_given' ? 'amount' : taxBasis };
  if (measure === 'quantity') return { field: 'quantity' };
  return measure === 'count' || measure === 'distinct_skus' ? null : { field: 'measure', name: measure };
}

/** The least order (in whole 分, or thousandths) that brings at least `needed`, or more than it with `>`. */
export function leastOrder(needed: Rational, by: OrderedBy, edge: '>=' | '>'): Rational {
  const places = placesOf(by);
  const units = multiply(needed, ratio(10n ** BigInt(places)));
  return ofUnits(edge === '>=' ? ceil(units) : floor(units) + 1n, places);
}

const sizeIn = (line: SourceLine, by: OrderedBy): Rational | null => {
  if (by.field !== 'measure') {
    const own = line[by.field];
    if (own !== undefined) return parseDecimal(own);
    const other = by.field === 'net' ? line.gross : by.field === 'gross' ? line.net : undefined;
    if (other === undefined || line.vatPpm === undefined) return null;
    const factor = ratio(1_000_000 + line.vatPpm, 1_000_000);
    return by.field === 'net' ? divide(parseDecimal(other), factor) : multiply(parseDecimal(other), factor);
  }
  const own = line.measures?.[by.name];
  return own === undefined ? null : parseDecimal(own);
};

/**
 * A line like another one in goods and price, of another size, on a day: an order, or a return when the size is negative.
 * The size stands exactly; everything else of the line follows in proportion, to whole 分 and thousandths.
 * @param size in the unit of `by`
 * @returns null when the line does not say what is to be scaled, or has nothing of it
 */
export function orderLike(like: SourceLine, by: OrderedBy, size: Rational, on: string): SourceLine | null {
  const whole = sizeIn(like, by);
  if (whole === null || isZero(whole)) return null;
  const factor = divide(size, whole);
  const scaled = (value: string | number, places: number): string =>
    unitsToDecimal(roundTo(multiply(parseDecimal(value), factor), places, 'HALF_UP'), places);
  const exactly = (): string => unitsToDecimal(roundTo(size, placesOf(by), 'HALF_UP'), placesOf(by));
  const line: SourceLine = {
    ...like,
    id: 'what-if',
    document: 'what-if',
    date: on,
    recordedOn: on,
    cancelledOn: undefined,
    shippedOn: on,
    invoicedOn: on,
    paidOn: undefined,
    kind: compare(size, ZERO) < 0 ? 'return' : 'sale',
  };
  for (const field of MONEY_FIELDS) {
    const value = like[field];
    if (value !== undefined) line[field] = scaled(value, MONEY);
  }
  if (like.quantity !== undefined) line.quantity = scaled(like.quantity, QUANTITY);
  if (like.measures !== undefined) {
    line.measures = Object.fromEntries(
      Object.entries(like.measures).map(([name, value]) => [name, scaled(value, QUANTITY)]),
    );
  }
  if (by.field === 'measure') line.measures = { ...line.measures, [by.name]: exactly() };
  else if (by.field === 'quantity' || by.field === 'amount') line[by.field] = exactly();
  else {
    // The other side follows from the VAT rate of the line, exactly.
    line[by.field] = exactly();
    if (like[by.field] === undefined) delete line[by.field === 'net' ? 'gross' : 'net'];
  }
  return line;
}
