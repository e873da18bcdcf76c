import { CloseOutlined } from '@ant-design/icons';
import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../db/contract/errors.ts';
import { connectionState } from '../client/connect.ts';
import { errorSentence } from '../client/error-sentence.ts';
import { dismiss, tell, useNotices } from '../client/notices.ts';
import { Icon } from '../components/icon/icon.tsx';

const TOLD = 'regional-sales-workstation/told';

/** What happened and has to be known, until it is closed; what the data service has to tell comes once a start. */
export function Notices() {
  const { t } = useTranslation();
  const notices = useNotices();
  const connection = useSyncExternalStore(connectionState.subscribe, connectionState.get);
  const service = connection.kind === 'open' ? connection.service : null;
  useEffect(() => {
    if (service === null || sessionStorage.getItem(TOLD) === service.startedAt) return;
    sessionStorage.setItem(TOLD, service.startedAt);
    for (const { code, params } of service.notices) tell(new AppError(code, params));
  }, [service]);
  return (
    <div className="notices" aria-live="polite">
      {notices.map(({ id, code, params }) => (
        <div key={id} className="notice" role="alert">
          <span className="dot bad" aria-hidden="true" />
          <span>{errorSentence(new AppError(code, params), t)}</span>
          <button type="button" className="icon-button" aria-label={t('frame:close')} onClick={() => dismiss(id)}>
            <Icon of={CloseOutlined} />
          </button>
        </div>
      ))}
    </div>
  );
}
