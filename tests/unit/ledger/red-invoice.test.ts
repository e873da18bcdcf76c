// Goal: what a red invoice states, and what is charged back, is right to the 分 and adds up, in both tax bases and over
// several rates. Method: tables calculated by hand (税额 = 含税 × r / (1 + r) or 不含税 × r, 四舍五入 once a rate; red invoices
// for rebates after 国税函〔2006〕1279号), and properties with fixed seeds.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VatShare } from '../../../db/domain/ledger/bodies.ts';
import { earnedShares, isTaxed } from '../../../db/domain/ledger/earned-shares.ts';
import { splitVat, vatShares } from '../../../db/domain/ledger/red-invoice.ts';

const share = (percent: number, amountFen: number): VatShare => ({ ratePpm: percent * 10_000, amountFen });

describe('net, tax and gross', () => {
  test.each<[string, 'net' | 'gross', VatShare[], [number, number, number][]]>([
    // 1,000.00 × 13 / 113 = 115.0442…
    ['含税 at 13 %', 'gross', [share(13, 100_000)], [[88_496, 11_504, 100_000]]],
    // 100.00 × 9 / 109 = 8.2568…
    ['含税 at 9 %', 'gross', [share(9, 10_000)], [[9_174, 826, 10_000]]],
    // 1.06 × 6 / 106 = 0.06, without rounding
    ['含税 at 6 %', 'gross', [share(6, 106)], [[100, 6, 106]]],
    // 1,234.56 × 0.13 = 160.4928
    ['不含税 at 13 %', 'net', [share(13, 123_456)], [[123_456, 16_049, 139_505]]],
    // 0.50 × 0.13 = 0.065: half a 分 is rounded up
    ['half a 分', 'net', [share(13, 50)], [[50, 7, 57]]],
    // 0.05 × 0.09 = 0.0045
    ['less than half a 分', 'net', [share(9, 5)], [[5, 0, 5]]],
    ['goods without tax', 'gross', [share(0, 777)], [[777, 0, 777]]],
    // 50.00 × 0.09 = 4.50; 150.00 × 0.13 = 19.50
    ['two rates', 'net', [share(9, 5_000), share(13, 15_000)], [[5_000, 450, 5_450], [15_000, 1_950, 16_950]]],
    // 218.00 × 9 / 109 = 18.00; 339.00 × 13 / 113 = 39.00
    ['two rates 含税', 'gross', [share(9, 21_800), share(13, 33_900)], [[20_000, 1_800, 21_800], [30_000, 3_900, 33_900]]],
  ])('%s', (_name, basis, shares, expected) => {
    const lines = splitVat(shares, basis);
    expect(lines.map(({ netFen, taxFen, grossFen }) => [netFen, taxFen, grossFen])).toEqual(expected);
  }); // biome-ignore format: a case a line

  test('always add up, and the amount that was agreed stays as it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('net' as const, 'gross' as const),
        fc.constantFrom(0, 3, 6, 9, 13),
        fc.integer({ min: 1, max: 10 ** 12 }),
        (basis, percent, amountFen) => {
          for (const line of splitVat([share(percent, amountFen)], basis)) {
            expect(line.netFen + line.taxFen).toBe(line.grossFen);
            expect(basis === 'net' ? line.netFen : line.grossFen).toBe(amountFen);
          }
        },
      ),
      { seed: 1279, numRuns: 300 },
    );
  });
});

describe('an amount is spread as the goods that earned it are taxed', () => {
  test.each<[string, number, VatShare[], VatShare[]]>([
    ['one rate', 999, [share(13, 5), share(13, 7)], [share(13, 999)]],
    // A third and two thirds of 100.00
    ['to the 分', 10_000, [share(13, 200), share(9, 100)], [share(9, 3_333), share(13, 6_667)]],
    ['a rate that gets nothing is left out', 1, [share(9, 1), share(13, 99)], [share(13, 1)]],
    // Goods at 9 % earned 300, what came back at 13 % took 100: 150 % and −50 % of 1.00
    ['what came back counts against its own rate', 100, [share(9, 300), share(13, -100)], [share(9, 150), share(13, -50)]],
  ])('%s', (_name, amountFen, earned, expected) => {
    expect(vatShares(amountFen, earned)).toEqual(expected);
  }); // biome-ignore format: a case a line

  test('the shares always sum to the amount', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 10 }),
        fc.array(fc.tuple(fc.constantFrom(0, 6, 9, 13), fc.integer({ min: 1, max: 10 ** 8 })), { minLength: 1 }),
        (amountFen, earned) => {
          const shares = vatShares(amountFen, earned.map(([percent, fen]) => share(percent, fen)));
          expect(shares.reduce((sum, one) => sum + one.amountFen, 0)).toBe(amountFen);
        },
      ),
      { seed: 1279, numRuns: 300 },
    );
  }); // biome-ignore format: as a property reads
});

describe('what the lines of each rate earned', () => {
  const lines = [
    { id: 'L1', date: '2026-02-10', vatPpm: 130_000 },
    { id: 'L2', date: '2026-05-10', vatPpm: 90_000 },
    { id: 'L3', date: '2026-05-11', vatPpm: 130_000 },
    { id: 'L4', date: '2026-05-12' },
  ];
  const result = (agreement: string, from: string, to: string, allocated: readonly [string, string][]) => ({
    agreement,
    unit: 'money' as const,
    period: { key: '', from, to },
    lines: allocated.map(([line, amount]) => ({ line, dealer: 'D', allocated: amount })),
  });
  const of = { agreementId: 'A', dealerId: 'D' };
  const q2 = { startsOn: '2026-04-01', endsOn: '2026-07-01' };
  test.each([
    ['months of the quarter', [result('A', '2026-05-01', '2026-06-01', [['L2', '1.50'], ['L3', '2.25']])], [share(9, 150), share(13, 225)]],
    ['another agreement', [result('B', '2026-05-01', '2026-06-01', [['L2', '1.50']])], []],
    ['a period before it', [result('A', '2026-01-01', '2026-04-01', [['L1', '9.00']])], []],
    ['a year: the lines of these days', [result('A', '2026-01-01', '2027-01-01', [['L1', '9.00'], ['L2', '1.50']])], [share(9, 150)]],
    ['a year in which these days earned nothing: what was before', [result('A', '2026-01-01', '2027-01-01', [['L1', '9.00']])], [share(13, 900)]],
    ['a line whose rate nobody knows: somebody has to say', [result('A', '2026-05-01', '2026-06-01', [['L3', '2.25'], ['L4', '1.50']])], null],
    ['it is not asked for what earned nothing', [result('A', '2026-05-01', '2026-06-01', [['L3', '2.25'], ['L4', '0.00']])], [share(13, 225)]],
    ['a payment comes after its quarter: a line of any day', [result('A', '2026-04-01', '2026-07-01', [['L1', '9.00']])], [share(13, 900)]],
  ])('%s', (_name, results, expected) => {
    expect(earnedShares(results, lines, of, q2)).toEqual(expected);
  }); // biome-ignore format: a case a line
});

test('tax is involved where anything left by invoice, on an order or as goods, and was not all charged back', () => {
  const entry = (...legs: [string, number, number][]) => ({
    legs: legs.map(([account, debitFen, creditFen]) => ({ account, debitFen, creditFen })),
  });
  const cash = entry(['rebate_payable', 100, 0], ['bank', 0, 100]);
  const invoice = entry(['rebate_payable', 100, 0], ['output_vat', 13, 0], ['dealer_receivable', 0, 113]);
  const goods = entry(['rebate_payable', 100, 0], ['rebate_tax', 13, 0], ['sales_revenue', 0, 100], ['output_vat', 0, 13]);
  const charged = entry(['dealer_receivable', 113, 0], ['output_vat', 0, 13], ['rebate_expense', 0, 100]);
  expect([[], [cash], [invoice], [cash, goods], [invoice, charged]].map((entries) => isTaxed(entries))).toEqual([
    false,
    false,
    true,
    true,
    false,
  ]);
}); // biome-ignore format: an entry a line
