// Goal: what a dealer sends is read exactly or refused by cell. Method: real xlsx files and text in every encoding, made
// here; then every kind of bad file, one at a time.
import { utils, type WorkSheet, write } from '@e965/xlsx';
import { describe, expect, test } from 'vitest';
import { toDecimal } from '../../../db/domain/money/rational.ts';
import { ClaimProblems } from '../../../db/domain/rebates/dispute/claim-table.ts';
import {
  readAmount,
  readDate,
  readMoneyNumber,
  readSerialDate,
} from '../../../db/domain/rebates/dispute/claim-values.ts';
import { readClaim } from '../../../db/domain/rebates/dispute/read-claim.ts';
import { readClaimFile } from '../../../db/service/claim-file.ts';
import { encodeGbk } from '../../../db/service/gbk.ts';

type Row = readonly (string | number | null)[];
const HEAD: Row = ['单据编号', '订单日期', '货号', '数量', '金额（元）'];

function book(
  rows: readonly Row[],
  change: (sheet: WorkSheet) => void = () => undefined,
  date1904 = false,
): Uint8Array {
  const sheet = utils.aoa_to_sheet(rows.map((row) => [...row]));
  change(sheet);
  const made = utils.book_new(sheet, '对账');
  if (date1904) made.Workbook = { WBProps: { date1904: true } };
  return new Uint8Array(write(made, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer);
}
const linesOf = (bytes: Uint8Array) =>
  readClaim(readClaimFile(bytes)).map(({ amount, quantity, ...line }) => ({
    ...line,
    amount: toDecimal(amount),
    ...(quantity === undefined ? {} : { quantity: toDecimal(quantity) }),
  }));
function problemsOf(bytes: Uint8Array): string[] {
  try {
    readClaim(readClaimFile(bytes));
  } catch (error) {
    if (error instanceof ClaimProblems) return error.problems.map(({ code, place }) => `${code} ${place}`.trim());
    throw error;
  }
  return [];
}
const utf16 = (text: string, big: boolean, mark: boolean): Uint8Array => {
  const codes = [...(mark ? '\ufeff' : ''), ...text].map((char) => char.charCodeAt(0));
  return Uint8Array.from(codes.flatMap((code) => (big ? [code >> 8, code & 255] : [code & 255, code >> 8])));
};

describe('a spreadsheet', () => {
  test('is read below titles and without totals; dates as dates, text and serial numbers', () => {
    const rows: Row[] = [
      ['某某商贸有限公司 对账单', null, null, null, null],
      [],
      HEAD,
      ['SO-001', 46_032, 'S1', 40, 40_000],
      ['SO-002', '2026/2/10', 'S2', '30', '¥30,000.50'],
      ['RT-001', '2026年3月25日', 'S1', null, '（5,000.00）'],
      [null, null, null, null, null],
      ['合计', null, null, 70, 65_000.5],
    ];
    expect(linesOf(book(rows, (sheet) => { sheet['!merges'] = [utils.decode_range('A1:E1')]; }))).toEqual([
      { place: '对账!E4', document: 'SO-001', date: '2026-01-10', sku: 'S1', quantity: '40', amount: '40000' },
      { place: '对账!E5', document: 'SO-002', date: '2026-02-10', sku: 'S2', quantity: '30', amount: '30000.5' },
      { place: '对账!E6', document: 'RT-001', date: '2026-03-25', sku: 'S1', amount: '-5000' },
    ]);
  }); // biome-ignore format: one merge

  test('that counts its days from 1904 says so itself', () => {
    expect(linesOf(book([HEAD, ['SO-1', 46_032 - 1462, 'S1', 1, 5]], undefined, true))[0]?.date).toBe('2026-01-10');
  });

  test('has amounts that were calculated in floating point', () => {
    expect(linesOf(book([HEAD, ['SO-1', 46_032, 'S1', 1, 0.1 + 0.2]]))[0]?.amount).toBe('0.3');
  });

  const line: Row = ['SO-1', '2026-01-10', 'S1', 1, 10];
  test.each([
    ['merged lines', book([HEAD, line, line], (sheet) => { sheet['!merges'] = [utils.decode_range('A2:A3')]; }), ['merged_cell 对账!A2:A3']],
    ['a formula', book([HEAD, line], (sheet) => { sheet.E2 = { t: 'n', v: 10, f: 'D2*10' }; }), ['formula_cell 对账!E2']],
    ['a failed formula', book([HEAD, line], (sheet) => { sheet.E2 = { t: 'e', v: 0x07 }; }), ['formula_cell 对账!E2']],
    ['ten thousand columns', book([Array.from({ length: 10_000 }, (_, n) => `c${n}`)]), ['too_many_columns 对账!IW1']],
    ['no head', book([['a', 'b'], ['1', '2']]), ['no_header 对账!A1']],
    ['two amounts', book([['单据编号', '含税金额', '不含税金额'], ['SO-1', 113, 100]]), ['column_twice 对账!C1']],
    ['nothing below the head', book([HEAD]), ['no_lines 对账!A2']],
    ['an amount in 万', book([HEAD, ['SO-1', '2026-01-10', 'S1', 1, '1.2万']]), ['amount_unclear 对账!E2']],
    ['a third of a 分', book([HEAD, ['SO-1', '2026-01-10', 'S1', 1, 10 / 3]]), ['amount_unclear 对账!E2']],
    ['no amount', book([HEAD, ['SO-1', '2026-01-10', 'S1', 1, null]]), ['amount_missing 对账!E2']],
    ['a date that is none', book([HEAD, ['SO-1', '2026-02-30', 'S1', 1, 10]]), ['date_unclear 对账!B2']],
    ['a date of two readings', book([HEAD, ['SO-1', '1/5/2026', 'S1', 1, 10]]), ['date_unclear 对账!B2']],
    ['every problem at once', book([HEAD, ['SO-1', 'x', 'S1', 'y', 'z']]), ['date_unclear 对账!B2', 'amount_unclear 对账!E2', 'quantity_unclear 对账!D2']],
    ['an amount of nothing', book([['日期', '金额'], [null, 10]]), ['nothing_to_match 对账!B2']],
    ['a broken zip', book([HEAD, line]).slice(0, 800), ['unreadable']],
  ] as const)('with %s is refused by cell', (_, bytes, expected) => expect(problemsOf(bytes)).toEqual(expected)); // biome-ignore format: a case a line
});

describe('a text file', () => {
  const text =
    '单据编号,订单日期,货号,数量,金额\r\nSO-001,2026-01-10,酱油一号,40,"40,000.00"\r\n="0012",20260211,S2,,１２．５０\r\n';
  const expected = [
    { place: 'E2', document: 'SO-001', date: '2026-01-10', sku: '酱油一号', quantity: '40', amount: '40000' },
    { place: 'E3', document: '0012', date: '2026-02-11', sku: 'S2', amount: '12.5' },
  ];
  test.each([
    ['UTF-8', new TextEncoder().encode(text)],
    ['UTF-8 with a mark', new TextEncoder().encode(`\ufeff${text}`)],
    ['GBK', encodeGbk(text.replace('１２．５０', '12.50'))],
    ['UTF-16 with a mark', utf16(text, false, true)],
    ['UTF-16, the other way round', utf16(text, true, true)],
    ['UTF-16 without a mark', utf16(text, false, false)],
    ['UTF-16, the other way round, without a mark', utf16(text, true, false)],
    ['tabs', new TextEncoder().encode(text.replace('"40,000.00"', '40000.00').replaceAll(',', '\t'))],
    ['semicolons', new TextEncoder().encode(text.replace('"40,000.00"', '40000.00').replaceAll(',', ';'))],
  ])('in %s', (_, bytes) => expect(linesOf(bytes)).toEqual(expected));

  test.each([
    ['bytes of no encoding', Uint8Array.from([0x81, 0xff, 0xff, 0x2c, 0x31]), ['encoding_unknown']],
    ['a formula', new TextEncoder().encode('单据编号,金额\nSO-1,=1+1\n'), ['formula_cell B2']],
    ['ten thousand columns', new TextEncoder().encode(`${','.repeat(9999)}\n`), ['too_many_columns IW1']],
    [
      'too many lines',
      new TextEncoder().encode(`单据编号,金额\n${'SO-1,1\n'.repeat(50_000)}`),
      ['too_many_rows A50001'],
    ],
    ['an open quote', new TextEncoder().encode('单据编号,金额\n"SO-1,1\n'), ['unreadable']],
    ['nothing', new Uint8Array(), ['no_header A1']],
    ['too much', new Uint8Array(20_000_001), ['too_large']],
  ] as const)('with %s is refused', (_, bytes, problems) => expect(problemsOf(bytes)).toEqual(problems));
});

test.each([
  ['1,234.50', '1234.5'], ['¥1,234.50', '1234.5'], ['-¥12', '-12'], ['¥-12', '-12'], ['1234.5元', '1234.5'], ['12元整', '12'],
  ['(1,234.50)', '-1234.5'], ['（12）', '-12'], ['−3.20', '-3.2'], ['1 234.50', '1234.5'], ['RMB 5', '5'], ['0', '0'],
  ['1.234,50', null], ['1,23', null], ['12,34,567', null], ['1.2万', null], ['12%', null], ['(-5)', null], ['', null], ['--5', null], ['1e5', null], ['NaN', null],
])('the amount %j is %j', (text, value) => {
  const amount = readAmount(text);
  expect(amount === null ? null : toDecimal(amount)).toBe(value);
}); // biome-ignore format: pairs

test.each([
  ['2026-01-05', '2026-01-05'], ['2026/1/5', '2026-01-05'], ['2026.01.05', '2026-01-05'], ['20260105', '2026-01-05'], ['2026年1月5日', '2026-01-05'],
  ['２０２６－０１－０５', '2026-01-05'], ['2026-01-05 10:30', '2026-01-05'], ['2026-01-05T10:30:00Z', '2026-01-05'],
  ['2024-02-29', '2024-02-29'], ['2026-02-29', null], ['2026-13-01', null], ['01-05-2026', null], ['明天', null], ['', null],
])('the date %j is %j', (text, value) => expect(readDate(text)).toBe(value)); // biome-ignore format: pairs

test('serial numbers are days of this century only', () => {
  expect(['36526', '46032.75', '12', '99999999', 'x'].map((text) => readSerialDate(text, false))).toEqual(['2000-01-01', '2026-01-10', null, null, null]);
  expect(['0.30000000000000004', '1234.565', '1e+21'].map((text) => readMoneyNumber(text)).map((one) => (one === null ? null : toDecimal(one)))).toEqual(['0.3', null, null]);
}); // biome-ignore format: one list each
