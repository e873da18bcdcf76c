import { isNegative, negate, type Rational, subtract, toDecimal } from '../../money/rational.ts';
import type { Agreement } from '../schema/agreement.ts';
import type { CalculationDocument, SourceLine } from '../schema/document.ts';
import { type Alignment, normalCode, type Pair, sumIn } from './align.ts';
import type { AmountBasis, ClaimLine } from './claim.ts';
import type { Move } from './moves.ts';

export type DateField = 'date' | 'shippedOn' | 'invoicedOn' | 'paidOn';

/** The date of lines that an agreement goes by. */
export const DATE_FIELDS: Readonly<Record<Agreement['dateBasis'], DateField>> = {
  order: 'date',
  shipment: 'shippedOn',
  invoice: 'invoicedOn',
  receipt: 'paidOn',
};

const FIELDS = { as_given: 'amount', net: 'net', gross: 'gross' } as const;
const text = (value: Rational): string => toDecimal(value) ?? '';

const withLines = (document: CalculationDocument, change: (lines: readonly SourceLine[]) => SourceLine[]) => ({
  ...document,
  lines: change(document.lines),
});

/** A line with another amount in a basis; the other amounts follow from it by the VAT rate. */
function withAmount(line: SourceLine, basis: AmountBasis, amount: Rational): SourceLine {
  const { amount: _, net: __, gross: ___, ...rest } = line;
  const kept = basis === 'as_given' ? {} : line.amount === undefined ? {} : { amount: text(amount) };
  const kind = line.kind === 'price_adjustment' ? line.kind : isNegative(amount) ? 'return' : line.kind === 'return' ? 'sale' : line.kind;
  return { ...rest, ...kept, kind, [FIELDS[basis]]: text(amount) };
} // biome-ignore format: kinds side by side

/** What is seen in the dealer's file: lines that he lacks, has in addition, or has otherwise. */
export function lineMoves(
  alignment: Alignment,
  document: CalculationDocument,
  dealer: string,
  field: DateField,
): Move[] {
  const { basis, pairs, oursOnly, theirsOnly, repeated } = alignment;
  const known = linesBySku(document);
  return [
    ...oursOnly.map((line): Move => ({
      kind: 'line_missing', seen: true, of: line.id, place: null, theirs: null,
      ours: text(sumIn([line], basis) ?? { n: 0n, d: 1n }),
      apply: (before) => withLines(before, (lines) => lines.filter(({ id }) => id !== line.id)),
    })),
    ...theirsOnly.map((line) => added('line_extra', line, null)),
    ...repeated.map(({ line, first }) => added('line_repeated', line, first)),
    ...pairs.flatMap((pair) => [...amountMove(pair, basis), ...dateMove(pair, field)]),
  ]; // biome-ignore format: a kind a block

  function added(kind: 'line_extra' | 'line_repeated', claim: ClaimLine, first: string | null): Move {
    const line = asLine(claim, dealer, basis, field, known);
    return {
      kind, seen: true, of: null, place: claim.place, ours: first, theirs: text(claim.amount),
      apply: (before) => withLines(before, (lines) => [...lines, line]),
    }; // biome-ignore format: one move
  }
}

function amountMove({ ours, theirs }: Pair, basis: AmountBasis): Move[] {
  const sum = sumIn(ours, basis);
  const [first] = ours;
  if (first === undefined || sum === null || text(sum) === text(theirs.amount)) return [];
  const change = subtract(theirs.amount, sum);
  return [{
    kind: 'line_amount', seen: true, of: ours.map(({ id }) => id).join(' '), place: theirs.place, ours: text(sum), theirs: text(theirs.amount),
    apply: (before) =>
      withLines(before, (lines) =>
        ours.length === 1
          ? lines.map((line) => (line.id === first.id ? withAmount(line, basis, theirs.amount) : line))
          : // One line of theirs stands for several of ours: the difference is theirs as a whole.
            [...lines, { ...withAmount({ ...first, kind: 'price_adjustment' }, basis, change), id: `${first.id}\u0000${theirs.place}`, quantity: '0' }],
      ),
  }]; // biome-ignore format: one move
}

function dateMove({ ours, theirs }: Pair, field: DateField): Move[] {
  const [first] = ours;
  const { date } = theirs;
  if (first === undefined || date === undefined || ours.every((line) => line[field] === date)) return [];
  const ids = new Set(ours.map(({ id }) => id));
  return [{
    kind: 'line_date', seen: true, of: [...ids].join(' '), place: theirs.place, ours: first[field] ?? null, theirs: date,
    apply: (before) => withLines(before, (lines) => lines.map((line) => (ids.has(line.id) ? movedTo(line, field, date) : line))),
  }]; // biome-ignore format: one move
}

/** A line of another date, known since then at the latest. */
const movedTo = (line: SourceLine, field: DateField, date: string): SourceLine => ({
  ...line,
  [field]: date,
  ...(field === 'date' && line.recordedOn === undefined ? { recordedOn: line.date < date ? line.date : date } : {}),
});

function linesBySku({ lines }: CalculationDocument): ReadonlyMap<string, SourceLine> {
  return new Map(lines.flatMap((line) => (line.sku === undefined ? [] : [[normalCode(line.sku), line] as const])));
}

/** A line that only the dealer has, with the classes of a line of the same SKU, where we have one. */
function asLine(
  claim: ClaimLine,
  dealer: string,
  basis: AmountBasis,
  field: DateField,
  known: ReadonlyMap<string, SourceLine>,
): SourceLine {
  const like = claim.sku === undefined ? undefined : known.get(normalCode(claim.sku));
  const any = [...known.values()].find(({ vatPpm }) => vatPpm !== undefined);
  const vatPpm = like?.vatPpm ?? any?.vatPpm;
  const date = claim.date ?? like?.date ?? any?.date ?? '1970-01-01';
  const sign = isNegative(claim.amount) ? negate : (value: Rational) => value;
  return {
    id: `\u0000${claim.place}`,
    dealer,
    date,
    kind: isNegative(claim.amount) ? 'return' : 'sale',
    [FIELDS[basis]]: text(claim.amount),
    ...(vatPpm === undefined ? {} : { vatPpm }),
    ...(claim.quantity === undefined ? {} : { quantity: text(sign(claim.quantity)) }),
    ...(claim.document === undefined ? {} : { document: claim.document }),
    ...(claim.sku === undefined ? {} : { sku: like?.sku ?? claim.sku }),
    ...(like?.brand === undefined ? {} : { brand: like.brand }),
    ...(like?.category === undefined ? {} : { category: like.category }),
    ...(like?.productLine === undefined ? {} : { productLine: like.productLine }),
    ...(like?.unit === undefined ? {} : { unit: like.unit }),
    ...(like?.attributes === undefined ? {} : { attributes: like.attributes }),
    ...(field === 'date' ? {} : { [field]: date }),
  };
}
