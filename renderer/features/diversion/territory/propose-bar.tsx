import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TerritoryDesk, TerritoryDraft } from '../../../../db/contract/diversion-territory.ts';
import { useClient } from '../../../client/client-context.tsx';
import { errorSentence } from '../../../client/error-sentence.ts';
import { newId } from '../../../client/new-id.ts';
import { refreshProposals, useTerritoryProposals } from './use-proposals.ts';
import type { useCheck } from './use-territory.ts';

interface Props {
  readonly draft: TerritoryDraft;
  readonly check: ReturnType<typeof useCheck>;
  readonly desk: TerritoryDesk | undefined;
  readonly onProposed: () => void;
}

/** Hands the draft to whoever decides on it. */
export function ProposeBar({ draft, check, desk, onProposed }: Props) {
  const { t } = useTranslation('territory');
  const client = useClient();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [proposed, setProposed] = useState<{ readonly id: string; readonly draft: TerritoryDraft } | null>(null);
  const { data: known } = useTerritoryProposals();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const dealer = desk?.dealers.find(({ id }) => id === draft.dealerId);
  const { data, isNews } = check;
  // What was refused or withdrawn may be proposed again as it was.
  const ended = known?.proposals.rows.some(({ id, state }) => id === proposed?.id && state !== 'open') === true;
  const hint = ((): string | null => {
    if (dealer !== undefined && !dealer.mayPropose) return t('propose.forbidden');
    if (proposed?.draft === draft && !ended) return t('propose.done');
    if (!isNews || data === undefined) return t('checking');
    if (data.findings === null) return t('propose.mend');
    if (data.isUnchanged) return t('propose.unchanged');
    if (data.dates !== null) return t('propose.mend');
    return reason.trim() === '' ? t('propose.reasonNeeded') : null;
  })();
  const propose = async (): Promise<void> => {
    if (dealer === undefined || data === undefined || hint !== null) return;
    setBusy(true);
    setFailure(null);
    try {
      const body = { ...draft, id: newId(), replaces: data.replaces, reason: reason.trim() };
      const id = newId();
      await client.ledger.propose({ id, regionId: dealer.regionId, content: { kind: 'territory', body } });
      setProposed({ id, draft });
      setReason('');
      onProposed();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
      await refreshProposals(queries);
    }
  };
  return (
    <form
      className="row territory-propose"
      onSubmit={(event) => {
        event.preventDefault();
        void propose();
      }}
    >
      <input
        className="input"
        aria-label={t('propose.reason')}
        placeholder={t('propose.reason')}
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <span role="status" className={failure === null ? 'quiet' : 'wrong'}>
        {failure === null ? hint : errorSentence(failure, t)}
      </span>
      <button type="submit" className="button primary spread" disabled={hint !== null || isBusy}>
        {t('propose.propose')}
      </button>
    </form>
  );
}
