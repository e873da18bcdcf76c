import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { theme as antdTheme, ConfigProvider, Result, Spin } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useState } from 'react';
import { I18nextProvider, useTranslation } from 'react-i18next';
import type { ContractClient } from '../../db/contract/index.ts';
import { ClientProvider } from '../client/client-context.tsx';
import { connect } from '../client/connect.ts';
import { errorSentence } from '../client/error-sentence.ts';
import { i18n } from './i18n.ts';
import { LeaseGate } from './lease-gate.tsx';
import { useTheme } from './theme.ts';
import { Workstation } from './workstation.tsx';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
const queries = new QueryClient();

export function Root() {
  return (
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <Themed />
      </QueryClientProvider>
    </I18nextProvider>
  );
}

function Themed() {
  const { i18n: language } = useTranslation();
  const theme = useTheme((state) => state.theme);
  return (
    <ConfigProvider
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
      locale={language.language === 'en' ? enUS : zhCN}
      theme={{
        algorithm: theme === 'dark' ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
        token: { colorPrimary: theme === 'dark' ? '#7ea6ff' : '#1f5fff', fontFamily: 'inherit', motion: false },
      }}
    >
      <Connected />
    </ConfigProvider>
  );
}

/** Waits for the data service; a failure that is final says what to do. */
function Connected() {
  const { t } = useTranslation();
  const [client, setClient] = useState<ContractClient | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    connect().then(setClient, setFailure);
  }, []);
  if (failure !== null) return <Result status="warning" title={errorSentence(failure, t)} />;
  if (client === null) return <Spin fullscreen description={t('connecting')} />;
  return (
    <ClientProvider value={client}>
      <LeaseGate>
        <Workstation nonce={nonce} />
      </LeaseGate>
    </ClientProvider>
  );
}
