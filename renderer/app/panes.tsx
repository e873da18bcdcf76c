import { type ReactNode, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Group, type Layout, Panel, Separator, useGroupRef } from 'react-resizable-panels';
import { useChangeSettings, useSettings } from '../client/settings.ts';
import { Pane } from '../components/pane/pane.tsx';
import { PaneBoundary } from '../components/pane/pane-boundary.tsx';
import { PanePlaceProvider } from '../components/pane/pane-place.ts';
import { part } from '../components/part/part.tsx';
import { type PaneName, paneKeys, useMaximise } from './commands.ts';
import { isMac, keysText } from './keys.ts';
import { useShell } from './shell-state.ts';
import { useTheme } from './theme.ts';

// The frame is there before the map, the grid and the charts, which are most of the program.
const map = part(async () => {
  const { DiversionPane, fetchBaseMap } = await import('../features/diversion/diversion-pane.tsx');
  fetchBaseMap();
  return DiversionPane;
});
const dashboard = part(async () => (await import('../features/performance/performance-pane.tsx')).PerformancePane);
const ledger = part(async () => (await import('../features/rebates/rebates-pane.tsx')).RebatesPane);

/** Fetches the parts while the data service is still being asked what to show. */
export function fetchPanes(): void {
  for (const { fetch } of [map, dashboard, ledger]) fetch();
}

const TITLES: Readonly<Record<PaneName, string>> = {
  map: 'diversion.title',
  ledger: 'rebates.title',
  dashboard: 'performance.title',
};
const AT_LEAST = '22%';

/** A pane in its place: maximised it lies over the others, which keep what they show. */
function Place({ name, children }: { readonly name: PaneName; readonly children: ReactNode }) {
  const { t } = useTranslation();
  const maximised = useSettings((settings) => settings.layout.maximised);
  const maximise = useMaximise();
  const isMaximised = maximised === name;
  const title = t(TITLES[name]);
  return (
    <PanePlaceProvider
      value={{
        isMaximised,
        toggle: () => maximise(isMaximised ? null : name),
        label: t(isMaximised ? 'frame:pane.restore' : 'frame:pane.maximise'),
        shortcut: keysText(paneKeys(name), isMac()),
      }}
    >
      <div className="place" data-maximised={isMaximised} inert={maximised !== null && !isMaximised}>
        <PaneBoundary title={title} message={t('internal', { ns: 'errors' })} retryText={t('retry')}>
          <Suspense
            fallback={
              <Pane title={title} state="loading" emptyText="">
                {null}
              </Pane>
            }
          >
            {children}
          </Suspense>
        </PaneBoundary>
      </div>
    </PanePlaceProvider>
  );
}

/** The three linked panes. Their sizes and the maximised one are remembered. */
export function Panes({ nonce }: { readonly nonce: string }) {
  const { t } = useTranslation('frame');
  const layout = useSettings((settings) => settings.layout);
  const change = useChangeSettings();
  const theme = useTheme();
  const { open, openStanding } = useShell();
  const mode = theme === 'dark' ? 'dark' : 'light';
  const shares = (shown: Layout, first: string, second: string): [number, number] => [
    shown[first] ?? 50,
    shown[second] ?? 50,
  ];
  const rows = useGroupRef();
  const columns = useGroupRef();
  useEffect(() => {
    rows.current?.setLayout({ upper: layout.rows[0], lower: layout.rows[1] });
    columns.current?.setLayout({ map: layout.columns[0], dashboard: layout.columns[1] });
  }, [rows, columns, layout.rows, layout.columns]);
  return (
    <main className="panes" id="panes" tabIndex={-1} aria-label={t('rail.all')}>
      <Group
        groupRef={rows}
        orientation="vertical"
        defaultLayout={{ upper: layout.rows[0], lower: layout.rows[1] }}
        onLayoutChanged={(shown, { isUserInteraction }) => {
          if (isUserInteraction) void change({ layout: { ...layout, rows: shares(shown, 'upper', 'lower') } });
        }}
      >
        <Panel id="upper" minSize={AT_LEAST}>
          <Group
            groupRef={columns}
            orientation="horizontal"
            defaultLayout={{ map: layout.columns[0], dashboard: layout.columns[1] }}
            onLayoutChanged={(shown, { isUserInteraction }) => {
              if (isUserInteraction) void change({ layout: { ...layout, columns: shares(shown, 'map', 'dashboard') } });
            }}
          >
            <Panel id="map" minSize={AT_LEAST}>
              <Place name="map">
                <map.Component key={theme} theme={mode} onTerritory={() => open('territory')} />
              </Place>
            </Panel>
            <Separator className="gap-x" aria-label={t('pane.resizeColumns')} />
            <Panel id="dashboard" minSize={AT_LEAST}>
              <Place name="dashboard">
                <dashboard.Component key={theme} theme={mode} />
              </Place>
            </Panel>
          </Group>
        </Panel>
        <Separator className="gap-y" aria-label={t('pane.resizeRows')} />
        <Panel id="lower" minSize={AT_LEAST}>
          <Place name="ledger">
            <ledger.Component
              key={theme}
              theme={mode}
              isLarge={theme === 'projector'}
              nonce={nonce}
              onStanding={openStanding}
            />
          </Place>
        </Panel>
      </Group>
    </main>
  );
}
