import type { VoucherBook, VoucherTarget } from './chart.ts';
import { titlesOf } from './layouts.ts';
import { amountOf, unguarded } from './table.ts';
import type { ReadLeg } from './voucher.ts';

/** A cell as a file gives it back. */
export type RawCell = string | number | null;

/** A file that is not a sheet of our vouchers. `place` is `行 列` of the sheet, counted from one with the header. */
export class VoucherFileError extends Error {
  readonly place: string;
  constructor(place: string, message: string) {
    super(`${place}: ${message}`);
    this.name = 'VoucherFileError';
    this.place = place;
  }
}

/**
 * The legs that a bookkeeping program finds in a sheet, in its order: what `makeVouchers` was given, when nothing was
 * lost on the way. Holds every voucher's balance and every account's name against the book as an import does.
 * @throws VoucherFileError that names the place
 */
export function readVouchers(
  rows: readonly (readonly RawCell[])[],
  book: VoucherBook,
  target: VoucherTarget,
): ReadLeg[] {
  const [header = [], ...body] = rows;
  const titles = titlesOf(target);
  const at = (title: string): number => {
    const index = header.indexOf(title);
    if (index < 0) throw new VoucherFileError('1', `没有“${title}”列`);
    return index;
  };
  const columns = {
    date: at(titles.date),
    word: at(titles.word),
    number: at(titles.number),
    summary: at(titles.summary),
    code: at(titles.code),
    debit: at(titles.debit),
    credit: at(titles.credit),
  };
  const accountOf = new Map(
    Object.entries(book.mapping).map(([account, { code, side }]) => [code, { account, side }] as const),
  );
  const balances = new Map<string, bigint>();
  const legs = body.map((row, index): ReadLeg => {
    const line = String(index + 2);
    const cell = (column: number): string => unguarded(String(row[column] ?? ''));
    const amount = (column: number): number => {
      const fen = amountOf(row[column] ?? '');
      if (fen === null) throw new VoucherFileError(`${line} ${header[column] ?? ''}`, '不是两位小数的金额');
      return fen;
    };
    const to = accountOf.get(cell(columns.code));
    if (to === undefined) throw new VoucherFileError(`${line} ${titles.code}`, '没有对照的科目');
    const mark = /RL-(\d+)$/.exec(cell(columns.summary));
    if (mark === null) throw new VoucherFileError(`${line} ${titles.summary}`, '没有分录号');
    const debit = amount(columns.debit);
    const credit = amount(columns.credit);
    const date = cell(columns.date);
    const key = `${date} ${cell(columns.word)}-${cell(columns.number)}`;
    balances.set(key, (balances.get(key) ?? 0n) + BigInt(debit) - BigInt(credit));
    const balance = debit - credit;
    return {
      seq: Number(mark[1]),
      postingDate: date,
      account: to.account,
      debitFen: Math.max(balance, 0),
      creditFen: Math.max(-balance, 0),
    };
  });
  for (const [key, rest] of balances) if (rest !== 0n) throw new VoucherFileError(key, '借贷不平');
  return legs;
}
