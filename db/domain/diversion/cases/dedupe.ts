import { toDay } from '../../time/days.ts';
import type { CaseKind, CaseState } from './machine.ts';

/** Quiet days after which goods of the same dealer, line and city are another case. */
export const MERGE_DAYS = 45;

export interface CaseSubject {
  readonly kind: CaseKind;
  readonly dealerId: string;
  readonly productLineId: string | null;
  readonly city: string;
}

/** What makes two alerts the same case, but for the time between them. */
export const caseKey = ({ kind, dealerId, productLineId, city }: CaseSubject): string =>
  [kind, dealerId, productLineId ?? '', city].join('/');

export interface EarlierCase {
  readonly id: string;
  readonly state: CaseState;
  /** Local dates of its first and last scan; null where there are none. */
  readonly firstScanOn: string | null;
  readonly lastScanOn: string | null;
}

/**
 * What is known of the same key already. `merge`: a case under way, less than {@link MERGE_DAYS} quiet days away, takes the
 * alert in. `settled`: a closed case rests on these scans already. Null: a case of its own.
 * @param span first and last scan of the alert; null without scans, when any case under way is the same
 */
export function sameCase(
  earlier: readonly EarlierCase[],
  span: { readonly first: string; readonly last: string } | null,
): { readonly what: 'merge' | 'settled'; readonly id: string } | null {
  const isNear = ({ firstScanOn, lastScanOn }: EarlierCase): boolean =>
    span === null ||
    firstScanOn === null ||
    lastScanOn === null ||
    (toDay(span.first) - toDay(lastScanOn) <= MERGE_DAYS && toDay(firstScanOn) - toDay(span.last) <= MERGE_DAYS);
  const underWay = earlier.find((one) => one.state !== 'closed' && isNear(one));
  if (underWay !== undefined) return { what: 'merge', id: underWay.id };
  const settled = earlier.find(
    ({ state, lastScanOn }) => state === 'closed' && span !== null && lastScanOn !== null && span.last <= lastScanOn,
  );
  return settled === undefined ? null : { what: 'settled', id: settled.id };
}
