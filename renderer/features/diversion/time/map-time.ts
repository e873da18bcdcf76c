import { useMemo, useState } from 'react';
import type { DateRange } from '../../../../db/contract/primitives.ts';
import type { Selection } from '../../../../db/contract/selection.ts';
import { fromDay } from '../../../../db/domain/time/days.ts';
import {
  type DayRange,
  dayRange,
  rangeBefore,
  type SliceUnit,
  slicesOf,
  yearEarlier,
} from '../../../../db/domain/time/periods.ts';

/** Which part of time the map shows: the chosen period, one slice of it, or the period beside another one. */
export type MapTime =
  | { readonly kind: 'whole' }
  | { readonly kind: 'slices'; readonly unit: SliceUnit; readonly at: number }
  | { readonly kind: 'compared'; readonly with: 'before' | 'year'; readonly shown: 'now' | 'other' };

const rangeOf = ({ from, to }: DayRange): DateRange => ({ from: fromDay(from), to: fromDay(to) });

/** Weeks or months of a period as date ranges. */
export const slicesIn = (period: DateRange, unit: SliceUnit): DateRange[] =>
  slicesOf(dayRange(period), unit).map(rangeOf);

/** The period that another one is compared with. */
export const comparedWith = (period: DateRange, how: 'before' | 'year'): DateRange =>
  rangeOf(how === 'before' ? rangeBefore(dayRange(period)) : yearEarlier(dayRange(period)));

/** The part of time that the map shows, and the selection narrowed to it; the shared selection is not touched. */
export function useMapTime(selection: Selection): {
  readonly time: MapTime;
  readonly setTime: (time: MapTime) => void;
  readonly shown: Selection;
} {
  const [time, setTime] = useState<MapTime>({ kind: 'whole' });
  const shown = useMemo((): Selection => {
    if (time.kind === 'slices') {
      const slices = slicesIn(selection.period, time.unit);
      return { ...selection, period: slices[Math.min(time.at, slices.length - 1)] ?? selection.period };
    }
    if (time.kind === 'compared' && time.shown === 'other') {
      return { ...selection, period: comparedWith(selection.period, time.with) };
    }
    return selection;
  }, [time, selection]);
  return { time, setTime, shown };
}

/** First and last day of a period, as they are said. */
export const spanText = ({ from, to }: DateRange): string => {
  const last = fromDay(dayRange({ from, to }).to - 1);
  return last === from ? from : `${from} – ${last}`;
};
