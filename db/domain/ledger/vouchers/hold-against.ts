import type { VoucherBook, VoucherTarget } from './chart.ts';
import { type RawCell, readVouchers } from './read-vouchers.ts';
import type { VoucherEntry } from './voucher.ts';

/**
 * Reads a file as the bookkeeping program will and holds its legs against the ledger's.
 * @throws Error when a single one differs: such a file must not leave this laptop
 */
export function holdAgainst(
  cells: readonly (readonly RawCell[])[],
  entries: readonly VoucherEntry[],
  book: VoucherBook,
  target: VoucherTarget,
): void {
  const found = Map.groupBy(readVouchers(cells, book, target), ({ seq }) => seq);
  for (const { seq, legs, postingDate } of entries) {
    const own = found.get(seq) ?? [];
    const isSame =
      own.length === legs.length &&
      legs.every(({ account, debitFen, creditFen }, at) => {
        const leg = own[at];
        return (
          leg?.account === account &&
          leg.debitFen === debitFen &&
          leg.creditFen === creditFen &&
          leg.postingDate === postingDate
        );
      });
    if (!isSame) throw new Error(`The voucher file does not give back entry ${seq}`);
  }
  if (found.size !== entries.length) throw new Error('The voucher file has entries that the ledger has not');
}
