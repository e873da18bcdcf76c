import { Button, Select, TreeSelect } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { directory } from '../../db/contract/directory.ts';
import { useClient } from '../client/client-context.tsx';
import { useSelectionStore } from '../client/selection.ts';
import { useSyncStatus } from '../client/sync-status.ts';
import { moment } from '../components/format/format.ts';
import { switchLocale } from './i18n.ts';
import { useTheme } from './theme.ts';

export type Frame = z.output<typeof directory.getFrame.output>;

/** Quarters from the first business date to the last, newest first. */
function quartersOf(range: Frame['dataRange']): readonly { readonly year: number; readonly quarter: number }[] {
  if (range === null) return [];
  const numberOf = (date: string): number =>
    Number(date.slice(0, 4)) * 4 + Math.floor((Number(date.slice(5, 7)) - 1) / 3);
  const last = numberOf(range.to);
  return Array.from({ length: last - numberOf(range.from) + 1 }, (_, n) => ({
    year: Math.floor((last - n) / 4),
    quarter: ((last - n) % 4) + 1,
  }));
}

function periodOf(year: number, quarter: number): { from: string; to: string } {
  const first = (y: number, q: number): string => `${y}-${String(q * 3 - 2).padStart(2, '0')}-01`;
  return { from: first(year, quarter), to: quarter === 4 ? first(year + 1, 1) : first(year, quarter + 1) };
}

interface RegionItem {
  readonly value: string;
  readonly title: string;
  readonly children: RegionItem[];
}

function treeOf(frame: Frame, parent: string | null, english: boolean): RegionItem[] {
  const known = new Set(frame.regions.map((region) => region.id));
  return frame.regions
    .filter((region) =>
      parent === null ? region.parentId === null || !known.has(region.parentId) : region.parentId === parent,
    )
    .map((region) => ({
      value: region.id,
      title: english ? region.nameEn : region.name,
      children: treeOf(frame, region.id, english),
    }));
}

export function TopBar({ frame }: { readonly frame: Frame | null }) {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const { selection, narrow } = useSelectionStore();
  const { theme, show } = useTheme();
  const english = i18n.language === 'en';

  const changeLocale = async (): Promise<void> => {
    const locale = english ? 'zh-CN' : 'en';
    await switchLocale(locale);
    await client.settings.update({ locale });
  };
  const changeTheme = async (): Promise<void> => {
    const next = theme === 'dark' ? 'light' : 'dark';
    show(next);
    await client.settings.update({ theme: next });
  };

  return (
    <header className="top-bar">
      <h1>{t('product')}</h1>
      {frame !== null && selection !== null && (
        <>
          <TreeSelect
            aria-label={t('region')}
            value={selection.regionId ?? undefined}
            placeholder={t('allRegions')}
            treeData={treeOf(frame, null, english)}
            onChange={(regionId: string | undefined) => narrow({ regionId: regionId ?? null })}
            showSearch={{ treeNodeFilterProp: 'title' }}
            popupMatchSelectWidth={240}
            style={{ width: 150 }}
          />
          <Select
            aria-label={t('period')}
            value={selection.period.from}
            onChange={(_, option) => {
              if (!Array.isArray(option) && option !== undefined) narrow({ period: option.period });
            }}
            options={quartersOf(frame.dataRange).map(({ year, quarter }) => {
              const period = periodOf(year, quarter);
              return { value: period.from, label: t('quarter', { year, quarter: t(`quarters.${quarter}`) }), period };
            })}
            style={{ width: 170 }}
          />
          <Select
            aria-label={t('productLine')}
            value={selection.productLineId ?? ''}
            onChange={(id) => narrow({ productLineId: id === '' ? null : id })}
            options={[
              { value: '', label: t('allProductLines') },
              ...frame.productLines.map((line) => ({ value: line.id, label: english ? line.nameEn : line.name })),
            ]}
            style={{ width: 140 }}
          />
        </>
      )}
      <span className="spread" />
      <SyncPill />
      <Button size="small" onClick={() => void changeTheme()}>
        {t(theme === 'dark' ? 'theme.light' : 'theme.dark')}
      </Button>
      <Button size="small" onClick={() => void changeLocale()}>
        {t('language')}
      </Button>
      {frame?.person != null && <span className="quiet">{frame.person.name}</span>}
    </header>
  );
}

const DOT = { idle: 'good', offline: 'bad', failed: 'bad', not_enrolled: 'bad' } as const;

/** State of the sync in words; a click syncs now. */
function SyncPill() {
  const { t } = useTranslation();
  const client = useClient();
  const status = useSyncStatus();
  if (status === null) return null;
  const now = new Date();
  const { state, progress, syncedAt, nextSyncAt } = status;
  const dot = state in DOT ? DOT[state as keyof typeof DOT] : 'busy';
  return (
    <button type="button" className="pill" title={t('sync.now')} onClick={() => void client.sync.start({})}>
      <span className={`dot ${dot}`} aria-hidden="true" />
      <span role="status" data-sync-state={state}>
        {t(`sync.${state}`, { at: moment(syncedAt, now), done: progress?.done ?? 0, total: progress?.total ?? 0 })}
      </span>
      {state === 'idle' && nextSyncAt !== null && (
        <span className="quiet">{t('sync.next', { at: moment(nextSyncAt, now) })}</span>
      )}
    </button>
  );
}
