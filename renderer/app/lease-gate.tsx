import { useQueryClient } from '@tanstack/react-query';
import { Button, Result } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { AppError } from '../../db/contract/errors.ts';
import { useClient } from '../client/client-context.tsx';
import { errorSentence } from '../client/error-sentence.ts';
import { useSyncStatus } from '../client/sync-status.ts';

const BUSY = new Set(['connecting', 'downloading', 'applying', 'rebuilding']);

/**
 * Shows the workstation while the laptop's lease holds, and a locked screen afterwards: nothing of the data stays on the
 * page or in its memory. The lock opens by itself, as the sync goes on.
 */
export function LeaseGate({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const status = useSyncStatus();
  const locked = status?.lease?.expired === true;
  useEffect(() => {
    if (locked) queries.clear();
  }, [locked, queries]);
  if (status === null || !locked) return children;
  const { code, params } = status.error ?? {};
  return (
    <main className="locked">
      <Result
        status="warning"
        title={<h1>{t('locked.title')}</h1>}
        subTitle={t('lease_expired', { ns: 'errors' })}
        extra={
          <Button type="primary" loading={BUSY.has(status.state)} onClick={() => void client.sync.start({})}>
            {t('locked.retry')}
          </Button>
        }
      >
        {code !== undefined && (
          <p role="status">
            {code === 'head_office_unreachable'
              ? t('locked.unreachable')
              : errorSentence(new AppError(code, params), t)}
          </p>
        )}
      </Result>
    </main>
  );
}
