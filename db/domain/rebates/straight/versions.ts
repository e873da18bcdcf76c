import { toDay } from '../../time/days.ts';
import type { Agreement } from '../schema/agreement.ts';
import { NEVER, type Span, spansOf } from './calendar.ts';

/** Days that one version of an agreement governs, with the periods in them. */
export interface Piece {
  readonly agreement: Agreement;
  readonly from: number;
  readonly to: number;
  readonly spans: readonly Span[];
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const without = (ranges: readonly Range[], cut: Range): Range[] =>
  ranges.flatMap((range) =>
    [
      { from: range.from, to: Math.min(range.to, cut.from) },
      { from: Math.max(range.from, cut.to), to: range.to },
    ].filter(({ from, to }) => from < to),
  );

/**
 * What governs when, of all versions of one agreement that are known on `asOf`: the highest version takes its dates, the
 * lower ones what is left. Periods that two pieces share by name are told apart by the day they begin.
 */
export function piecesOf(versions: readonly Agreement[], asOf: number, horizon: number): Piece[] {
  const known = versions
    .filter(({ recordedOn }) => recordedOn === undefined || toDay(recordedOn) <= asOf)
    .toSorted((a, b) => b.version - a.version);
  const taken: Range[] = [];
  const pieces: { agreement: Agreement; from: number; to: number }[] = [];
  for (const agreement of known) {
    const whole = { from: toDay(agreement.from), to: agreement.to === undefined ? NEVER : toDay(agreement.to) };
    const left = taken.reduce<Range[]>(without, [whole]);
    for (const range of left) pieces.push({ agreement, ...range });
    taken.push(whole);
  }
  const used = new Set<string>();
  return pieces
    .toSorted((a, b) => a.from - b.from)
    .map((piece) => ({
      ...piece,
      spans: spansOf(piece.agreement.period, piece.from, piece.to, horizon).map((span) => {
        const key = used.has(span.key) ? `${span.key}@${piece.agreement.version}` : span.key;
        used.add(key);
        return { ...span, key };
      }),
    }));
}
