// Goal: a deduction for a case moves the accounts so that what it leaves still holds: nothing settled that was not confirmed.
// Method: balances in a table of what each account held, and of what a deduction by a clause makes of it; a seeded property
// over histories of earning, charging back, confirming, settling and deducting, planned one after another on a ledger in memory.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addEntry, type Balance, earnedOf, NO_BALANCE } from '../../../db/domain/ledger/balances.ts';
import { keyText, type ProposalContent } from '../../../db/domain/ledger/bodies.ts';
import type { LedgerFacts } from '../../../db/domain/ledger/draft.ts';
import { planPosting } from '../../../db/domain/ledger/plan.ts';

const key = { agreementId: 'A', dealerId: 'D', periodCode: 'P' };
const run = { asOf: '2026-11-27', sourceHash: '', agreementsHash: '' };

/** A ledger of one agreement, dealer and period, with a confirmed case. */
function ledger() {
  let balance: Balance = NO_BALANCE;
  let seq = 0;
  const facts: LedgerFacts = {
    balanceOf: (at) => (keyText(at) === keyText(key) ? balance : null),
    hasEntries: () => seq > 0,
    isAgreement: () => true,
    takesPart: () => true,
    versionIn: () => ({ id: 'V', taxBasis: 'net' }),
    entry: () => null,
    order: () => null,
    diversionCase: () => ({ dealerId: key.dealerId, decision: 'confirmed', isDeducted: false }),
  };
  const post = (content: ProposalContent) => {
    if (content.kind === 'close_period' || content.kind === 'agreement_version' || content.kind === 'territory')
      return [];
    const plan = planPosting(content, 'proposal', facts);
    if ('refusal' in plan) return [];
    for (const draft of plan.entries) {
      seq += 1;
      balance = addEntry(balance, { ...draft, seq });
    }
    return plan.entries.flatMap(({ legs }) => legs.map((leg) => `${leg.account} ${leg.debitFen - leg.creditFen}`));
  };
  const earn = (payableFen: number) => {
    const { postedFen, postedSeq, accruedOpenFen } = balance;
    const deltaFen = payableFen - postedFen;
    if (deltaFen === 0) return;
    const line = { ...key, agreementVersionId: 'V', baseFen: 0, payableFen, postedFen, postedSeq, deltaFen };
    if (-deltaFen <= Math.max(0, accruedOpenFen)) post({ kind: 'accrue', body: { ...run, lines: [line] } });
    else post({ kind: 'claw_back', body: { ...run, reason: 'fell', lines: [{ ...line, vat: [] }] } });
  };
  return {
    earn,
    confirm: (amountFen: number) => post({ kind: 'confirm', body: { lines: [{ ...key, amountFen }] } }),
    settle: (amountFen: number) =>
      post({ kind: 'settle', body: { form: 'cash', paymentNo: '1', lines: [{ ...key, amountFen }] } }),
    deduct: (amountFen: number) => {
      const lines = [{ agreementId: key.agreementId, periodCode: key.periodCode, amountFen }];
      const body = { caseId: 'C', dealerId: key.dealerId, calculation: null, lines, penaltyClause: '8.2' };
      return post({ kind: 'diversion', body });
    },
    balance: () => balance,
  };
}

test.each([
  ['accrued only: taken back, the rest charged', [100], 0, 0, 130, ['rebate_accrued 100', 'dealer_receivable 30', 'rebate_expense -100', 'penalty_income -30']],
  ['confirmed: that first', [100], 60, 0, 80, ['rebate_payable 60', 'rebate_accrued 20', 'rebate_expense -80']],
  ['settled: charged', [100], 100, 70, 130, ['rebate_payable 30', 'dealer_receivable 100', 'rebate_expense -100', 'penalty_income -30']],
  // 8.04 were charged to him when he had earned less than nothing; 18.88 accrued since, of which he has earned 10.84.
  ['more accrued than earned: a penalty takes nothing that is only accrued', [-804, 1084], 0, 0, 2613, ['rebate_accrued 1084', 'dealer_receivable 1529', 'rebate_expense -1084', 'penalty_income -1529']],
] as const)('%s', (_name, earned, confirmed, settled, amount, legs) => {
  const { earn, confirm, settle, deduct, balance } = ledger();
  for (const payable of earned) earn(payable);
  if (confirmed > 0) confirm(confirmed);
  if (settled > 0) settle(settled);
  expect(deduct(amount)).toEqual(legs);
  expect(balance().settledFen).toBeLessThanOrEqual(balance().confirmedFen);
}); // biome-ignore format: a case a line

test('whatever came before, settled ≤ confirmed ≤ earned, and nothing open is below zero', () => {
  const step = fc.tuple(fc.constantFrom('earn', 'confirm', 'settle', 'deduct'), fc.integer({ min: -300, max: 1000 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const own = ledger();
      for (const [what, fen] of steps) {
        if (what === 'earn') own.earn(fen);
        else if (what === 'confirm') own.confirm(Math.abs(fen) + 1);
        else if (what === 'settle') own.settle(Math.abs(fen) + 1);
        else own.deduct(Math.abs(fen) + 1);
        const { settledFen, confirmedFen, accruedOpenFen, payableOpenFen, deductedFen } = own.balance();
        const earned = earnedOf(own.balance());
        expect(settledFen).toBeLessThanOrEqual(confirmedFen);
        expect(confirmedFen).toBeLessThanOrEqual(earned);
        expect(Math.min(accruedOpenFen, payableOpenFen)).toBeGreaterThanOrEqual(0);
        expect(accruedOpenFen + payableOpenFen + settledFen).toBe(earned + deductedFen);
      }
    }),
    { seed: 20_261_127, numRuns: 500 },
  );
});
