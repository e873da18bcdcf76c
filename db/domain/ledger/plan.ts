import type { ProposalContent } from './bodies.ts';
import { credit, type Draft, debit, type LedgerFacts, type LedgerKey, type Refusal, Working } from './draft.ts';
import { planAccrual, planClawBack, planOpening } from './plan-run.ts';
import { planSettlement } from './plan-settlement.ts';
import { planDiversion, planReversal } from './plan-taking-back.ts';

/** Proposals that post entries; the others change a period, an agreement or a territory. */
export type PostingContent = Exclude<ProposalContent, { kind: 'close_period' | 'agreement_version' | 'territory' }>;

export const isPosting = (content: ProposalContent): content is PostingContent =>
  content.kind !== 'close_period' && content.kind !== 'agreement_version' && content.kind !== 'territory';

/** The agreements, dealers and periods that a proposal names. A reversal names entries instead. */
export function keysOf(content: ProposalContent): readonly LedgerKey[] {
  switch (content.kind) {
    case 'close_period':
    case 'agreement_version':
    case 'territory':
    case 'reverse':
      return [];
    case 'diversion':
      return content.body.lines.map((line) => ({ ...line, dealerId: content.body.dealerId }));
    default:
      return content.body.lines;
  }
}

/** Only an approved version pays, and only a dealer who takes part. */
function agreementRefusal(key: LedgerKey, facts: LedgerFacts): Refusal | null {
  const { agreementId, dealerId, periodCode } = key;
  const at = { agreementId, dealerId, periodCode };
  if (!facts.isAgreement(agreementId)) return { code: 'agreement_unknown', at };
  if (facts.versionIn(agreementId, periodCode) === null) return { code: 'agreement_unapproved', at };
  return facts.takesPart(agreementId, dealerId) ? null : { code: 'dealer_not_in_agreement', at };
}

function planLines(content: PostingContent, working: Working): Refusal | null {
  switch (content.kind) {
    case 'accrue':
      return planAccrual(content.body, working);
    case 'claw_back':
      return planClawBack(content.body, working);
    case 'settle':
      return planSettlement(content.body, working);
    case 'reverse':
      return planReversal(content.body, working);
    case 'diversion':
      return planDiversion(content.body, working);
    case 'opening':
      return planOpening(content.body, working);
    case 'confirm':
      for (const line of content.body.lines) {
        const { amountFen } = line;
        working.post(line, 'confirm', [debit('rebate_accrued', amountFen), credit('rebate_payable', amountFen)]);
      }
      return null;
    case 'expire':
      for (const line of content.body.lines) {
        const legs = [debit('rebate_payable', line.amountFen), credit('rebate_expense', line.amountFen)];
        working.post(line, 'expire', legs, { reason: content.body.reason });
      }
      return null;
    case 'override':
      for (const line of content.body.lines) {
        const legs = [debit('rebate_expense', line.amountFen), credit('rebate_accrued', line.amountFen)];
        working.post(line, 'override', legs, { reason: content.body.reason });
      }
      return null;
  }
}

/**
 * The entries that a proposal makes, all or none. Every entry balances; nothing confirmed exceeds what is earned, nothing
 * used exceeds what is confirmed. Whether the figures of a run are right is for the engine to say.
 * @param proposalId identity of what is not calculated
 */
export function planPosting(
  content: PostingContent,
  proposalId: string,
  facts: LedgerFacts,
): { readonly entries: readonly Draft[] } | { readonly refusal: Refusal } {
  for (const key of keysOf(content)) {
    const refusal = agreementRefusal(key, facts);
    if (refusal !== null) return { refusal };
  }
  const working = new Working(facts, proposalId);
  const refusal = planLines(content, working) ?? working.overdrawn();
  return refusal === null ? { entries: working.entries } : { refusal };
}
