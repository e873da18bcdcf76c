import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { useClient } from '../client/client-context.tsx';
import { useAsk } from '../client/queries.ts';
import { useSelectionStore } from '../client/selection.ts';
import { useSyncStatus } from '../client/sync-status.ts';
import { moment } from '../components/format/format.ts';
import { PaneBoundary } from '../components/pane/pane-boundary.tsx';
import { DiversionPane } from '../features/diversion/diversion-pane.tsx';
import { PerformancePane } from '../features/performance/performance-pane.tsx';
import { RebatesPane } from '../features/rebates/rebates-pane.tsx';
import { Chips } from './chips.tsx';
import { type Locale, switchLocale } from './i18n.ts';
import { useTheme } from './theme.ts';
import { TopBar } from './top-bar.tsx';

/** The one view: map, ledger and dashboard, linked by the selection. */
export function Workstation({ nonce }: { readonly nonce: string }) {
  const { t } = useTranslation();
  const client = useClient();
  const status = useSyncStatus();
  const theme = useTheme((state) => state.theme);
  const show = useTheme((state) => state.show);
  const { selection, start } = useSelectionStore();
  const frame = useAsk('directory.getFrame', (from) => from.directory.getFrame, {});

  // The language and theme of the last time.
  useEffect(() => {
    const remembered = async (): Promise<void> => {
      const settings = await client.settings.get({});
      const dark = matchMedia('(prefers-color-scheme: dark)').matches;
      show(settings.theme === 'dark' || (settings.theme === 'system' && dark) ? 'dark' : 'light');
      await switchLocale(settings.locale as Locale);
    };
    void remembered();
  }, [client, show]);

  const period = frame.data?.defaultPeriod ?? null;
  const home = frame.data?.homeRegionId ?? null;
  useEffect(() => {
    if (period !== null) start({ period, regionId: home, dealerIds: [], place: null, productLineId: null });
  }, [period, home, start]);

  const boundary = { message: t('internal', { ns: 'errors' }), retryText: t('retry') };
  return (
    <div className="shell">
      <TopBar frame={frame.data ?? null} />
      <div>
        {status?.state === 'offline' && (
          <div className="offline" role="status">
            {t('offlineBanner', { at: moment(status.syncedAt, new Date()) })}
          </div>
        )}
        <Chips frame={frame.data ?? null} />
      </div>
      {selection !== null && (
        <main className="panes">
          <Group orientation="vertical">
            <Panel defaultSize="58%" minSize="25%">
              <Group orientation="horizontal">
                <Panel defaultSize="58%" minSize="30%">
                  <PaneBoundary {...boundary}>
                    <DiversionPane theme={theme} />
                  </PaneBoundary>
                </Panel>
                <Separator className="gap-x" />
                <Panel defaultSize="42%" minSize="25%">
                  <PaneBoundary {...boundary}>
                    <PerformancePane theme={theme} />
                  </PaneBoundary>
                </Panel>
              </Group>
            </Panel>
            <Separator className="gap-y" />
            <Panel defaultSize="42%" minSize="20%">
              <PaneBoundary {...boundary}>
                <RebatesPane theme={theme} nonce={nonce} />
              </PaneBoundary>
            </Panel>
          </Group>
        </main>
      )}
    </div>
  );
}
