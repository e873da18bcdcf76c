/** How far a case has come. */
export const CASE_STATES = ['open', 'explaining', 'decided', 'appealed', 'observed', 'closed'] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** What is done to a case after it was opened. */
export const CASE_ACTIONS = [
  'merge',
  'assign',
  'note',
  'add_evidence',
  'explain',
  'sign_off',
  'decide',
  'appeal',
  'observe',
  'close',
] as const;
export type CaseAction = (typeof CASE_ACTIONS)[number];

export const CASE_KINDS = ['territory', 'price'] as const;
/** Goods outside the territory, or sold below an agreed price: two frames of law, two kinds of case. */
export type CaseKind = (typeof CASE_KINDS)[number];

export const CASE_DECISIONS = ['confirmed', 'dismissed'] as const;
export type CaseDecision = (typeof CASE_DECISIONS)[number];

/** Why a case was confirmed or dismissed: what the precision of rules is learnt from. */
export const DECISION_REASONS = {
  confirmed: ['bulk_diversion', 'slow_leak', 'sub_distribution', 'price_breach', 'other_breach'],
  dismissed: [
    'border_error',
    'travelling_consumer',
    'ecommerce',
    'shared_warehouse',
    'coordinate_error',
    'authorised_transfer',
    'copied_codes',
    'not_proven',
  ],
} as const satisfies Readonly<Record<CaseDecision, readonly string[]>>;
export type DecisionReason = (typeof DECISION_REASONS)[CaseDecision][number];

/** Roles of `ho.role_grant`, over the region of the case, that may do it; another than the accuser's where that is asked. */
export const ACTION_ROLES: Readonly<Record<'open' | CaseAction, readonly string[]>> = {
  open: ['manager', 'auditor'],
  merge: ['manager', 'auditor'],
  assign: ['manager', 'auditor'],
  note: ['manager', 'auditor', 'finance_maker', 'finance_checker', 'viewer'],
  add_evidence: ['manager', 'auditor', 'viewer'],
  explain: ['manager', 'auditor'],
  sign_off: ['auditor'],
  decide: ['finance_checker'],
  appeal: ['manager', 'auditor'],
  observe: ['manager', 'auditor'],
  close: ['manager', 'auditor'],
};

/** What a step rests on besides the state. */
export interface CaseFacts {
  readonly state: CaseState;
  readonly kind: CaseKind;
  readonly decision: CaseDecision | null;
  /** Who accused: opened the case or merged an alert into it. */
  readonly accusers: readonly string[];
  /** Who decided before, the last one last. */
  readonly deciders: readonly string[];
  readonly isSignedOff: boolean;
  /** Last local day on which an appeal is heard; null before a decision that can be appealed. */
  readonly appealDeadline: string | null;
  readonly observedUntil: string | null;
}

/** What is wanted, by whom, on which local day. */
export interface CaseStep {
  readonly action: CaseAction;
  readonly personId: string;
  readonly today: string;
  /** Only with `decide`. */
  readonly decision?: CaseDecision;
  readonly reasonCode?: string;
  /** Only with `observe`: last day of the observation. */
  readonly until?: string;
}

/** The state after a step, or why there is none. */
export type CaseOutcome = { readonly state: CaseState } | { readonly refusal: CaseRefusal };
export type CaseRefusal =
  | 'case_state'
  | 'case_own_accusation'
  | 'case_decided_by_same'
  | 'case_needs_sign_off'
  | 'case_reason_unknown'
  | 'case_appeal_too_late'
  | 'case_appeal_open'
  | 'case_not_confirmed'
  | 'case_observation_open';

const STAYS: Readonly<Partial<Record<CaseAction, readonly CaseState[]>>> = {
  merge: ['open', 'explaining'],
  assign: ['open', 'explaining', 'decided', 'appealed', 'observed'],
  note: ['open', 'explaining', 'decided', 'appealed', 'observed'],
  add_evidence: ['open', 'explaining', 'appealed'],
  sign_off: ['open', 'explaining', 'appealed'],
};

/**
 * One step of a case. Nobody is judged unheard (`decide` comes after `explain`), nobody judges his own accusation, an
 * appeal is decided by another person than the first decision, and nothing is done to the dealer while he may still appeal.
 */
export function stepCase(facts: CaseFacts, step: CaseStep): CaseOutcome {
  const { state, decision, appealDeadline } = facts;
  const refuse = (refusal: CaseRefusal): CaseOutcome => ({ refusal });
  const stays = STAYS[step.action];
  if (stays !== undefined) return stays.includes(state) ? { state } : refuse('case_state');
  const isAppealOver = appealDeadline !== null && step.today > appealDeadline;
  switch (step.action) {
    case 'explain':
      if (state === 'appealed') return { state };
      return state === 'open' || state === 'explaining' ? { state: 'explaining' } : refuse('case_state');
    case 'decide':
      return decide(facts, step);
    case 'appeal':
      if (state !== 'decided') return refuse('case_state');
      if (decision !== 'confirmed') return refuse('case_not_confirmed');
      return isAppealOver ? refuse('case_appeal_too_late') : { state: 'appealed' };
    case 'observe':
      if (state !== 'decided') return refuse('case_state');
      if (decision !== 'confirmed') return refuse('case_not_confirmed');
      return isAppealOver ? { state: 'observed' } : refuse('case_appeal_open');
    case 'close':
      if (state === 'observed') {
        const isOver = facts.observedUntil === null || step.today > facts.observedUntil;
        return isOver ? { state: 'closed' } : refuse('case_observation_open');
      }
      if (state !== 'decided') return refuse('case_state');
      return decision === 'dismissed' || isAppealOver ? { state: 'closed' } : refuse('case_appeal_open');
    default:
      return refuse('case_state');
  }
}

function decide(facts: CaseFacts, step: CaseStep): CaseOutcome {
  const { state, kind, accusers, deciders, isSignedOff } = facts;
  const refuse = (refusal: CaseRefusal): CaseOutcome => ({ refusal });
  if (state !== 'explaining' && state !== 'appealed') return refuse('case_state');
  const reasons: readonly string[] = step.decision === undefined ? [] : DECISION_REASONS[step.decision];
  if (!reasons.includes(step.reasonCode ?? '')) return refuse('case_reason_unknown');
  if (accusers.includes(step.personId)) return refuse('case_own_accusation');
  if (deciders.includes(step.personId)) return refuse('case_decided_by_same');
  if (kind === 'price' && step.decision === 'confirmed' && !isSignedOff) return refuse('case_needs_sign_off');
  if (state === 'explaining') return { state: 'decided' };
  return { state: step.decision === 'confirmed' ? 'observed' : 'closed' };
}
