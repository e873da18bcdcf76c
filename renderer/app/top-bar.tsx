import { DownOutlined, SearchOutlined } from '@ant-design/icons';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Frame } from '../client/first-questions.ts';
import { useSelectionStore } from '../client/selection.ts';
import { Icon } from '../components/icon/icon.tsx';
import { isMac, keysText } from './keys.ts';
import { PeriodPicker } from './period/period-picker.tsx';
import { RegionSelect } from './region-select.tsx';
import { useShell } from './shell-state.ts';
import { SyncPill } from './sync/sync-pill.tsx';

/** What the workstation is narrowed to as a whole, the search, and how fresh the data are. */
export function TopBar({ frame }: { readonly frame: Frame | null }) {
  const { t, i18n } = useTranslation();
  const { selection, narrow } = useSelectionStore();
  const { open, view } = useShell();
  const english = i18n.language === 'en';
  const keys = keysText('Mod+K', isMac());
  return (
    <header className="top-bar">
      <h1>{t('product')}</h1>
      {frame !== null && selection !== null && (
        <>
          <RegionSelect frame={frame} regionId={selection.regionId} />
          {view === 'panes' && frame.dataRange !== null && (
            <PeriodPicker period={selection.period} data={frame.dataRange} />
          )}
          {view === 'panes' && (
            <Select
              className="line-select"
              aria-label={t('productLine')}
              value={selection.productLineId ?? ''}
              onChange={(id) => narrow({ productLineId: id === '' ? null : id })}
              popupMatchSelectWidth={false}
              suffixIcon={<Icon of={DownOutlined} />}
              options={[
                { value: '', label: t('allProductLines') },
                ...frame.productLines.map((line) => ({ value: line.id, label: english ? line.nameEn : line.name })),
              ]}
            />
          )}
        </>
      )}
      <button
        type="button"
        className="search-box"
        aria-haspopup="dialog"
        aria-keyshortcuts={isMac() ? 'Meta+K' : 'Control+K'}
        title={`${t('frame:palette.open')} (${keys})`}
        onClick={() => open('palette')}
      >
        <Icon of={SearchOutlined} />
        <span className="search-words">{t('frame:palette.open')}</span>
        <kbd>{keys}</kbd>
      </button>
      <SyncPill />
      {frame?.person != null && (
        <span className="person" title={frame.person.roles.map((role) => t(`frame:roles.${role}`)).join(' · ')}>
          {frame.person.name}
        </span>
      )}
    </header>
  );
}
