import type { TFunction } from 'i18next';

/** Why head office refused a decision, as a sentence; a reason of a newer head office by its code. */
export const reasonText = (reasonCode: string | null, t: TFunction): string =>
  t([`frame:reasons.${reasonCode ?? 'unknown'}`, 'frame:reasons.unknown'], { code: reasonCode ?? '' });
