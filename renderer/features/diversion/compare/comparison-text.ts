import type { TFunction } from 'i18next';
import type { Comparison } from '../../../../db/contract/diversion-compare.ts';
import { CHANGES } from '../../../../db/domain/diversion/compare/changes.ts';
import { count } from '../../../components/format/format.ts';
import { shortSpan, spanText } from '../time/map-time.ts';
import { SIGNS } from './change-signs.tsx';

/** Which periods are compared, as a title. */
export const comparisonTitle = ({ now, other }: Comparison, t: TFunction): string =>
  t('diversion.compare.title', { now: spanText(now.period), other: spanText(other.period) });

/** A period with what was found outside in it; without its year where both are of one. */
export function sideText({ now, other }: Comparison, of: 'now' | 'other', t: TFunction): string {
  const { period, outside } = of === 'now' ? now : other;
  const years = new Set(
    [now, other]
      .flatMap(({ period: { from }, period }) => [from, spanText(period).slice(-10)])
      .map((day) => day.slice(0, 4)),
  );
  const span = years.size === 1 ? shortSpan(period).slice(5) : shortSpan(period);
  return t('diversion.compare.side', { span, outside: count(outside) });
}

/** What is to be borne in mind, in sentences: how much was scanned on each side, and what is missing of a side. */
export function caveatsOf({ now, other, isRunning, firstScanOn }: Comparison, t: TFunction): string[] {
  return [
    t('diversion.compare.scans', { now: count(now.scans), other: count(other.scans) }),
    ...(isRunning ? [t('diversion.compare.running')] : []),
    ...(other.scans === 0
      ? [t('diversion.compare.noScans')]
      : firstScanOn !== null && firstScanOn > other.period.from
        ? [t('diversion.compare.laterScans', { day: firstScanOn })]
        : []),
  ];
}

/** What stands below a picture of two periods: both sides, flows of each change, and what to bear in mind. */
export const comparisonLines = (comparison: Comparison, t: TFunction): string[] => [
  `${sideText(comparison, 'now', t)} — ${sideText(comparison, 'other', t)}`,
  CHANGES.map(
    (change) =>
      `${SIGNS[change].letter} ${t(`diversion.compare.changes.${change}`)} ${t('diversion.compare.flowCount', { n: count(comparison.flowsOf[change]) })}`,
  ).join(' · '),
  ...caveatsOf(comparison, t),
];
