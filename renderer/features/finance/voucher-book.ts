import { VoucherBook } from '../../../db/domain/ledger/vouchers/chart.ts';

/** Why what was typed is no book. `line` is that of the chart, from one; zero for the fields above it. */
export interface BookFault {
  readonly what: 'word' | 'firstNumber' | 'line' | 'twice';
  readonly line: number;
  readonly text: string;
}

/** The chart as lines of code, name and, where each row must name the customer, the word 客户. */
export const chartText = (chart: VoucherBook['chart']): string =>
  chart.map(({ code, name, auxiliary }) => `${code} ${name}${auxiliary === 'customer' ? ' 客户' : ''}`).join('\n');

/** The book that was typed, or the first place where it is none. */
export function readBook(
  draft: VoucherBook,
  text: string,
): { readonly book: VoucherBook; readonly fault: null } | { readonly book: null; readonly fault: BookFault } {
  const fault = (what: BookFault['what'], line: number, place: string) =>
    ({ book: null, fault: { what, line, text: place } }) as const;
  if (!VoucherBook.shape.word.safeParse(draft.word).success) return fault('word', 0, draft.word);
  if (!VoucherBook.shape.firstNumber.safeParse(draft.firstNumber).success)
    return fault('firstNumber', 0, String(draft.firstNumber));
  const chart: VoucherBook['chart'] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const match = /^\s*(\d{1,15})\s+(\S.*?)(?:\s+(客户))?\s*$/.exec(line);
    const [, code = '', name = '', customer] = match ?? [];
    if (match === null || name.length > 60) return fault('line', at + 1, line.trim());
    if (chart.some((one) => one.code === code)) return fault('twice', at + 1, code);
    chart.push({ code, name, auxiliary: customer === undefined ? 'none' : 'customer' });
  }
  const parsed = VoucherBook.safeParse({ ...draft, chart });
  return parsed.success ? { book: parsed.data, fault: null } : fault('line', 0, parsed.error.issues[0]?.message ?? '');
}
