// Goal: the voucher files open in a spreadsheet program as they were meant: every column where the layout has it, amounts as
// numbers of two decimals, codes and dates as the texts they are, nothing worked out; and what it saves again gives the
// ledger's legs. Method: one run of LibreOffice over a file for each target, as text with only its texts in quotes, and one
// as workbooks; the rows are written out here by hand.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_BOOK, VOUCHER_TARGETS, type VoucherBook } from '../../../db/domain/ledger/vouchers/chart.ts';
import { layOut } from '../../../db/domain/ledger/vouchers/layouts.ts';
import { makeVouchers } from '../../../db/domain/ledger/vouchers/make-vouchers.ts';
import { readVouchers } from '../../../db/domain/ledger/vouchers/read-vouchers.ts';
import type { VoucherEntry, VoucherLeg } from '../../../db/domain/ledger/vouchers/voucher.ts';
import { readWorkbook, writeWorkbook } from '../../../db/service/workbook.ts';
import { findLibreOffice } from '../../support/test-machine.mjs';

const program = findLibreOffice();
/** A comma between cells, texts in double quotes, UTF-8, all quoted that is text, numbers as they are shown. */
const AS_SHOWN = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,true,false';

const leg = (account: string, debitFen: number, creditFen: number): VoucherLeg => ({ account, debitFen, creditFen });
const entry = (seq: number, kind: string, dealer: readonly [string, string], legs: readonly VoucherLeg[]): VoucherEntry => ({
  seq, kind, postingDate: '2026-09-08', periodCode: '2026Q2', dealerCode: dealer[0], dealerName: dealer[1], currency: 'CNY', legs,
}); // biome-ignore format: one field a word
const ENTRIES = [
  // 1,000.00 and 13 % on top of it, off the receivable; output VAT is a credit in red.
  entry(12, 'settle', ['00012', '=1+1'], [leg('rebate_payable', 100_000, 0), leg('output_vat', 13_000, 0), leg('dealer_receivable', 0, 113_000)]),
  // The least, and a trillion yuan: beyond that LibreOffice rounds what it shows, not what it keeps.
  entry(13, 'claw_back', ['1E5', '-2'], [leg('rebate_accrued', 1, 0), leg('bank', 0, 1)]),
  entry(14, 'settle', ['D0007', '宁波“恒丰”, 食品'], [leg('rebate_payable', 10 ** 14 - 1, 0), leg('bank', 0, 10 ** 14 - 1)]),
]; // biome-ignore format: an entry a line
/** A chart whose codes begin with noughts. */
const BOOK: VoucherBook = {
  ...DEFAULT_BOOK,
  grouping: 'entry',
  chart: DEFAULT_BOOK.chart.map((one) => ({ ...one, code: `00${one.code}` })),
  mapping: Object.fromEntries(
    Object.entries(DEFAULT_BOOK.mapping).map(([account, one]) => [account, { ...one, code: `00${one.code}` }]),
  ),
};

const SUMMARIES = [
  '结算返利 2026Q2 =1+1 RL-12',
  '追回返利 2026Q2 -2 RL-13',
  '结算返利 2026Q2 宁波“恒丰”， 食品 RL-14',
] as const;
const [TAX, BACK, MOST] = SUMMARIES;
/** Voucher, summary, code, name, debit, credit and customer of each row; a red figure is negative. */
const ROWS = [
  ['1', TAX, '00224102', '应付返利', '1000.00', '0.00', '00012', '=1+1'],
  ['1', TAX, '0022210102', '销项税额', '0.00', '-130.00', '', ''],
  ['1', TAX, '001122', '应收账款', '0.00', '1130.00', '00012', '=1+1'],
  ['2', BACK, '00224101', '预提返利', '0.01', '0.00', '1E5', '-2'],
  ['2', BACK, '00100201', '基本户', '0.00', '0.01', '', ''],
  ['3', MOST, '00224102', '应付返利', '999999999999.99', '0.00', 'D0007', '宁波“恒丰”， 食品'],
  ['3', MOST, '00100201', '基本户', '0.00', '999999999999.99', '', ''],
] as const;

/** A cell as LibreOffice shows it: texts in quotes, numbers bare, nothing for an empty one. */
const quoted = (text: string): string => (text === '' ? '' : `"${text}"`);
const none = (count: number): string[] => Array.from({ length: count }, () => '');
const maker = `"'=林"`;
const date = '"2026-09-08"';
const SHOWN: Readonly<Record<(typeof VOUCHER_TARGETS)[number], { header: string; rows: string[][] }>> = {
  u8: {
    header: '制单日期 凭证类别字 凭证号 附单据数 摘要 科目编码 借方金额 贷方金额 数量 外币 汇率 制单人 结算方式 票号 票号发生日期 部门编码 个人编码 客户编码 供应商编码 业务员 项目编码',
    rows: ROWS.map(([number, summary, code, , debit, credit, customer]) => [
      date, '"记"', number, '0', quoted(summary), quoted(code), debit, credit, ...none(3), maker, ...none(5), quoted(customer), ...none(3),
    ]),
  },
  yonyou: {
    header: '日期 凭证字 凭证号 摘要 科目代码 借方金额 贷方金额 制单人 客户编码',
    rows: ROWS.map(([number, summary, code, , debit, credit, customer]) => [
      date, '"记"', number, quoted(summary), quoted(code), debit, credit, maker, quoted(customer),
    ]),
  },
  kis: {
    header: '日期 凭证字 凭证号 附单据数 摘要 科目代码 科目名称 借方金额 贷方金额 币别 汇率 数量 单价 制单人 审核人 过账人 核算项目',
    rows: ROWS.map(([number, summary, code, name, debit, credit, customer, dealer]) => [
      date, '"记"', number, '0', quoted(summary), quoted(code), quoted(name), debit, credit, '"人民币"', '1', ...none(2), maker, ...none(2),
      customer === '' ? '' : quoted(`客户---${customer}---${dealer}`),
    ]),
  },
}; // biome-ignore format: a row as it stands

const cells = (text: string): string[][] =>
  parse(text, { bom: true, cast: (value, { quoting }) => (quoting ? `"${value}"` : value) });

describe.skipIf(program === undefined)(
  program === undefined ? 'LibreOffice (skipped: it is not on this machine)' : 'LibreOffice',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'rsw-libre-office-'));
    const convert = (to: string, into: string): void => {
      const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
      const files = VOUCHER_TARGETS.map((target) => join(folder, `${target}.xlsx`));
      execFileSync(program ?? '', [profile, '--headless', '--convert-to', to, '--outdir', join(folder, into), ...files], {
        stdio: 'ignore',
      }); // biome-ignore format: one call
    };
    beforeAll(() => {
      for (const target of VOUCHER_TARGETS) {
        const { vouchers, problems } = makeVouchers(ENTRIES, BOOK, target);
        expect(problems).toEqual([]);
        writeFileSync(join(folder, `${target}.xlsx`), writeWorkbook(layOut(vouchers, target, '=林'), '凭证'));
      }
      convert(AS_SHOWN, 'shown');
      convert('xlsx', 'saved');
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test.each(VOUCHER_TARGETS)('shows the columns of %s as they were written', (target) => {
      const [header, ...rows] = cells(readFileSync(join(folder, 'shown', `${target}.csv`), 'utf8'));
      expect(header).toEqual(SHOWN[target].header.split(' ').map(quoted));
      expect(rows).toEqual(SHOWN[target].rows);
    });

    test.each(VOUCHER_TARGETS)('saves %s again with the same legs', (target) => {
      const saved = readWorkbook(readFileSync(join(folder, 'saved', `${target}.xlsx`)));
      expect(readVouchers(saved, BOOK, target)).toEqual(
        ENTRIES.flatMap(({ seq, postingDate, legs }) => legs.map((one) => ({ ...one, seq, postingDate }))),
      );
    });
  },
);
