import { useTranslation } from 'react-i18next';
import type { Annotation } from '../../../db/contract/annotations.ts';
import { useClient } from '../../client/client-context.tsx';
import { errorSentence } from '../../client/error-sentence.ts';
import { tell } from '../../client/notices.ts';
import { useNow } from '../../client/now.ts';
import { reasonText } from '../../client/reason-text.ts';
import { ageText } from '../../components/format/age.ts';
import { useAnnotations, useRefreshAnnotations } from './use-annotations.ts';

const SIGNS: Readonly<Record<Annotation['delivery'], string>> = { waiting: '◔', synced: '✓', refused: '✕' };
const TONES: Readonly<Record<Annotation['delivery'], string>> = {
  waiting: 'waiting',
  synced: 'settled',
  refused: 'breach',
};

/** The notes on a dealer, newest first, each with how far it has come. */
export function AnnotationList({ dealerId }: { readonly dealerId: string }) {
  const { t } = useTranslation('frame');
  const { data, error } = useAnnotations(dealerId);
  if (error !== null) {
    return (
      <p className="wrong" role="alert">
        {errorSentence(error, t)}
      </p>
    );
  }
  if (data === undefined) return <p className="quiet">{t('loading')}</p>;
  const { rows, totalRows, truncated } = data.annotations;
  return (
    <section>
      <h3>{t('notes.title', { n: totalRows })}</h3>
      {rows.length === 0 && <p className="quiet">{t('notes.empty')}</p>}
      <ul className="notes" aria-label={t('rail.notes')}>
        {rows.map((note) => (
          <Note key={note.id} note={note} />
        ))}
      </ul>
      {truncated && <p className="quiet">{t('notes.truncated', { n: rows.length })}</p>}
    </section>
  );
}

function Note({ note }: { readonly note: Annotation }) {
  const { t, i18n } = useTranslation('frame');
  const client = useClient();
  const refresh = useRefreshAnnotations();
  const now = useNow();
  const { id, authorName, mine, body, writtenAt, delivery, refusal } = note;
  const withdraw = async (): Promise<void> => {
    try {
      await client.annotations.withdraw({ id });
      await refresh();
    } catch (error) {
      tell(error);
    }
  };
  // A refused note never came to be: there is nothing to take back.
  const mayWithdraw = mine && delivery !== 'refused';
  return (
    <li className="note">
      <p>{body}</p>
      <div className="note-foot">
        <span className="quiet">
          {mine ? t('notes.mine') : authorName} · {ageText(writtenAt, now, i18n.language)}
        </span>
        <span className={`delivery ${TONES[delivery]}`} data-delivery={delivery}>
          <span aria-hidden="true">{SIGNS[delivery]}</span> {t(`notes.delivery.${delivery}`)}
        </span>
        {mayWithdraw && (
          <button type="button" className="link" onClick={() => void withdraw()}>
            {t('notes.withdraw')}
          </button>
        )}
      </div>
      {delivery === 'refused' && <p className="wrong">{reasonText(refusal, t)}</p>}
    </li>
  );
}
