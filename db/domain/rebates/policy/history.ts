import { add, multiply, ONE, parseDecimal, type Rational, toDecimal } from '../../money/rational.ts';
import { fromDay, toDay } from '../../time/days.ts';
import type { SourceLine } from '../schema/document.ts';
import type { Decimal } from '../schema/primitives.ts';

const DATES = ['date', 'shippedOn', 'invoicedOn', 'paidOn', 'recordedOn', 'cancelledOn'] as const;

/** A local date some years later; 29 February becomes the 28th. */
function yearsLater(date: string, years: number): string {
  const moved = `${String(Number(date.slice(0, 4)) + years).padStart(4, '0')}${date.slice(4)}`;
  return moved.endsWith('-02-29') && fromDay(toDay(moved.replace(/29$/, '28')) + 1).endsWith('-03-01')
    ? moved.replace(/29$/, '28')
    : moved;
}

/** Lines as if everything had happened some years later. */
export function movedBy(lines: readonly SourceLine[], years: number): readonly SourceLine[] {
  if (years === 0) return lines;
  return lines.map((line) => {
    const moved = { ...line };
    for (const field of DATES) {
      const date = line[field];
      if (date !== undefined) moved[field] = yearsLater(date, years);
    }
    return moved;
  });
}

/** Lines from a day on with all amounts and quantities in another volume, exactly: `ppm` more or less. */
export function inVolume(lines: readonly SourceLine[], ppm: Decimal, from: string): readonly SourceLine[] {
  const factor = add(ONE, multiply(parseDecimal(ppm), { n: 1n, d: 1_000_000n }));
  const times = (value: Decimal): string => decimal(multiply(parseDecimal(value), factor));
  return lines.map((line) => {
    if (line.date < from) return line;
    const { amount, net, gross, quantity, measures } = line;
    return {
      ...line,
      ...(amount === undefined ? {} : { amount: times(amount) }),
      ...(net === undefined ? {} : { net: times(net) }),
      ...(gross === undefined ? {} : { gross: times(gross) }),
      ...(quantity === undefined ? {} : { quantity: times(quantity) }),
      ...(measures === undefined
        ? {}
        : { measures: Object.fromEntries(Object.entries(measures).map(([name, value]) => [name, times(value)])) }),
    };
  });
}

/** Decimals times parts per million end. */
function decimal(value: Rational): string {
  const text = toDecimal(value);
  if (text === null) throw new RangeError('A decimal times a decimal must be one');
  return text;
}

/** Copies of sales on a day (`again`), and the returns that take them back on another one. */
export function stockedUp(lines: readonly SourceLine[], on: string, back: string): SourceLine[] {
  const negative = (value: Decimal): string => decimal(multiply(parseDecimal(value), { n: -1n, d: 1n }));
  return lines.flatMap((line) => {
    const again = at(line, 'again', on);
    const returned: SourceLine = { ...at(line, 'back', back), kind: 'return' };
    for (const field of ['amount', 'net', 'gross', 'quantity'] as const) {
      const value = line[field];
      if (value !== undefined) returned[field] = negative(value);
    }
    if (line.measures !== undefined) {
      returned.measures = Object.fromEntries(
        Object.entries(line.measures).map(([name, value]) => [name, negative(value)]),
      );
    }
    return [again, returned];
  });
}

/** A copy of a line in which everything happens on one day; paid that day, where it was paid at all. */
const at = (line: SourceLine, mark: string, day: string): SourceLine => ({
  ...line,
  id: `${line.id} (${mark})`,
  date: day,
  recordedOn: day,
  cancelledOn: undefined,
  shippedOn: line.shippedOn === undefined ? undefined : day,
  invoicedOn: line.invoicedOn === undefined ? undefined : day,
  paidOn: line.paidOn === undefined ? undefined : day,
});
