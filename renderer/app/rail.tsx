import {
  AccountBookOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BarChartOutlined,
  CommentOutlined,
  EnvironmentOutlined,
  QuestionCircleOutlined,
  SettingOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSettings } from '../client/settings.ts';
import { Icon } from '../components/icon/icon.tsx';
import { type Command, type PaneName, useMaximise } from './commands.ts';
import { isMac, keysText } from './keys.ts';
import { type SheetName, useShell } from './shell-state.ts';

const ICONS: Readonly<Record<PaneName, ReactNode>> = {
  map: <Icon of={EnvironmentOutlined} />,
  ledger: <Icon of={AccountBookOutlined} />,
  dashboard: <Icon of={BarChartOutlined} />,
};

/** Where one can go: the linked view, one pane of it alone, and what lies over it. */
export function Rail({ commands }: { readonly commands: readonly Command[] }) {
  const { t } = useTranslation('frame');
  const maximised = useSettings((settings) => settings.layout.maximised);
  const maximise = useMaximise();
  const { view: shown, sheet, open, show } = useShell();
  const hint = (id: string): string => {
    const keys = commands.find((command) => command.id === id)?.keys;
    return keys == null ? '' : ` (${keysText(keys, isMac())})`;
  };
  const pane = (name: PaneName | null, icon: ReactNode) => (
    <button
      key={name ?? 'all'}
      type="button"
      aria-current={shown === 'panes' && maximised === name ? 'page' : undefined}
      title={t(`rail.hint.${name ?? 'all'}`) + (name === null ? '' : hint(`maximise.${name}`))}
      onClick={() => {
        show('panes');
        maximise(name);
      }}
    >
      {icon}
      <span>{t(`rail.${name ?? 'all'}`)}</span>
    </button>
  );
  const over = (name: SheetName, icon: ReactNode) => (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-expanded={sheet === name}
      title={t(`rail.hint.${name}`) + hint(name)}
      onClick={() => open(name)}
    >
      {icon}
      <span>{t(`rail.${name}`)}</span>
    </button>
  );
  return (
    <nav className="rail" aria-label={t('rail.name')}>
      {pane(null, <Icon of={AppstoreOutlined} />)}
      {pane('map', ICONS.map)}
      {pane('ledger', ICONS.ledger)}
      {pane('dashboard', ICONS.dashboard)}
      <button
        type="button"
        aria-current={shown === 'finance' ? 'page' : undefined}
        title={t('rail.hint.finance') + hint('finance')}
        onClick={() => show('finance')}
      >
        <Icon of={AuditOutlined} />
        <span>{t('rail.finance')}</span>
      </button>
      {over('notes', <Icon of={CommentOutlined} />)}
      <span className="rail-gap" />
      {over('help', <Icon of={QuestionCircleOutlined} />)}
      {over('settings', <Icon of={SettingOutlined} />)}
    </nav>
  );
}
