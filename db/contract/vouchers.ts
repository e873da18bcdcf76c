import { z } from 'zod';
import { VOUCHER_TARGETS } from '../domain/ledger/vouchers/chart.ts';
import { VOUCHER_PROBLEMS } from '../domain/ledger/vouchers/problem.ts';
import { AsOf, DateRange, Fen, listOf } from './primitives.ts';
import { query } from './procedure.ts';

export const VoucherTarget = z.enum(VOUCHER_TARGETS);

/** Why the bookkeeping program would refuse the file; see `db/domain/ledger/vouchers/problem.ts`. */
export const VoucherProblem = z.object({
  code: z.enum(VOUCHER_PROBLEMS),
  /** An entry of the ledger (`#12`), an account of it, or a voucher (`记-3`); empty for the whole. */
  place: z.string(),
  params: z.record(z.string(), z.string()),
});
export type VoucherProblem = z.infer<typeof VoucherProblem>;

export const VoucherFile = z.object({ name: z.string(), mediaType: z.string(), bytes: z.instanceof(Uint8Array) });

export const vouchers = {
  /**
   * The ledger's entries of a range of posting dates as files for a bookkeeping program, by the voucher book of the
   * settings. With problems (at most 200 are told) there are no files. Every file was read back before it is given out:
   * its legs are those of the ledger.
   */
  make: query(
    z.object({ target: VoucherTarget, range: DateRange }),
    z.object({
      asOf: AsOf,
      entries: z.int(),
      legs: z.int(),
      vouchers: z.int(),
      /** Sum of the debits in the ledger, which is that of the credits. */
      debitFen: Fen,
      problems: listOf(VoucherProblem),
      files: z.array(VoucherFile),
    }),
  ),
};
