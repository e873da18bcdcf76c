import type { EntryLeg } from '../rebates/effects.ts';
import type { AccrueLine, BodyOf, ClawBackLine } from './bodies.ts';
import { credit, debit, type Refusal, type Working } from './draft.ts';
import { splitVat } from './red-invoice.ts';

type Run = Pick<BodyOf<'accrue'>, 'asOf' | 'sourceHash' | 'agreementsHash'>;

const originOf = (run: Run, line: AccrueLine): readonly unknown[] => [
  run.asOf,
  run.sourceHash,
  run.agreementsHash,
  line.postedSeq,
];

/** Whether the ledger still stands where the line was calculated, and the same version governs. */
function moved(line: AccrueLine, working: Working): Refusal | null {
  const governing = working.facts.versionIn(line.agreementId, line.periodCode)?.id;
  if (governing !== line.agreementVersionId) return { code: 'version_changed', at: line };
  const { postedFen, postedSeq } = working.of(line);
  return postedFen === line.postedFen && postedSeq === line.postedSeq
    ? null
    : { code: 'ledger_moved', at: line, proposedFen: line.postedFen, foundFen: postedFen };
}

/** What is earned now less what was posted (预提; entry 1 of the proposed accounts, entry 4 when it fell). */
export function planAccrual(body: BodyOf<'accrue'>, working: Working): Refusal | null {
  for (const line of body.lines) {
    const changed = moved(line, working);
    if (changed !== null) return changed;
    const { deltaFen, baseFen, agreementVersionId } = line;
    const open = Math.max(0, working.of(line).accruedOpenFen);
    if (-deltaFen > open) return { code: 'claw_back_needed', at: line, proposedFen: -deltaFen, foundFen: open };
    working.post(
      line,
      deltaFen > 0 ? 'accrue' : 'true_up',
      [debit('rebate_expense', deltaFen), credit('rebate_accrued', deltaFen)],
      { baseFen, agreementVersionId, origin: originOf(body, line) },
    );
  }
  return null;
}

/** What must be charged to the dealer, with its VAT when it had been settled by invoice. */
function charge(fen: number, line: ClawBackLine, working: Working): readonly EntryLeg[] | null {
  if (line.vat.length === 0) return [debit('dealer_receivable', fen)];
  if (line.vat.reduce((sum, share) => sum + share.amountFen, 0) !== fen) return null;
  const basis = working.facts.versionIn(line.agreementId, line.periodCode)?.taxBasis ?? 'net';
  return splitVat(line.vat, basis).flatMap(({ grossFen, taxFen }) => [
    debit('dealer_receivable', grossFen),
    credit('output_vat', taxFen),
    ...(basis === 'gross' ? [debit('rebate_tax', taxFen)] : []),
  ]);
}

/** 追回: first what is not confirmed, then what is not settled, and the rest is charged to the dealer. */
export function planClawBack(body: BodyOf<'claw_back'>, working: Working): Refusal | null {
  for (const line of body.lines) {
    const changed = moved(line, working);
    if (changed !== null) return changed;
    const balance = working.of(line);
    const fen = -line.deltaFen;
    const accrued = Math.min(fen, Math.max(0, balance.accruedOpenFen));
    const payable = Math.min(fen - accrued, Math.max(0, balance.payableOpenFen));
    const charged = fen - accrued - payable;
    const legs = charged === 0 ? [] : charge(charged, line, working);
    if (legs === null || (charged === 0 && line.vat.length > 0)) {
      return { code: 'vat_does_not_match', at: line, foundFen: charged };
    }
    working.post(
      line,
      'claw_back',
      [debit('rebate_accrued', accrued), debit('rebate_payable', payable), ...legs, credit('rebate_expense', fen)],
      {
        baseFen: line.baseFen,
        agreementVersionId: line.agreementVersionId,
        origin: originOf(body, line),
        reason: body.reason,
      },
    );
  }
  return null;
}

/** 期初: only where nothing was posted yet for this agreement and dealer. */
export function planOpening(body: BodyOf<'opening'>, working: Working): Refusal | null {
  for (const line of body.lines) {
    if (working.facts.hasEntries(line.agreementId, line.dealerId)) return { code: 'opening_not_empty', at: line };
    const { earnedFen, confirmedFen, settledFen, baseFen } = line;
    working.post(
      line,
      'opening',
      [
        debit('opening_balance', earnedFen),
        credit('rebate_accrued', earnedFen - confirmedFen),
        credit('rebate_payable', confirmedFen - settledFen),
        credit('opening_settled', settledFen),
      ],
      { baseFen },
    );
  }
  return null;
}
