import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alert } from '../../../db/contract/diversion-alerts.ts';
import { useClient } from '../../client/client-context.tsx';
import { errorSentence } from '../../client/error-sentence.ts';
import { newId } from '../../client/new-id.ts';
import { count } from '../../components/format/format.ts';
import { useRefreshCases } from './use-cases.ts';

/** Opens a case of an alert, in the words of whoever accuses. It is kept on this laptop before the sheet closes. */
export function OpenCaseForm({
  alert,
  onOpened,
}: {
  readonly alert: Alert;
  readonly onOpened: (caseId: string) => void;
}) {
  const { t } = useTranslation('cases');
  const client = useClient();
  const refresh = useRefreshCases();
  const [claim, setClaim] = useState(() => t('case.claimText', { n: count(alert.codes), place: alert.cityName }));
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const open = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const { caseId } = await client.diversion.openCase({
        kind: 'territory',
        caseId: newId(),
        eventId: newId(),
        alertKey: alert.key,
        claim,
      });
      await refresh();
      onOpened(caseId);
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        void open();
      }}
    >
      <textarea
        className="input"
        rows={2}
        maxLength={2000}
        aria-label={t('case.claimWords')}
        value={claim}
        onChange={({ target }) => setClaim(target.value)}
      />
      {failure !== null && (
        <p className="wrong" role="alert">
          {errorSentence(failure, t)}
        </p>
      )}
      <div className="row">
        <span className="quiet">{t('case.saved')}</span>
        <button
          type="submit"
          className="button primary spread"
          title={t('case.openMerge')}
          disabled={claim.trim() === '' || isBusy}
        >
          {t('case.openCase')}
        </button>
      </div>
    </form>
  );
}
