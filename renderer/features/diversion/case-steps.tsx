import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseDetail, CaseStepInput } from '../../../db/contract/diversion-cases.ts';
import { useClient } from '../../client/client-context.tsx';
import { errorSentence } from '../../client/error-sentence.ts';
import { newId } from '../../client/new-id.ts';
import { draftOf, type StepDraft, stepOf } from './step-draft.ts';
import { StepFields } from './step-fields.tsx';
import { useRefreshCases } from './use-cases.ts';

/** What may be done next, as one form; saved on this laptop, carried out by head office. */
export function CaseSteps({ detail }: { readonly detail: CaseDetail }) {
  const { t } = useTranslation('cases');
  const client = useClient();
  const refresh = useRefreshCases();
  const steps = detail.allowed.filter((action): action is CaseStepInput['action'] => action !== 'merge');
  const [draft, setDraft] = useState<StepDraft | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  if (steps.length === 0) return <p className="quiet">{t('case.noSteps')}</p>;
  const step = draft === null ? null : stepOf(draft);
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (step === null || isBusy) return;
    setBusy(true);
    setFailure(null);
    try {
      await client.diversion.stepCase({ caseId: detail.row.id, eventId: newId(), step });
      setDraft(null);
      await refresh();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="note-form" onSubmit={(event) => void send(event)}>
      <fieldset className="row" aria-label={t('case.steps')}>
        <strong>{t('case.steps')}</strong>
        {steps.map((action) => (
          <button
            key={action}
            type="button"
            className="choice"
            aria-pressed={draft?.action === action}
            onClick={() => setDraft(draft?.action === action ? null : draftOf(action))}
          >
            {t(`case.actions.${action}`)}
          </button>
        ))}
      </fieldset>
      {draft !== null && <StepFields draft={draft} colleagues={detail.colleagues} onChange={setDraft} />}
      {failure !== null && (
        <p className="wrong" role="alert">
          {errorSentence(failure, t)}
        </p>
      )}
      {draft !== null && (
        <div className="row">
          <span className="quiet">{t('case.saved')}</span>
          <button type="submit" className="button primary spread" disabled={step === null || isBusy}>
            {t('case.send')}
          </button>
        </div>
      )}
    </form>
  );
}
