import { add, compare, type Rational, subtract, ZERO } from '../../money/rational.ts';
import type { Bundle } from './bundles.ts';
import type { Limited } from './cell.ts';
import type { Choice } from './graph.ts';

/** Leaves to every bundle (a single line here), or to every account and slot, its best offer; the first of equal ones. */
export function chooseBest({ per }: Choice, offers: readonly ReadonlyMap<string, readonly Limited[]>[]): void {
  const winners = new Map<string | Bundle, { readonly value: Rational; readonly by: number }>();
  const bid = (key: string | Bundle, value: Rational, by: number): void => {
    const best = winners.get(key);
    if (best === undefined || wins(value, best.value)) winners.set(key, { value, by });
  };
  // A line on which everybody loses is a return: it belongs to the highest loss, as the goods did to the highest gain.
  const wins = (value: Rational, over: Rational): boolean => {
    const order = compare(value, over);
    return per === 'line' && value.n <= 0n && over.n <= 0n ? order < 0 : order > 0;
  };
  const cellKey = ({ setting }: Limited): string => JSON.stringify([setting.account, setting.slot.name]);
  const each = (visit: (cell: Limited, by: number) => void): void => {
    offers.forEach((accounts, by) => {
      for (const cells of accounts.values()) for (const cell of cells) visit(cell, by);
    });
  };
  each((cell, by) => {
    if (per === 'period') bid(cellKey(cell), cell.amount, by);
    else for (const [n, { bundle }] of cell.members.entries()) bid(bundle, cell.shares[n] ?? ZERO, by);
  });
  each((cell, by) => {
    if (per === 'period') {
      if (winners.get(cellKey(cell))?.by === by) return;
      cell.amount = ZERO;
      cell.shares = cell.shares.map(() => ZERO);
      return;
    }
    const kept = cell.members.map(({ bundle }, n) =>
      winners.get(bundle)?.by === by ? (cell.shares[n] ?? ZERO) : ZERO,
    );
    const lost = cell.shares.reduce((sum, share, n) => add(sum, subtract(share, kept[n] ?? ZERO)), ZERO);
    cell.amount = subtract(cell.amount, lost);
    cell.shares = kept;
  });
}
