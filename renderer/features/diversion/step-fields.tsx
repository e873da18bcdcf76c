import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail } from '../../../db/contract/diversion-cases.ts';
import { CASE_DECISIONS, DECISION_REASONS } from '../../../db/domain/diversion/cases/machine.ts';
import { EVIDENCE_BYTES_MAX, EVIDENCE_TYPES } from '../../../db/domain/diversion/cases/schema.ts';
import { base64Of } from '../../client/base64.ts';
import { FilePicker } from '../../components/file-picker/file-picker.tsx';
import { isEvidenceType, type StepDraft } from './step-draft.ts';

interface Props {
  readonly draft: StepDraft;
  readonly colleagues: CaseDetail['colleagues'];
  readonly onChange: (draft: StepDraft) => void;
}

/** The fields of one step. */
export function StepFields({ draft, colleagues, onChange }: Props) {
  const { t } = useTranslation('cases');
  const { action } = draft;
  const set = (change: Partial<StepDraft>): void => onChange({ ...draft, ...change });
  const choices = <Value extends string>(
    name: string,
    values: readonly Value[],
    value: string,
    words: (value: Value) => string,
    pick: (value: Value) => void,
  ) => (
    <label className="labelled">
      <span className="quiet">{name}</span>
      <select className="input" value={value} onChange={({ target }) => pick(target.value as Value)}>
        {values.map((one) => (
          <option key={one} value={one}>
            {words(one)}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div className="step-fields">
      {action === 'assign' &&
        choices(
          t('case.assignee'),
          ['', ...colleagues.map(({ id }) => id)],
          draft.assigneeId,
          (id) => colleagues.find((one) => one.id === id)?.name ?? '—',
          (assigneeId) => set({ assigneeId }),
        )}
      {action === 'explain' &&
        choices(
          t('case.stance'),
          ['given', 'declined'] as const,
          draft.stance,
          (stance) => t(`case.stances.${stance}`),
          (stance) => set({ stance }),
        )}
      {action === 'decide' && (
        <>
          {choices(
            t('case.decision'),
            CASE_DECISIONS,
            draft.decision,
            (decision) => t(`cases.decisions.${decision}`),
            (decision) => set({ decision, reasonCode: DECISION_REASONS[decision][0] }),
          )}
          {choices<string>(
            t('case.reason'),
            DECISION_REASONS[draft.decision],
            draft.reasonCode,
            (reason) => t(`cases.reasons.${reason}`),
            (reasonCode) => set({ reasonCode }),
          )}
        </>
      )}
      {action === 'observe' && (
        <label className="labelled">
          <span className="quiet">{t('case.until')}</span>
          <input
            className="input"
            type="date"
            value={draft.until}
            onChange={({ target }) => set({ until: target.value })}
          />
        </label>
      )}
      {action === 'add_evidence' && <FileField name={draft.file?.name ?? null} onFile={(file) => set({ file })} />}
      {!['assign', 'observe', 'add_evidence'].includes(action) && (
        <textarea
          className="input words"
          rows={2}
          maxLength={2000}
          aria-label={t('case.words')}
          placeholder={t('case.words')}
          value={draft.body}
          onChange={({ target }) => set({ body: target.value })}
        />
      )}
    </div>
  );
}

interface FileFieldProps {
  readonly name: string | null;
  readonly onFile: (file: StepDraft['file']) => void;
}

function FileField({ name, onFile }: FileFieldProps) {
  const { t } = useTranslation('cases');
  const [fault, setFault] = useState<'tooLarge' | 'wrongType' | null>(null);
  const choose = async (file: File | null): Promise<void> => {
    onFile(null);
    if (file === null) return;
    const wrong =
      file.size === 0 || file.size > EVIDENCE_BYTES_MAX ? 'tooLarge' : isEvidenceType(file.type) ? null : 'wrongType';
    setFault(wrong);
    if (wrong !== null) return;
    onFile({ name: file.name, type: file.type, base64: base64Of(new Uint8Array(await file.arrayBuffer())) });
  };
  return (
    <div className="labelled">
      <FilePicker
        label={t('case.chooseFile')}
        accept={EVIDENCE_TYPES.join(',')}
        name={name}
        onChoose={(file) => void choose(file)}
      />
      {fault !== null && (
        <span className="wrong" role="alert">
          {t(`case.${fault}`)}
        </span>
      )}
    </div>
  );
}
