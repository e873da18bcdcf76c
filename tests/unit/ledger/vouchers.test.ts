// Goal: what leaves for 用友 and 金蝶 is what the ledger says, to the 分, and nothing that their import would refuse leaves
// at all (L20). Method: a table of refusals with the place each names; a property with a fixed seed over random entries,
// every target and both groupings, through the bytes of the files and back; the published column layouts by heart.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_BOOK, VOUCHER_TARGETS, VoucherBook } from '../../../db/domain/ledger/vouchers/chart.ts';
import { voucherEntries } from '../../../db/domain/ledger/vouchers/entries.ts';
import { layOut } from '../../../db/domain/ledger/vouchers/layouts.ts';
import { makeVouchers, numberText } from '../../../db/domain/ledger/vouchers/make-vouchers.ts';
import { readVouchers, VoucherFileError } from '../../../db/domain/ledger/vouchers/read-vouchers.ts';
import { amountOf, amountText, guarded, unguarded } from '../../../db/domain/ledger/vouchers/table.ts';
import { readU8Text, writeU8Text } from '../../../db/domain/ledger/vouchers/u8-text.ts';
import type { VoucherEntry, VoucherLeg } from '../../../db/domain/ledger/vouchers/voucher.ts';
import { encodeGbk, outsideGbk } from '../../../db/service/gbk.ts';
import { readWorkbook, writeWorkbook } from '../../../db/service/workbook.ts';

const leg = (account: string, debitFen: number, creditFen: number): VoucherLeg => ({ account, debitFen, creditFen });
const entry = (changes: Partial<VoucherEntry> = {}): VoucherEntry => ({
  seq: 12,
  kind: 'settle',
  postingDate: '2026-09-08',
  periodCode: '2026Q2',
  dealerCode: 'D0007',
  dealerName: '宁波恒丰食品有限公司',
  currency: 'CNY',
  // 红字: 1,000.00 net and 13 % on top of it, off the receivable.
  legs: [leg('rebate_payable', 100_000, 0), leg('output_vat', 13_000, 0), leg('dealer_receivable', 0, 113_000)],
  ...changes,
});
const book = (changes: Partial<VoucherBook> = {}): VoucherBook => ({ ...DEFAULT_BOOK, ...changes });

test('the book that a company starts with is a valid one', () => {
  expect(VoucherBook.parse(DEFAULT_BOOK)).toEqual(DEFAULT_BOOK);
});

describe('refused before anything is written', () => {
  const mapped = (account: string, change: Partial<VoucherBook['mapping'][string]>) => {
    const before = DEFAULT_BOOK.mapping[account];
    if (before === undefined) throw new Error(account);
    return book({ mapping: { ...DEFAULT_BOOK.mapping, [account]: { ...before, ...change } } });
  };
  const { output_vat: _, ...withoutVat } = DEFAULT_BOOK.mapping;
  const cases: readonly (readonly [string, readonly VoucherEntry[], VoucherBook, string, string])[] = [
    ['nothing to export', [], book(), 'nothing_to_export', ''],
    ['an account without a mapping', [entry()], book({ mapping: withoutVat }), 'account_unmapped', 'output_vat'],
    ['an account that the chart does not have', [entry()], mapped('output_vat', { code: '9999' }), 'account_unknown', 'output_vat'],
    ['code and name that do not match', [entry()], mapped('output_vat', { name: '进项税额' }), 'account_name_differs', 'output_vat'],
    ['an account that is not a leaf', [entry()], mapped('output_vat', { code: '2221', name: '应交税费' }), 'account_not_leaf', 'output_vat'],
    ['two accounts of the ledger in one', [entry()], mapped('rebate_payable', { code: '1122', name: '应收账款' }), 'account_shared', 'rebate_payable'],
    ['no customer where the account wants one', [entry({ dealerCode: '' })], book(), 'customer_missing', '#12'],
    ['a customer code that could be a formula', [entry({ dealerCode: '=1+1' })], book(), 'customer_malformed', '#12'],
    ['a customer code that ends the field', [entry({ dealerCode: 'D,7' })], book(), 'customer_malformed', '#12'],
    ['foreign currency', [entry({ currency: 'USD' })], book(), 'currency_foreign', '#12'],
    ['a date in a closed period', [entry()], book({ closedThrough: '2026-09-08' }), 'period_closed', '#12'],
    ['debit and credit in one row', [entry({ legs: [leg('bank', 5, 5), leg('rebate_payable', 0, 0)] })], book(), 'amount_not_one_sided', '#12'],
    ['a negative amount', [entry({ legs: [leg('bank', -5, 0), leg('rebate_payable', 0, -5)] })], book(), 'amount_not_one_sided', '#12'],
    ['an amount beyond fifteen digits', [entry({ legs: [leg('bank', 10 ** 15, 0), leg('rebate_payable', 0, 10 ** 15)] })], book(), 'amount_too_large', '#12'],
    ['an entry that does not balance', [entry({ legs: [leg('bank', 5, 0), leg('rebate_payable', 0, 4)] })], book(), 'entry_unbalanced', '#12'],
    ['an entry of one leg', [entry({ legs: [leg('bank', 5, 0)] })], book(), 'entry_unbalanced', '#12'],
    ['more vouchers than a month has numbers', [entry(), entry({ seq: 13 })], book({ firstNumber: 32_767, grouping: 'entry' }), 'number_too_large', '记-32768'],
  ]; // biome-ignore format: a case a line
  test.each(cases)('%s', (_name, entries, own, code, place) => {
    const { vouchers, problems } = makeVouchers(entries, own, 'u8');
    expect(vouchers).toEqual([]);
    expect(problems.map((one) => [one.code, one.place])).toContainEqual([code, place]);
  });

  test('the day after the closed period is open', () => {
    expect(makeVouchers([entry()], book({ closedThrough: '2026-09-07' }), 'kis').problems).toEqual([]);
  });
});

describe('columns', () => {
  const laid = (target: 'u8' | 'yonyou' | 'kis') => {
    const { vouchers } = makeVouchers([entry()], book(), target);
    const table = layOut(vouchers, target, '林财务');
    return [table.header, ...table.rows.map((row) => row.map((cell) => (cell === null ? '' : cell.kind === 'text' ? cell.text : cell.kind === 'amount' ? amountText(cell.fen) : String(cell.value))))]; // biome-ignore format: one expression
  };

  test('用友U8: the fields of 总账工具; output VAT is a credit in red', () => {
    const { vouchers } = makeVouchers([entry()], book(), 'u8');
    expect(writeU8Text(layOut(vouchers, 'u8', '林财务')).split('\r\n')).toEqual([
      '填制凭证,V800',
      '2026-09-08,记,1,0,结算返利 2026Q2 宁波恒丰食品有限公司 RL-12,224102,1000.00,0.00,,,,林财务,,,,,,D0007,,,',
      '2026-09-08,记,1,0,结算返利 2026Q2 宁波恒丰食品有限公司 RL-12,22210102,0.00,-130.00,,,,林财务,,,,,,,,,',
      '2026-09-08,记,1,0,结算返利 2026Q2 宁波恒丰食品有限公司 RL-12,1122,0.00,1130.00,,,,林财务,,,,,,D0007,,,',
      '',
    ]);
  });

  test('用友 template: eight columns, the customer after them where an account needs it', () => {
    const [header, first] = laid('yonyou');
    expect(header).toEqual([
      '日期',
      '凭证字',
      '凭证号',
      '摘要',
      '科目代码',
      '借方金额',
      '贷方金额',
      '制单人',
      '客户编码',
    ]);
    expect(first).toEqual(['2026-09-08', '记', '1', '结算返利 2026Q2 宁波恒丰食品有限公司 RL-12', '224102', '1000.00', '0.00', '林财务', 'D0007']); // biome-ignore format: a row
    const cash = entry({ legs: [leg('bank', 5, 0), leg('output_vat', 0, 5)] });
    const { vouchers } = makeVouchers([cash], book(), 'yonyou');
    expect(layOut(vouchers, 'yonyou', '').header).toHaveLength(8);
  });

  test('金蝶KIS: sixteen columns, the auxiliary item after them', () => {
    const [header, first] = laid('kis');
    expect(header).toEqual(['日期', '凭证字', '凭证号', '附单据数', '摘要', '科目代码', '科目名称', '借方金额', '贷方金额', '币别', '汇率', '数量', '单价', '制单人', '审核人', '过账人', '核算项目']); // biome-ignore format: a row
    expect(first?.slice(4, 11)).toEqual(['结算返利 2026Q2 宁波恒丰食品有限公司 RL-12', '224102', '应付返利', '1000.00', '0.00', '人民币', '1']); // biome-ignore format: a row
    expect(first?.at(-1)).toBe('客户---D0007---宁波恒丰食品有限公司');
  });

  test('numbers begin anew each month, and one kind of one day shares a voucher', () => {
    const legs = [leg('rebate_expense', 7, 0), leg('rebate_accrued', 0, 7)];
    const entries = [
      entry({ seq: 1, kind: 'accrue', postingDate: '2026-08-31', legs }),
      entry({ seq: 2, kind: 'accrue', postingDate: '2026-08-31', legs }),
      entry({ seq: 3, kind: 'confirm', postingDate: '2026-08-31', legs }),
      entry({ seq: 4, kind: 'accrue', postingDate: '2026-09-01', legs }),
    ];
    const { vouchers } = makeVouchers(entries, book({ firstNumber: 5 }), 'kis');
    expect(vouchers.map((one) => [numberText(one), one.date, one.rows.length])).toEqual([
      ['记-5', '2026-08-31', 4],
      ['记-6', '2026-08-31', 2],
      ['记-5', '2026-09-01', 2],
    ]);
  });

  test('a long name is cut for U8, the mark of the entry never', () => {
    const { vouchers } = makeVouchers([entry({ dealerName: '很'.repeat(80) })], book(), 'u8');
    const summary = vouchers[0]?.rows[0]?.summary ?? '';
    expect(summary).toHaveLength(60);
    expect(summary).toMatch(/ RL-12$/);
  });
});

test('what was opened stays out of the books it came from, and so does what takes it back', () => {
  const { legs: _, ...head } = entry();
  const legOf = (seq: number, kind: string, correctsKind: string | null, own: VoucherLeg) => ({ ...head, seq, kind, correctsKind, ...own }); // biome-ignore format: one leg
  const legs = [
    legOf(1, 'opening', null, leg('opening_balance', 5, 0)),
    legOf(1, 'opening', null, leg('rebate_accrued', 0, 5)),
    legOf(2, 'accrue', null, leg('rebate_expense', 7, 0)),
    legOf(2, 'accrue', null, leg('rebate_accrued', 0, 7)),
    legOf(3, 'reverse', 'opening', leg('rebate_accrued', 5, 0)),
    legOf(3, 'reverse', 'opening', leg('opening_balance', 0, 5)),
    legOf(4, 'reverse', 'accrue', leg('rebate_accrued', 7, 0)),
    legOf(4, 'reverse', 'accrue', leg('rebate_expense', 0, 7)),
  ];
  const entries = voucherEntries(legs);
  expect(entries.map(({ seq, legs: own }) => [seq, own.length])).toEqual([[2, 2], [4, 2]]); // biome-ignore format: entries
  expect(makeVouchers(entries, book(), 'u8').problems).toEqual([]);
});

/** Random balanced entries over the accounts of the book, with names that would like to be formulas. */
const amount = fc.integer({ min: 1, max: 10 ** 12 });
const names = fc.oneof(
  fc.constantFrom('=1+1', '+86', '-2', '@SUM(A1)', '\tTab', '\r行', '＝1', "'=x", 'A,B', '宁波恒丰', '0012'),
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
);
const accounts = Object.keys(DEFAULT_BOOK.mapping);
const randomEntry = fc
  .record({
    kind: fc.constantFrom('accrue', 'true_up', 'confirm', 'settle', 'diversion', 'opening', 'something'),
    postingDate: fc.constantFrom('2026-01-31', '2026-02-28', '2026-03-01'),
    periodCode: fc.constantFrom('2026Q1', '2025Q4'),
    dealerCode: fc.constantFrom('D0007', 'K-1', '00012'),
    dealerName: names,
    parts: fc.array(fc.tuple(fc.constantFrom(...accounts), fc.boolean(), amount), { minLength: 1, maxLength: 5 }),
    last: fc.constantFrom(...accounts),
  })
  .map(({ parts, last, ...rest }) => {
    const legs = parts.map(([account, isDebit, fen]) => leg(account, isDebit ? fen : 0, isDebit ? 0 : fen));
    const over = legs.reduce((sum, { debitFen, creditFen }) => sum + debitFen - creditFen, 0);
    const closing =
      over === 0 ? [leg(last, 3, 0), leg(last, 0, 3)] : [leg(last, Math.max(-over, 0), Math.max(over, 0))];
    return { ...rest, currency: 'CNY' as const, legs: [...legs, ...closing] };
  });
const randomEntries = fc
  .array(randomEntry, { minLength: 1, maxLength: 12 })
  .map((all) => all.map((one, at): VoucherEntry => ({ ...one, seq: at + 1 })));

const legsOf = (entries: readonly VoucherEntry[]) =>
  new Map(entries.map(({ seq, postingDate, legs }) => [seq, legs.map((one) => ({ ...one, seq, postingDate }))]));

test.each(VOUCHER_TARGETS)('files for %s balance, hold no formula, and give back the same legs', (target) => {
  fc.assert(
    fc.property(randomEntries, fc.constantFrom('entry' as const, 'day' as const), (entries, grouping) => {
      const own = book({ grouping });
      const { vouchers, problems } = makeVouchers(entries, own, target);
      expect(problems).toEqual([]);
      for (const { rows } of vouchers) {
        expect(rows.reduce((sum, row) => sum + row.debitFen - row.creditFen, 0)).toBe(0);
        for (const row of rows) expect(Math.abs(row.debitFen * row.creditFen)).toBe(0);
      }
      const table = layOut(vouchers, target, '=林');
      const cells = readWorkbook(writeWorkbook(table, '凭证'));
      for (const cell of cells.flat()) if (typeof cell === 'string') expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
      const again = Map.groupBy(readVouchers(cells, own, target), ({ seq }) => seq);
      expect(again).toEqual(legsOf(entries));
      if (target === 'u8' && outsideGbk(writeU8Text(table)) === null) {
        const text = new TextDecoder('gbk', { fatal: true }).decode(encodeGbk(writeU8Text(table)));
        expect(Map.groupBy(readVouchers(readU8Text(text, table.header), own, 'u8'), ({ seq }) => seq)).toEqual(
          legsOf(entries),
        );
      }
    }),
    { seed: 20_261_126, numRuns: Number(process.env.VOUCHER_RUNS ?? 25) },
  );
});

test('amounts come back from a workbook to the 分, without the noise of floating point', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }), (fen) => {
      expect(amountOf(amountText(fen))).toBe(fen === 0 ? 0 : fen);
      expect(amountOf(fen / 100)).toBe(fen === 0 ? 0 : fen);
    }),
    { seed: 20_261_126, numRuns: 2000 },
  );
  for (const wrong of ['', '1.005', '1e3', 'NaN', '1,000.00', '=1', 0.1 + 0.2]) expect(amountOf(wrong)).toBeNull();
});

test('a guarded text is no formula and comes back as it was', () => {
  fc.assert(
    fc.property(names, (text) => {
      expect(guarded(text)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
      expect(unguarded(guarded(text))).toBe(text);
    }),
    { seed: 20_261_126, numRuns: 500 },
  );
});

describe('a file that is read back names the place that is wrong', () => {
  const { vouchers } = makeVouchers([entry()], book(), 'yonyou');
  const cells = readWorkbook(writeWorkbook(layOut(vouchers, 'yonyou', '林'), '凭证'));
  const changed = (row: number, column: number, value: string | number | null) =>
    cells.map((one, r) => one.map((cell, c) => (r === row && c === column ? value : cell)));
  test.each([
    ['an amount of three decimals', changed(1, 5, 1.005), '2 借方金额'],
    ['a formula for an amount', changed(1, 5, '=500*2'), '2 借方金额'],
    ['an account of nobody', changed(2, 4, '9999'), '3 科目代码'],
    ['a summary without the mark', changed(3, 3, '结算'), '4 摘要'],
    ['a voucher out of balance', changed(3, 6, 1130.01), '2026-09-08 记-1'],
    ['a sheet of something else', [['姓名'], ['林']], '1'],
  ])('%s', (_name, rows, place) => {
    expect(() => readVouchers(rows, book(), 'yonyou')).toThrow(VoucherFileError);
    expect(() => readVouchers(rows, book(), 'yonyou')).toThrow(new RegExp(`^${place}: `));
  });

  test('U8: another file', () => {
    expect(() => readU8Text('日期,凭证字\r\n', [])).toThrow(RangeError);
  });
});

test('GBK: what it has is what the platform decodes; what it has not is named', () => {
  const text = '返利—¥ 宁波（东）· 龘 A1';
  expect(new TextDecoder('gbk', { fatal: true }).decode(encodeGbk(text.replace('¥', '￥')))).toBe(
    text.replace('¥', '￥'),
  );
  expect(outsideGbk('宁波😀')).toBe('😀');
  expect(() => encodeGbk('𠮷')).toThrow(RangeError);
});
