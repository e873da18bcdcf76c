import type { TFunction } from 'i18next';
import type { BaseMap } from './base-map.ts';

/** The line without which a map is not shown or given out: who drew it, and its approval number or that it has none. */
export const legalLine = ({ set: { source, approval } }: BaseMap, t: TFunction): string =>
  t('diversion.legal', {
    source,
    approval: approval === null ? t('diversion.noApproval') : t('diversion.approval', { number: approval }),
  });
