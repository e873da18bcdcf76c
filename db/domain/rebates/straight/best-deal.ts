import { add, compare, isZero, maximum, type Rational, subtract, ZERO } from '../../money/rational.ts';
import type { Balance, Limited, Shares } from './limits.ts';
import type { Choice } from './order.ts';
import type { StraightRun } from './outcome.ts';
import type { Bucket } from './place-lines.ts';
import type { Earned } from './rules/earn.ts';
import { noShares } from './rules/earning.ts';

/** An account and period on its way from the rule to the payable amount. */
export interface Draft {
  readonly bucket: Bucket;
  readonly earned: Earned;
  limited: Limited;
  /** What earlier periods left. */
  readonly before: Balance;
}

/** Takes an amount off a draft, and the lines' shares with it. */
function take(draft: Draft, amount: Rational, shares: Shares): void {
  if (isZero(amount)) return;
  const lost = subtract(ZERO, amount);
  draft.limited = {
    ...draft.limited,
    value: subtract(draft.limited.value, amount),
    steps: [...draft.limited.steps, { kind: 'better_deal', amount: lost }],
    shares,
  };
}

/** Leaves each line, or each dealer and period, to the agreement that gives most; equal deals to the first of the list. */
export function chooseBest(choice: Choice, drafts: readonly Draft[][]): StraightRun['uncounted'][number][] {
  return choice.per === 'line' ? chooseByLine(drafts) : chooseByPeriod(drafts);
}

/**
 * Whether a part of a line is the better deal: what gives more; where none gives anything, what takes back more, so that
 * goods that came and went leave nothing.
 */
const isBetter = (share: Rational, than: Rational): boolean =>
  compare(maximum(share, than), ZERO) > 0 ? compare(share, than) > 0 : compare(share, than) < 0;

function chooseByLine(drafts: readonly Draft[][]): StraightRun['uncounted'][number][] {
  const best = new Map<string, { at: number; share: Rational }>();
  const shareOf = ({ limited }: Draft, n: number): Rational => limited.shares()[n] ?? ZERO;
  drafts.forEach((own, at) => {
    for (const draft of own) {
      draft.earned.lines.entries.forEach(({ line }, n) => {
        const found = best.get(line.id);
        const share = shareOf(draft, n);
        if (found === undefined || isBetter(share, found.share)) best.set(line.id, { at, share });
      });
    }
  });
  const lost: StraightRun['uncounted'][number][] = [];
  drafts.forEach((own, at) => {
    for (const draft of own) {
      let amount = ZERO;
      const shares = draft.earned.lines.entries.map(({ line }, n) => {
        const share = shareOf(draft, n);
        if (best.get(line.id)?.at === at) return share;
        amount = add(amount, share);
        lost.push({ agreement: draft.bucket.agreement.id, line, reason: 'better_deal' });
        return ZERO;
      });
      take(draft, amount, () => shares);
    }
  });
  return lost;
}

function chooseByPeriod(drafts: readonly Draft[][]): StraightRun['uncounted'][number][] {
  const best = new Map<string, { at: number; value: Rational }>();
  const keyOf = ({ bucket }: Draft): string => JSON.stringify([bucket.account, bucket.span.key]);
  drafts.forEach((own, at) => {
    for (const draft of own) {
      const found = best.get(keyOf(draft));
      const { value } = draft.limited;
      if (found === undefined || compare(value, found.value) > 0) best.set(keyOf(draft), { at, value });
    }
  });
  const lost: StraightRun['uncounted'][number][] = [];
  drafts.forEach((own, at) => {
    for (const draft of own) {
      if (best.get(keyOf(draft))?.at === at) continue;
      for (const { line } of draft.earned.lines.entries) {
        lost.push({ agreement: draft.bucket.agreement.id, line, reason: 'better_deal' });
      }
      take(draft, draft.limited.value, noShares(draft.earned.lines));
    }
  });
  return lost;
}
