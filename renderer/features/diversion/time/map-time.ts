import { useState } from 'react';
import type { Comparison } from '../../../../db/contract/diversion-compare.ts';
import type { DateRange } from '../../../../db/contract/primitives.ts';
import type { Selection } from '../../../../db/contract/selection.ts';
import type { ComparedWith } from '../../../../db/domain/diversion/compare/periods.ts';
import { fromDay } from '../../../../db/domain/time/days.ts';
import { type DayRange, dayRange, type SliceUnit, slicesOf } from '../../../../db/domain/time/periods.ts';

/** Which part of time the map shows: the chosen period, one slice of it, or the period beside another one. */
export type MapTime =
  | { readonly kind: 'whole' }
  | { readonly kind: 'slices'; readonly unit: SliceUnit; readonly at: number }
  | { readonly kind: 'compared'; readonly with: ComparedWith; readonly shown: 'both' | 'now' | 'other' };
export type ComparedTime = Extract<MapTime, { kind: 'compared' }>;

const rangeOf = ({ from, to }: DayRange): DateRange => ({ from: fromDay(from), to: fromDay(to) });

/** Weeks or months of a period as date ranges. */
export const slicesIn = (period: DateRange, unit: SliceUnit): DateRange[] =>
  slicesOf(dayRange(period), unit).map(rangeOf);

/** Which part of time the map shows; the shared selection is not touched. */
export const useMapTime = () => useState<MapTime>({ kind: 'whole' });

/**
 * The selection narrowed to the part of time that the map shows.
 * @param comparison the periods that are compared; null until they are known
 */
export function narrowedTo(time: MapTime, selection: Selection, comparison: Comparison | null): Selection {
  if (time.kind === 'slices') {
    const slices = slicesIn(selection.period, time.unit);
    return { ...selection, period: slices[Math.min(time.at, slices.length - 1)] ?? selection.period };
  }
  if (time.kind === 'compared' && time.shown !== 'both' && comparison !== null) {
    return { ...selection, period: comparison[time.shown].period };
  }
  return selection;
}

/** First and last day of a period in little room: the year once where it is the same. */
export const shortSpan = (period: DateRange): string => {
  const [from = '', to] = spanText(period).split(' – ');
  if (to === undefined) return from;
  return `${from} – ${to.slice(0, 4) === from.slice(0, 4) ? to.slice(5) : to}`;
};

/** First and last day of a period, as they are said. */
export const spanText = ({ from, to }: DateRange): string => {
  const last = fromDay(dayRange({ from, to }).to - 1);
  return last === from ? from : `${from} – ${last}`;
};
