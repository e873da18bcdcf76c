import { lazy, Suspense, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { FRAME, wholeOf } from '../client/first-questions.ts';
import { useAsk } from '../client/queries.ts';
import { useSelectionStore } from '../client/selection.ts';
import { useSyncStatus } from '../client/sync-status.ts';
import { Banners } from './banners.tsx';
import { Chips } from './chips.tsx';
import { useCommands, useShortcuts } from './commands.ts';
import { Enrolment } from './enrolment.tsx';
import { FirstSync } from './first-sync.tsx';
import { Notices } from './notices.tsx';
import { Panes } from './panes.tsx';
import { Rail } from './rail.tsx';
import { useShell } from './shell-state.ts';
import { useTheme } from './theme.ts';
import { TopBar } from './top-bar.tsx';

const loadSheets = async () => ({ default: (await import('./sheets.tsx')).Sheets });
const Sheets = lazy(loadSheets);
const FinanceWorkplace = lazy(async () => ({
  default: (await import('../features/finance/finance-workplace.tsx')).FinanceWorkplace,
}));

/** What this laptop shows: the way in, the first download, then the linked view. */
export function Workstation({ nonce }: { readonly nonce: string }) {
  const status = useSyncStatus();
  if (status === null) return null;
  if (status.state === 'not_enrolled') {
    return (
      <main className="alone">
        <Enrolment />
        <Notices />
      </main>
    );
  }
  if (status.syncedAt === null) return <FirstSync status={status} />;
  return <LinkedView nonce={nonce} />;
}

/** The one view: map, ledger and dashboard, linked by the selection, and everything around them. */
function LinkedView({ nonce }: { readonly nonce: string }) {
  const { t } = useTranslation('frame');
  const { selection, start } = useSelectionStore();
  const frame = useAsk(...FRAME, {});
  const commands = useCommands();
  const { sheet, view } = useShell();
  useShortcuts(commands);
  const theme = useTheme();

  const whole = useMemo(() => (frame.data === undefined ? null : wholeOf(frame.data)), [frame.data]);
  useEffect(() => {
    if (whole !== null) start(whole);
  }, [whole, start]);
  // Ready before they are asked for, after everything that is to be seen first.
  useEffect(() => {
    const idle = requestIdleCallback(() => void loadSheets());
    return () => cancelIdleCallback(idle);
  }, []);
  const isEmpty = frame.data !== undefined && whole === null;

  return (
    <div className="shell">
      <a className="skip" href="#panes">
        {t('skip')}
      </a>
      <TopBar frame={frame.data ?? null} />
      <Rail commands={commands} />
      <div className="desk">
        <div>
          <Banners />
          {view === 'panes' && <Chips frame={frame.data ?? null} commands={commands} />}
        </div>
        {selection !== null && view === 'panes' && <Panes nonce={nonce} />}
        {selection !== null && view === 'finance' && frame.data !== undefined && (
          <Suspense fallback={<p className="alone late">{t('loading')}</p>}>
            <FinanceWorkplace look={{ mode: theme === 'dark' ? 'dark' : 'light', nonce }} />
          </Suspense>
        )}
        {selection === null && frame.isPending && (
          <main className="alone late" id="panes" role="status">
            <p>{t('loading')}</p>
          </main>
        )}
        {selection === null && isEmpty && (
          <main className="alone" id="panes">
            <p>{t('noData')}</p>
          </main>
        )}
      </div>
      <Notices />
      {sheet !== null && (
        <Suspense fallback={null}>
          <Sheets sheet={sheet} commands={commands} frame={frame.data ?? null} />
        </Suspense>
      )}
    </div>
  );
}
