// Goal: every formula of the dashboard and the ledger gives the figure its definition says. Method: tables of cases with
// their sources, and properties against exact fractions.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { divideRounded, exact } from '../../../db/domain/money/ratio.ts';
import {
  contractApproval,
  grossMargin,
  isConvertedInTime,
  isMatureLead,
  leadConversion,
  salesCycle,
  sprintShare,
  targetAttainment,
} from '../../../db/domain/performance/kpis.ts';
import { regionTarget, sumOrNull } from '../../../db/domain/performance/targets.ts';
import { effectOf } from '../../../db/domain/rebates/effects.ts';
import { balanceOf, ledgerStatus } from '../../../db/domain/rebates/status.ts';

describe('exact arithmetic', () => {
  test.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [4n, 3n, 1n],
    [-1n, 3n, 0n],
    [7n, -2n, -4n],
  ])('%s / %s rounds half away from zero to %s (四舍五入)', (n, d, rounded) => {
    expect(divideRounded(n, d)).toBe(rounded);
  });

  test('no rounded quotient is further than a half from the true one', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        (n, d) => {
          const twiceError = 2n * (divideRounded(n, d) * d - n);
          expect(twiceError <= d && twiceError >= -d).toBe(true);
        },
      ),
      { seed: 20260925 },
    );
  });

  test('a sum beyond 2^53 is refused, not shown', () => {
    expect(() => exact(2 ** 53)).toThrow(RangeError);
    expect(Object.is(exact(-0), 0)).toBe(true);
  });
});

describe('figures', () => {
  // AdventureWorks resellers (DS-07 of the worked examples): 80,450,596.98 of sales at a cost of 79,980,114.38.
  test('gross margin', () => {
    expect(grossMargin(8_045_059_698, 7_998_011_438)).toMatchObject({ value: 5848, numerator: 47_048_260 });
  });

  test('a share without a positive denominator is nothing, not zero', () => {
    expect(grossMargin(0, 0).value).toBeNull();
    expect(grossMargin(100, 0).value).toBeNull();
    expect(grossMargin(-100, 5).value).toBeNull();
    expect(targetAttainment(100, null).value).toBeNull();
    expect(targetAttainment(100, 0).value).toBeNull();
    expect(leadConversion(0, 0).value).toBeNull();
    expect(sprintShare(0, 0)).toBeNull();
    expect(salesCycle(0, 0)).toMatchObject({ value: null, numerator: null, denominator: null });
    expect(contractApproval(0, 0)).toMatchObject({ value: null, numerator: null, denominator: null });
  });

  test('attainment, conversion and sprint are parts per million', () => {
    expect(targetAttainment(320, 300).value).toBe(1_066_667);
    expect(leadConversion(7, 2).value).toBe(285_714);
    // Share of a quarter's bookings in its sprint (KPI 35: 22.8 % of the quarter).
    expect(sprintShare(228, 1000)).toBe(228_000);
  });

  test('means are thousandths of a day, rounded once', () => {
    expect(salesCycle(3, 155).value).toBe(51_667);
    // Two contracts, 7.8 and 2.1 days (the article's before and after).
    expect(contractApproval(2, (7.8 + 2.1) * 86_400_000).value).toBe(4950);
  });

  test.each([
    [0, 90, true],
    [0, 91, false],
    [0, null, false],
  ])('a lead of day %s converted on day %s counts: %s', (receivedDay, convertedDay, counts) => {
    expect(isConvertedInTime({ receivedDay, convertedDay })).toBe(counts);
  });

  test('a lead is judged from its ninetieth day on', () => {
    const lead = { receivedDay: 100, convertedDay: null };
    expect([189, 190].map((day) => isMatureLead(lead, day))).toEqual([false, true]);
  });
});

describe('targets of regions', () => {
  // 0 over 1 and 2, 1 over 3 and 4.
  const tree = { children: [[1, 2], [3, 4], [], [], []] };
  const target = (own: Record<number, number>, region = 0) => regionTarget(tree, region, (one) => own[one]);
  test.each([
    ['its own, whatever stands below', { 0: 100, 1: 70, 3: 9 }, 100],
    ['the sum of its children', { 1: 70, 2: 20 }, 90],
    ['through a child without one', { 3: 9, 4: 1, 2: 20 }, 30],
    ['only what there is', { 4: 1 }, 1],
    ['none at all', {}, null],
    ['zero is a target', { 0: 0, 1: 5 }, 0],
  ])('%s', (_, own, expected) => {
    expect(target(own)).toBe(expected);
  });

  test('nothing adds up to nothing', () => {
    expect(sumOrNull([])).toBeNull();
    expect(sumOrNull([null, 0])).toBe(0);
  });
});

describe('what a posting does (entries 1–5 of the proposed accounts)', () => {
  const leg = (account: string, debitFen: number, creditFen: number) => ({ account, debitFen, creditFen });
  const none = { baseFen: 0, accruedFen: 0, confirmedFen: 0, settledFen: 0, deductedFen: 0 };
  test.each([
    ['accrue', [leg('rebate_expense', 100, 0), leg('rebate_accrued', 0, 100)], { baseFen: 5000, accruedFen: 100 }],
    ['confirm', [leg('rebate_accrued', 100, 0), leg('rebate_payable', 0, 100)], { confirmedFen: 100 }],
    [
      'settle',
      [leg('rebate_payable', 100, 0), leg('output_vat', 13, 0), leg('dealer_receivable', 0, 113)],
      { settledFen: 100 },
    ],
    ['settle', [leg('rebate_payable', 100, 0), leg('bank', 0, 100)], { settledFen: 100 }],
    ['diversion', [leg('rebate_payable', 40, 0), leg('rebate_expense', 0, 40)], { deductedFen: -40 }],
    ['diversion', [leg('rebate_accrued', 40, 0), leg('rebate_expense', 0, 40)], { deductedFen: -40 }],
    ['claw_back', [leg('rebate_accrued', 30, 0), leg('rebate_expense', 0, 30)], { baseFen: 5000, accruedFen: -30 }],
    [
      'claw_back',
      [leg('rebate_payable', 30, 0), leg('rebate_expense', 0, 30)],
      { baseFen: 5000, accruedFen: -30, confirmedFen: -30 },
    ],
    [
      'claw_back',
      [leg('dealer_receivable', 30, 0), leg('rebate_expense', 0, 30)],
      { baseFen: 5000, accruedFen: -30, confirmedFen: -30, settledFen: -30 },
    ],
    [
      'opening',
      [
        leg('opening_balance', 90, 0),
        leg('rebate_accrued', 0, 20),
        leg('rebate_payable', 0, 30),
        leg('opening_settled', 0, 40),
      ],
      { baseFen: 5000, accruedFen: 90, confirmedFen: 70, settledFen: 40 },
    ],
    ['reverse', [leg('rebate_accrued', 100, 0), leg('rebate_expense', 0, 100)], { baseFen: 5000, accruedFen: -100 }],
    ['reverse', [leg('rebate_payable', 100, 0), leg('rebate_accrued', 0, 100)], { confirmedFen: -100 }],
    ['reverse', [leg('bank', 100, 0), leg('rebate_payable', 0, 100)], { settledFen: -100 }],
    ['reverse', [leg('rebate_expense', 40, 0), leg('rebate_payable', 0, 40)], { deductedFen: 40 }],
  ])('%s %j', (kind, legs, effect) => {
    expect(effectOf({ kind, baseFen: 5000, legs })).toEqual({ ...none, ...effect });
  });
});

describe('status of a ledger row', () => {
  const sums = (accruedFen: number, confirmedFen: number, settledFen: number, deductedFen = 0, opening = [0, 0]) => ({
    openingFen: opening[0] ?? 0,
    openingConfirmedFen: opening[1] ?? 0,
    accruedFen,
    confirmedFen,
    settledFen,
    deductedFen,
  });
  test.each([
    [sums(0, 0, 0), true, 'none'],
    [sums(100, 0, 0), true, 'accruing'],
    [sums(100, 0, 0), false, 'awaiting_confirmation'],
    [sums(100, 100, 0), false, 'awaiting_settlement'],
    [sums(100, 60, 60), false, 'awaiting_confirmation'],
    [sums(100, 100, 100), false, 'settled'],
    [sums(100, 100, 80, -20), false, 'settled'],
    [sums(0, 90, 90, 0, [90, 0]), true, 'settled'],
    // Of an earlier period and paid in this one; what this one has earned is still running.
    [sums(100, 90, 90, 0, [90, 0]), true, 'accruing'],
    [sums(0, 0, 0, 0, [90, 90]), true, 'awaiting_settlement'],
    [sums(0, 0, 0, 0, [90, 0]), false, 'awaiting_confirmation'],
    [sums(0, 0, 120, 0, [90, 90]), false, 'settled'],
  ])('%j, running %s: %s', (row, runs, status) => {
    expect(ledgerStatus(row, runs)).toBe(status);
  });

  test('the balance is what he has earned and not received', () => {
    expect(balanceOf(sums(100, 100, 30, -20))).toBe(50);
    expect(balanceOf(sums(100, 160, 160, 0, [90, 60]))).toBe(30);
  });
});
