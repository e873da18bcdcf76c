import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/client-context.tsx';
import { errorSentence } from '../../client/error-sentence.ts';
import { newId } from '../../client/new-id.ts';
import { useSelection } from '../../client/selection.ts';
import { useRefreshCases } from './use-cases.ts';

/** Opens a case about prices of the one dealer that is selected, in the selected city or that of his seat. */
export function PriceCaseForm() {
  const { t } = useTranslation('cases');
  const client = useClient();
  const refresh = useRefreshCases();
  const { dealerIds, place, productLineId } = useSelection();
  const [dealerId] = dealerIds;
  const isOne = dealerIds.length === 1 && dealerId !== undefined;
  const [claim, setClaim] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  if (claim === null) {
    return (
      <button
        type="button"
        className="link"
        disabled={!isOne}
        title={isOne ? undefined : t('cases.openPriceHint')}
        onClick={() => setClaim('')}
      >
        {t('cases.openPrice')}
      </button>
    );
  }
  const open = async (): Promise<void> => {
    if (dealerId === undefined || claim.trim() === '') return;
    try {
      await client.diversion.openCase({
        kind: 'price',
        caseId: newId(),
        eventId: newId(),
        dealerId,
        productLineId,
        place,
        claim,
      });
      setClaim(null);
      await refresh();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        void open();
      }}
    >
      <input
        className="input"
        aria-label={t('case.claimWords')}
        placeholder={t('case.claimWords')}
        maxLength={2000}
        value={claim}
        onChange={({ target }) => setClaim(target.value)}
      />
      <button type="submit" className="button primary" disabled={claim.trim() === ''}>
        {t('cases.openPrice')}
      </button>
      <button type="button" className="button" onClick={() => setClaim(null)}>
        {t('frame:cancel')}
      </button>
      {failure !== null && (
        <span className="wrong" role="alert">
          {errorSentence(failure, t)}
        </span>
      )}
    </form>
  );
}
