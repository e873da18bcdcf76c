import type { CaseStepInput } from '../../../db/contract/diversion-cases.ts';
import { type CaseDecision, DECISION_REASONS } from '../../../db/domain/diversion/cases/machine.ts';
import { EVIDENCE_TYPES } from '../../../db/domain/diversion/cases/schema.ts';

type Action = CaseStepInput['action'];

/** A step while it is written. */
export interface StepDraft {
  readonly action: Action;
  readonly body: string;
  readonly assigneeId: string;
  readonly stance: 'given' | 'declined';
  readonly decision: CaseDecision;
  readonly reasonCode: string;
  readonly until: string;
  readonly file: { readonly name: string; readonly type: string; readonly base64: string } | null;
}

export const draftOf = (action: Action): StepDraft => ({
  action,
  body: '',
  assigneeId: '',
  stance: 'given',
  decision: 'confirmed',
  reasonCode: DECISION_REASONS.confirmed[0],
  until: '',
  file: null,
});

export const isEvidenceType = (type: string): type is (typeof EVIDENCE_TYPES)[number] =>
  (EVIDENCE_TYPES as readonly string[]).includes(type);

/** The step as it is sent; null while something is missing. */
export function stepOf({
  action,
  body,
  assigneeId,
  stance,
  decision,
  reasonCode,
  until,
  file,
}: StepDraft): CaseStepInput | null {
  const words = body.trim();
  const reason = DECISION_REASONS[decision].find((one) => one === reasonCode);
  switch (action) {
    case 'assign':
      return assigneeId === '' ? null : { action, assigneeId };
    case 'add_evidence':
      return file === null || !isEvidenceType(file.type)
        ? null
        : { action, fileName: file.name, mediaType: file.type, base64: file.base64 };
    case 'observe':
      return until === '' ? null : { action, until };
    case 'explain':
      return words === '' ? null : { action, stance, body: words };
    case 'decide':
      return words === '' || reason === undefined ? null : { action, decision, reasonCode: reason, body: words };
    default:
      return words === '' ? null : { action, body: words };
  }
}
