import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { theme as antdTheme, ConfigProvider, type ThemeConfig } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { I18nextProvider, useTranslation } from 'react-i18next';
import type { ContractClient } from '../../db/contract/index.ts';
import { ClientProvider } from '../client/client-context.tsx';
import { connect, connectionState } from '../client/connect.ts';
import { errorSentence } from '../client/error-sentence.ts';
import { askFirst } from '../client/first-questions.ts';
import { takeSettings, useSettings } from '../client/settings.ts';
import { followSync } from '../client/sync-status.ts';
import { i18n, switchLocale } from './i18n.ts';
import { LeaseGate } from './lease-gate.tsx';
import { rememberLook, showTheme, type Theme, ThemeProvider, useChosenTheme } from './theme.ts';
import { Workstation } from './workstation.tsx';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
const queries = new QueryClient();

/** Sizes and colours that Ant Design takes; the rest stands in styles/tokens.css. */
const TOKENS: Readonly<Record<Theme, NonNullable<ThemeConfig['token']>>> = {
  light: { colorPrimary: '#1f5fff', fontSize: 13, colorBorder: '#dfe3ea', borderRadius: 6 },
  dark: {
    colorPrimary: '#7ea6ff',
    fontSize: 13,
    colorBgContainer: '#161c26',
    colorBgElevated: '#1c2431',
    colorBorder: '#2d3646',
    borderRadius: 6,
  },
  projector: {
    colorPrimary: '#0032a3',
    fontSize: 16,
    controlHeight: 36,
    colorText: '#000000',
    colorBorder: '#7b8494',
    borderRadius: 6,
  },
};

/** On the light blue of the dark theme white text would be too faint (WCAG AA). */
const COMPONENTS: Readonly<Record<Theme, NonNullable<ThemeConfig['components']>>> = {
  light: {},
  dark: { Button: { primaryColor: '#0b111b' } },
  projector: {},
};

export function Root() {
  return (
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={queries}>
        <Connected />
      </QueryClientProvider>
    </I18nextProvider>
  );
}

/** The data service, what the user chose, and how the sync stands, before anything of them is shown. */
async function open(): Promise<ContractClient> {
  const client = await connect();
  const followed = followSync(client);
  // Who shows an answer meets its failure, and asks again.
  followed.then((status) => askFirst(queries, client, status)).catch(() => undefined);
  const [settings] = await Promise.all([client.settings.get({}), followed]);
  takeSettings(settings);
  await switchLocale(settings.locale);
  return client;
}

/** Waits for the data service; a failure that is final says what to do. */
function Connected() {
  const { t } = useTranslation();
  const [client, setClient] = useState<ContractClient | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const connection = useSyncExternalStore(connectionState.subscribe, connectionState.get);
  useEffect(() => {
    open().then(setClient, setFailure);
  }, []);
  const cause = connection.kind === 'failed' ? connection.error : failure;
  if (cause !== null) {
    return (
      <main className="alone" role="alert">
        <h1>{t('product')}</h1>
        <p>{errorSentence(cause, t)}</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          {t('retry')}
        </button>
      </main>
    );
  }
  if (client === null) {
    return (
      <main className="alone late" role="status">
        <p>{t('connecting')}</p>
      </main>
    );
  }
  return (
    <ClientProvider value={client}>
      <Themed />
    </ClientProvider>
  );
}

function Themed() {
  const theme = useChosenTheme();
  const { locale, theme: choice } = useSettings((settings) => settings);
  useLayoutEffect(() => showTheme(theme), [theme]);
  useLayoutEffect(() => {
    rememberLook({ theme: choice, locale });
    void switchLocale(locale);
  }, [choice, locale]);
  return (
    <ConfigProvider
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
      locale={locale === 'en' ? enUS : zhCN}
      theme={{
        algorithm: theme === 'dark' ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
        token: { fontFamily: 'inherit', motion: false, ...TOKENS[theme] },
        components: COMPONENTS[theme],
      }}
    >
      <ThemeProvider value={theme}>
        <LeaseGate>
          <Workstation nonce={nonce} />
        </LeaseGate>
      </ThemeProvider>
    </ConfigProvider>
  );
}
