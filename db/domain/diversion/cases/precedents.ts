import type { CaseDecision, CaseKind } from './machine.ts';

/** A case that was decided before, as it is held beside one that is to be. */
export interface DecidedCase {
  readonly id: string;
  readonly dealerId: string;
  readonly kind: CaseKind;
  /** Distinct codes. */
  readonly codes: number;
  readonly decision: CaseDecision;
  readonly decidedAt: string;
}

/** Cases of another size than this, in either direction, are another matter. */
const SIZE_FACTOR = 2;

export interface Precedent<Case> {
  readonly one: Case;
  /** Why it is shown. */
  readonly likeness: 'same_dealer' | 'same_size';
}

/**
 * Decided cases of the same kind that a decision has to be consistent with: of the same dealer, then of a like size, newest
 * first in each.
 */
export function precedentsOf<Case extends DecidedCase>(
  subject: Pick<DecidedCase, 'id' | 'dealerId' | 'kind' | 'codes'>,
  decided: readonly Case[],
): readonly Precedent<Case>[] {
  const others = decided
    .filter(({ id, kind }) => id !== subject.id && kind === subject.kind)
    .sort((a, b) => (a.decidedAt < b.decidedAt ? 1 : -1));
  const isOfSize = ({ codes }: Case): boolean =>
    codes <= subject.codes * SIZE_FACTOR && codes * SIZE_FACTOR >= subject.codes;
  return [
    ...others
      .filter(({ dealerId }) => dealerId === subject.dealerId)
      .map((one) => ({ one, likeness: 'same_dealer' as const })),
    ...others
      .filter((one) => one.dealerId !== subject.dealerId && isOfSize(one))
      .map((one) => ({ one, likeness: 'same_size' as const })),
  ];
}
