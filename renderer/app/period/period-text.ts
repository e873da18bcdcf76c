import type { TFunction } from 'i18next';
import type { DateRange } from '../../../db/contract/primitives.ts';
import { shapeOf } from './period.ts';

/** A period in words: `2026 年第三季度`, `Jul 2026`, `2026-07-01 – 2026-07-20`. */
export function periodText(period: DateRange, t: TFunction): string {
  const shape = shapeOf(period);
  switch (shape.kind) {
    case 'year':
      return t('frame:period.year', { year: shape.year });
    case 'quarter':
      return t('frame:period.quarter', { year: shape.year, quarter: t(`quarters.${shape.quarter}`) });
    case 'month':
      return t('frame:period.month', { year: shape.year, month: t(`frame:period.months.${shape.month}`) });
    case 'days':
      return t('frame:period.days', { first: shape.first, last: shape.last });
  }
}
