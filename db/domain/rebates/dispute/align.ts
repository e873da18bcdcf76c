import { add, equals, isZero, ofUnits, type Rational, roundTo, toFraction, ZERO } from '../../money/rational.ts';
import type { SourceLine } from '../schema/document.ts';
import { lineAmount } from '../straight/values.ts';
import { type AmountBasis, BASES, type ClaimLine } from './claim.ts';

/** Lines of both sides that are the same one. `how` is by what they were recognised. */
export interface Pair {
  readonly ours: readonly SourceLine[];
  readonly theirs: ClaimLine;
  readonly how: PairedBy;
}

export type PairedBy =
  | 'everything'
  | 'document_sku_date'
  | 'document_sku'
  | 'document'
  | 'date_sku_amount'
  | 'date_amount';

export interface Alignment {
  /** Which of our amounts theirs are. */
  readonly basis: AmountBasis;
  readonly pairs: readonly Pair[];
  readonly oursOnly: readonly SourceLine[];
  readonly theirsOnly: readonly ClaimLine[];
  /** Lines of theirs that stand in their file once more than in ours, with the place of the first. */
  readonly repeated: readonly { readonly line: ClaimLine; readonly first: string }[];
}

/** A document number as people write it: full width, blanks, dashes, case and leading noughts do not matter. */
export const normalCode = (code: string): string =>
  code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-_/.·]/g, '')
    .replace(/^(\D*)0+(?=\d)/, '$1');

/** The amount of one of our lines in a basis, to the 分; null when the line does not say it. */
export function amountIn(line: SourceLine, basis: AmountBasis): Rational | null {
  const amount = lineAmount(line, basis);
  return amount === null ? null : ofUnits(roundTo(amount, 2, 'HALF_UP'), 2);
}

type DateOf = (line: SourceLine) => string | undefined;
type Key<T> = (line: T) => string | null;

interface Pass {
  readonly how: PairedBy;
  readonly ours: Key<SourceLine>;
  readonly theirs: Key<ClaimLine>;
}

const keyOf = (...parts: readonly (string | undefined)[]): string | null =>
  parts.some((part) => part === undefined || part === '') ? null : JSON.stringify(parts);
const code = (value: string | undefined): string | undefined => (value === undefined ? undefined : normalCode(value));

/** From the surest sign to the weakest. Two dates, two SKUs that contradict each other are never overlooked but in the last passes. */
function passesOf(basis: AmountBasis, dateOf: DateOf): Pass[] {
  const amount = (line: SourceLine): string | undefined => {
    const value = amountIn(line, basis);
    return value === null ? undefined : toFraction(value);
  };
  return [
    {
      how: 'everything',
      ours: (line) => keyOf(code(line.document), code(line.sku), dateOf(line), amount(line)),
      theirs: (line) => keyOf(code(line.document), code(line.sku), line.date, toFraction(line.amount)),
    },
    {
      how: 'document_sku_date',
      ours: (line) => keyOf(code(line.document), code(line.sku), dateOf(line)),
      theirs: (line) => keyOf(code(line.document), code(line.sku), line.date),
    },
    {
      how: 'document_sku',
      ours: (line) => keyOf(code(line.document), code(line.sku)),
      theirs: (line) => keyOf(code(line.document), code(line.sku)),
    },
    {
      how: 'date_sku_amount',
      ours: (line) => keyOf(dateOf(line), code(line.sku), amount(line)),
      theirs: (line) => (line.document === undefined ? keyOf(line.date, code(line.sku), toFraction(line.amount)) : null),
    },
    {
      how: 'date_amount',
      ours: (line) => keyOf(dateOf(line), amount(line)),
      theirs: (line) => (line.document === undefined && line.sku === undefined ? keyOf(line.date, toFraction(line.amount)) : null),
    },
  ]; // biome-ignore format: a pass a block
}

const groupBy = <T>(lines: Iterable<T>, key: Key<T>): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const line of lines) {
    const own = key(line);
    if (own === null) continue;
    const group = groups.get(own);
    if (group === undefined) groups.set(own, [line]);
    else group.push(line);
  }
  return groups;
};

/**
 * Recognises the lines of both sides in each other, by document number, SKU, date and amount. A match is made only where it
 * is the only one: lines that could be several of the other side stay unmatched. Lines that are equal in everything are
 * interchangeable, and matched in the order they stand.
 * @param dateOf the date of our lines that theirs are compared with
 */
export function align(ours: readonly SourceLine[], theirs: readonly ClaimLine[], dateOf: DateOf): Alignment {
  const tried = BASES.map((basis) => alignIn(basis, ours, theirs, dateOf));
  // The basis in which most of their amounts are ours. Equal ones: the first, which is the plainest.
  const equalIn = ({ basis, pairs }: Alignment): number => pairs.filter((pair) => isSameAmount(pair, basis)).length;
  return tried.reduce((best, one) => (equalIn(one) > equalIn(best) ? one : best));
}

/** The sum of our side of a pair in a basis; null when a line does not say it. */
export function sumIn(lines: readonly SourceLine[], basis: AmountBasis): Rational | null {
  let sum = ZERO;
  for (const line of lines) {
    const amount = amountIn(line, basis);
    if (amount === null) return null;
    sum = add(sum, amount);
  }
  return sum;
}

const isSameAmount = ({ ours, theirs }: Pair, basis: AmountBasis): boolean => {
  const sum = sumIn(ours, basis);
  return sum !== null && equals(sum, theirs.amount);
};

function alignIn(
  basis: AmountBasis,
  ours: readonly SourceLine[],
  theirs: readonly ClaimLine[],
  dateOf: DateOf,
): Alignment {
  const ourLeft = new Set(ours);
  const theirLeft = new Set(theirs.filter(({ amount }) => !isZero(amount)));
  const pairs: Pair[] = [];
  const repeated: { line: ClaimLine; first: string }[] = [];
  const pair = (own: readonly SourceLine[], other: ClaimLine, how: PairedBy): void => {
    pairs.push({ ours: own, theirs: other, how });
    for (const line of own) ourLeft.delete(line);
    theirLeft.delete(other);
  };
  for (const { how, ours: ourKey, theirs: theirKey } of passesOf(basis, dateOf)) {
    const own = groupBy(ourLeft, ourKey);
    for (const [key, others] of groupBy(theirLeft, theirKey)) {
      const lines = own.get(key) ?? [];
      if (how === 'everything') {
        others.slice(0, lines.length).forEach((other, n) => {
          const line = lines[n];
          if (line !== undefined) pair([line], other, how);
        });
        const [first] = others;
        if (lines.length === 0 || first === undefined) continue;
        for (const line of others.slice(lines.length)) {
          repeated.push({ line, first: first.place });
          theirLeft.delete(line);
        }
      } else if (lines.length === 1 && others.length === 1) {
        const [line] = lines;
        const [other] = others;
        if (line !== undefined && other !== undefined) pair([line], other, how);
      }
    }
    if (how === 'document_sku') pairDocuments();
  }
  return { basis, pairs, oursOnly: [...ourLeft], theirsOnly: [...theirLeft], repeated };

  /** A document that is one line in their account and several in ours. */
  function pairDocuments(): void {
    const own = groupBy(ourLeft, (line) => keyOf(code(line.document)));
    for (const [key, others] of groupBy(theirLeft, (line) => keyOf(code(line.document)))) {
      const lines = own.get(key);
      const [other] = others;
      if (lines === undefined || other === undefined || others.length > 1) continue;
      if (other.sku === undefined || lines.length === 1) pair(lines, other, 'document');
    }
  }
}
