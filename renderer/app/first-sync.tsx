import { useTranslation } from 'react-i18next';
import { AppError } from '../../db/contract/errors.ts';
import type { SyncStatus } from '../../db/contract/sync.ts';
import { useClient } from '../client/client-context.tsx';
import { errorSentence } from '../client/error-sentence.ts';
import { tell } from '../client/notices.ts';
import { Notices } from './notices.tsx';
import { SyncProgress } from './sync/sync-progress.tsx';

/** Before the first data are there: how far they are, or what keeps them away. */
export function FirstSync({ status }: { readonly status: SyncStatus }) {
  const { t } = useTranslation();
  const client = useClient();
  const { state, progress, headOffice, error } = status;
  return (
    <main className="alone">
      <h1>{t('frame:firstSync.title')}</h1>
      <p className="quiet address">{headOffice}</p>
      <p role="status" data-sync-state={state}>
        {t(`frame:sync.states.${state}`)}
      </p>
      {progress !== null ? <SyncProgress progress={progress} /> : <progress aria-label={t('frame:sync.progress')} />}
      {error === null ? (
        <p className="quiet">{t('frame:firstSync.hint')}</p>
      ) : (
        <>
          <p className="wrong" role="alert">
            {errorSentence(new AppError(error.code, error.params), t)}
          </p>
          <button type="button" className="button primary" onClick={() => void client.sync.start({}).catch(tell)}>
            {t('retry')}
          </button>
        </>
      )}
      <Notices />
    </main>
  );
}
