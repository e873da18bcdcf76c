import {
  AccountBookOutlined,
  AppstoreOutlined,
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
  const { sheet, open } = useShell();
  const hint = (id: string): string => {
    const keys = commands.find((command) => command.id === id)?.keys;
    return keys == null ? '' : ` (${keysText(keys, isMac())})`;
  };
  const view = (pane: PaneName | null, icon: ReactNode) => (
    <button
      key={pane ?? 'all'}
      type="button"
      aria-current={maximised === pane ? 'page' : undefined}
      title={t(`rail.hint.${pane ?? 'all'}`) + (pane === null ? '' : hint(`maximise.${pane}`))}
      onClick={() => maximise(pane)}
    >
      {icon}
      <span>{t(`rail.${pane ?? 'all'}`)}</span>
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
      {view(null, <Icon of={AppstoreOutlined} />)}
      {view('map', ICONS.map)}
      {view('ledger', ICONS.ledger)}
      {view('dashboard', ICONS.dashboard)}
      {over('notes', <Icon of={CommentOutlined} />)}
      <span className="rail-gap" />
      {over('help', <Icon of={QuestionCircleOutlined} />)}
      {over('settings', <Icon of={SettingOutlined} />)}
    </nav>
  );
}
