import type { VoucherEntry, VoucherLeg } from './voucher.ts';

/** A leg of the ledger with its entry. */
export interface PostedLeg extends Omit<VoucherEntry, 'legs'>, VoucherLeg {
  /** Kind of the entry that a reversal takes back; null for all others. */
  readonly correctsKind: string | null;
}

/**
 * The entries that vouchers are made of, out of legs in ledger order. Opening balances came out of the books: they must not
 * go back into them, and neither must what takes one back.
 */
export function voucherEntries(legs: readonly PostedLeg[]): VoucherEntry[] {
  const own = legs.filter(({ kind, correctsKind }) => (kind === 'reverse' ? correctsKind : kind) !== 'opening');
  return [...Map.groupBy(own, ({ seq }) => seq).values()].flatMap((parts) => {
    const [first] = parts;
    if (first === undefined) return [];
    const { seq, kind, postingDate, periodCode, dealerCode, dealerName, currency } = first;
    return [
      {
        ...{ seq, kind, postingDate, periodCode, dealerCode, dealerName, currency },
        legs: parts.map(({ account, debitFen, creditFen }) => ({ account, debitFen, creditFen })),
      },
    ];
  });
}
