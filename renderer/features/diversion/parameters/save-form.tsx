import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../../client/client-context.tsx';
import { errorSentence } from '../../../client/error-sentence.ts';
import { newId } from '../../../client/new-id.ts';

interface Props {
  /** The replay of what is to be saved; null while there is none. */
  readonly replayId: string | null;
  /** Why saving has to wait. */
  readonly why: 'pending' | 'unchanged' | 'notReplayed' | null;
  readonly onSaved: () => Promise<void>;
}

/** Saves what was replayed, with a reason. Kept on this laptop; it holds once head office has accepted it. */
export function SaveForm({ replayId, why, onSaved }: Props) {
  const { t } = useTranslation('parameters');
  const client = useClient();
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const canSave = replayId !== null && why === null && reason.trim() !== '' && !isBusy;
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (replayId === null || !canSave) return;
    setBusy(true);
    setFailure(null);
    try {
      await client.diversion.saveParameters({ versionId: newId(), replayId, reason: reason.trim() });
      setReason('');
      await onSaved();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="note-form save-parameters" onSubmit={(event) => void save(event)}>
      <label className="labelled">
        {t('save.reason')}
        <textarea
          className="input"
          rows={2}
          maxLength={500}
          value={reason}
          placeholder={t('save.reasonHint')}
          onChange={({ target }) => setReason(target.value)}
        />
      </label>
      {failure !== null && (
        <p className="wrong" role="alert">
          {errorSentence(failure, t)}
        </p>
      )}
      <div className="row">
        <button type="submit" className="button primary" disabled={!canSave}>
          {t('save.save')}
        </button>
        <span className="quiet">
          {why === null ? (reason.trim() === '' ? t('save.needsReason') : t('save.goes')) : t(`save.${why}`)}
        </span>
      </div>
    </form>
  );
}
