import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/client-context.tsx';
import { errorSentence } from '../../client/error-sentence.ts';
import { newId } from '../../client/new-id.ts';
import { useRefreshAnnotations } from './use-annotations.ts';

const LENGTH_MAX = 2000;

/** A new note on a dealer. It is kept on this laptop before the field is emptied. */
export function AnnotationForm({ dealerId }: { readonly dealerId: string }) {
  const { t } = useTranslation('frame');
  const client = useClient();
  const refresh = useRefreshAnnotations();
  const [body, setBody] = useState('');
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const add = async (): Promise<void> => {
    if (body.trim() === '' || isBusy) return;
    setBusy(true);
    setFailure(null);
    try {
      await client.annotations.add({ id: newId(), dealerId, body });
      setBody('');
      await refresh();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void add();
  };
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <textarea
        className="input"
        rows={3}
        maxLength={LENGTH_MAX}
        aria-label={t('notes.new')}
        placeholder={t('notes.new')}
        value={body}
        onChange={({ target }) => setBody(target.value)}
        onKeyDown={onKeyDown}
      />
      {failure !== null && (
        <p className="wrong" role="alert">
          {errorSentence(failure, t)}
        </p>
      )}
      <div className="row">
        <span className="quiet">{t('notes.hint')}</span>
        <button type="submit" className="button primary spread" disabled={body.trim() === '' || isBusy}>
          {t('notes.add')}
        </button>
      </div>
    </form>
  );
}
