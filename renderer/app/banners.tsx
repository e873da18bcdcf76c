import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../db/contract/errors.ts';
import { connectionState, reconnectNow } from '../client/connect.ts';
import { errorSentence } from '../client/error-sentence.ts';
import { useNow } from '../client/now.ts';
import { useSyncStatus } from '../client/sync-status.ts';
import { ageText } from '../components/format/age.ts';
import { moment } from '../components/format/format.ts';

/** What stands in the way of the newest data, for as long as it does. */
export function Banners() {
  const { t, i18n } = useTranslation();
  const status = useSyncStatus();
  const connection = useSyncExternalStore(connectionState.subscribe, connectionState.get);
  const now = useNow();
  if (connection.kind === 'lost') {
    return (
      <div className="banner" role="status" data-connection="lost">
        <span className="dot bad" aria-hidden="true" />
        {t('frame:lost')}
        <button type="button" className="link" onClick={reconnectNow}>
          {t('retry')}
        </button>
      </div>
    );
  }
  if (status === null || status.syncedAt === null) return null;
  const { state, syncedAt, error } = status;
  const age = t('frame:dataAge', { at: moment(syncedAt, now), age: ageText(syncedAt, now, i18n.language) });
  if (state === 'offline') {
    return (
      <div className="banner" role="status">
        <span className="dot bad" aria-hidden="true" />
        {t('offlineBanner', { at: age })}
      </div>
    );
  }
  if (state === 'failed' && error !== null) {
    return (
      <div className="banner" role="alert">
        <span className="dot bad" aria-hidden="true" />
        {errorSentence(new AppError(error.code, error.params), t)} {age}
      </div>
    );
  }
  return null;
}
