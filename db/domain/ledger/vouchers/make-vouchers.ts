import type { VoucherBook, VoucherTarget } from './chart.ts';
import { checkEntries } from './check.ts';
import type { VoucherProblem } from './problem.ts';
import type { Voucher, VoucherEntry, VoucherRow } from './voucher.ts';

/** Rows of one voucher; programs show no more on their screens in reasonable time. An entry is never split. */
const ROWS_MAX = 500;
/** 凭证号 is a small integer in U8. */
const NUMBER_MAX = 32_767;
/** Longest 摘要 a target takes. */
const SUMMARY_MAX: Readonly<Record<VoucherTarget, number>> = { u8: 60, yonyou: 60, kis: 250 };

/** 摘要 is read in the books, so it is Chinese whatever the screen speaks. */
const WORDS: Readonly<Record<string, string>> = {
  accrue: '计提返利',
  true_up: '补提返利',
  confirm: '确认返利',
  settle: '结算返利',
  reverse: '冲销返利',
  claw_back: '追回返利',
  diversion: '窜货扣减返利',
  expire: '返利到期失效',
  override: '返利人工调整',
  opening: '返利期初余额',
};

/** Ends a 摘要; a re-import reads the entry's position from it. */
const markOf = (seq: number): string => `RL-${seq}`;

/** U8's text file has no quotes: a comma or a line's end would end the field. */
export const inOneField = (text: string): string => text.replaceAll(',', '，').replaceAll(/\s+/g, ' ');

/** What happened, for whom, for which period, and the entry; a long name of a dealer is cut, the mark never. */
function summaryOf({ kind, periodCode, dealerName, seq }: VoucherEntry, limit: number): string {
  const head = `${WORDS[kind] ?? kind} ${periodCode} `;
  const tail = ` ${markOf(seq)}`;
  const name = inOneField(dealerName);
  return head + [...name].slice(0, limit - head.length - tail.length).join('') + tail;
}

function rowsOf(entry: VoucherEntry, book: VoucherBook, limit: number): VoucherRow[] {
  const summary = summaryOf(entry, limit);
  return entry.legs.map(({ account, debitFen, creditFen }) => {
    const to = book.mapping[account];
    const known = book.chart.find(({ code }) => code === to?.code);
    if (to === undefined || known === undefined) throw new RangeError(`${account} was not checked`);
    const balance = debitFen - creditFen;
    const isDebit = to.side === 'either' ? balance > 0 : to.side === 'debit';
    const hasCustomer = known.auxiliary === 'customer';
    return {
      seq: entry.seq,
      summary,
      code: known.code,
      name: known.name,
      debitFen: isDebit ? balance : 0,
      creditFen: isDebit ? 0 : -balance,
      customerCode: hasCustomer ? entry.dealerCode : null,
      customerName: hasCustomer ? inOneField(entry.dealerName) : null,
    };
  });
}

/** Entries that stand in one voucher together, in ledger order. */
function groupsOf(entries: readonly VoucherEntry[], { grouping }: VoucherBook): VoucherEntry[][] {
  const ordered = entries.toSorted((a, b) =>
    a.postingDate === b.postingDate ? a.seq - b.seq : a.postingDate < b.postingDate ? -1 : 1,
  );
  if (grouping === 'entry') return ordered.map((entry) => [entry]);
  const groups: VoucherEntry[][] = [];
  for (const own of Map.groupBy(ordered, ({ postingDate, kind }) => `${postingDate} ${kind}`).values()) {
    let rows = Number.POSITIVE_INFINITY;
    for (const entry of own) {
      rows += entry.legs.length;
      if (rows > ROWS_MAX) {
        groups.push([]);
        rows = entry.legs.length;
      }
      groups.at(-1)?.push(entry);
    }
  }
  return groups;
}

/**
 * The vouchers of these entries for a target, or why it would not take them: then there are no vouchers at all. Each
 * voucher balances, red figures counted by their sign.
 */
export function makeVouchers(
  entries: readonly VoucherEntry[],
  book: VoucherBook,
  target: VoucherTarget,
): { readonly vouchers: readonly Voucher[]; readonly problems: readonly VoucherProblem[] } {
  const problems = checkEntries(entries, book);
  if (problems.length > 0) return { vouchers: [], problems };
  const next = new Map<string, number>();
  const vouchers = groupsOf(entries, book).map((group): Voucher => {
    const date = group[0]?.postingDate ?? '';
    const month = date.slice(0, 7);
    const number = next.get(month) ?? book.firstNumber;
    next.set(month, number + 1);
    return { date, word: book.word, number, rows: group.flatMap((entry) => rowsOf(entry, book, SUMMARY_MAX[target])) };
  });
  const beyond = vouchers.find(({ number }) => number > NUMBER_MAX);
  if (beyond === undefined) return { vouchers, problems: [] };
  const params = { limit: String(NUMBER_MAX) };
  return { vouchers: [], problems: [{ code: 'number_too_large', place: numberText(beyond), params }] };
}

/** 记-3 */
export const numberText = ({ word, number }: Pick<Voucher, 'word' | 'number'>): string => `${word}-${number}`;
