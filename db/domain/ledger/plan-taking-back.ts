import { earnedOf } from './balances.ts';
import type { BodyOf } from './bodies.ts';
import { credit, debit, type Refusal, type Working } from './draft.ts';

/** 冲回: the same legs on the other sides, in the period that the entry concerned. A reversal itself stays. */
export function planReversal(body: BodyOf<'reverse'>, working: Working): Refusal | null {
  for (const entryId of body.entryIds) {
    const entry = working.facts.entry(entryId);
    if (entry === null) return { code: 'entry_unknown', entryId };
    if (entry.kind === 'reverse') return { code: 'entry_not_reversible', entryId, at: keyOf(entry) };
    if (entry.isReversed) return { code: 'entry_reversed', entryId, at: keyOf(entry) };
    working.post(
      entry,
      'reverse',
      entry.legs.map(({ account, debitFen, creditFen }) => ({ account, debitFen: creditFen, creditFen: debitFen })),
      { baseFen: -entry.baseFen, correctsId: entryId, correctsKind: entry.kind, reason: body.reason },
    );
  }
  return null;
}

const keyOf = ({
  agreementId,
  dealerId,
  periodCode,
}: {
  agreementId: string;
  dealerId: string;
  periodCode: string;
}) => ({
  agreementId,
  dealerId,
  periodCode,
});

/**
 * 窜货扣减, entry 5 of the proposed accounts: up to what was earned it takes the rebate back, above that it is a penalty
 * (营业外收入). Once for a case, unless the deduction was reversed. Taken from what is confirmed, then, up to the rebate, from
 * what is only accrued; the rest is charged to the dealer.
 */
export function planDiversion(body: BodyOf<'diversion'>, working: Working): Refusal | null {
  const decided = working.facts.diversionCase(body.caseId);
  if (decided === null || decided.dealerId !== body.dealerId) return { code: 'case_unknown' };
  if (decided.decision !== 'confirmed') return { code: 'case_not_confirmed' };
  if (decided.isDeducted) return { code: 'case_deducted' };
  if (body.calculation === null && body.penaltyClause === null) return { code: 'diversion_not_calculated' };
  for (const { amountFen, ...line } of body.lines) {
    const key = { ...line, dealerId: body.dealerId };
    const balance = working.of(key);
    const left = Math.max(0, earnedOf(balance) + balance.deductedFen);
    const rebate = Math.min(amountFen, left);
    const penalty = amountFen - rebate;
    if (penalty > 0 && body.penaltyClause === null) {
      return { code: 'diversion_exceeds_earned', at: key, proposedFen: amountFen, foundFen: left };
    }
    const payable = Math.min(amountFen, Math.max(0, balance.payableOpenFen));
    // More may stand in 预提返利 than was earned, where an earlier fall was charged: a penalty paid out of it would be money
    // used that nobody confirmed.
    const accrued = Math.min(amountFen - payable, Math.max(0, balance.accruedOpenFen), rebate);
    working.post(
      key,
      'diversion',
      [
        debit('rebate_payable', payable),
        debit('rebate_accrued', accrued),
        debit('dealer_receivable', amountFen - payable - accrued),
        credit('rebate_expense', rebate),
        credit('penalty_income', penalty),
      ],
      { reason: body.penaltyClause },
    );
  }
  return null;
}
