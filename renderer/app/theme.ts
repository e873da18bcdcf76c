import { useSyncExternalStore } from 'react';
import type { Settings } from '../../db/contract/settings.ts';
import { useSettings } from '../client/settings.ts';

/** A theme as it is shown: each has its colours and sizes in styles/tokens.css. */
export type Theme = 'light' | 'dark' | 'projector';

const HINT = 'regional-sales-workstation/look';
type Look = Pick<Settings, 'theme' | 'locale'>;
const systemDark = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

export const themeOf = (choice: Settings['theme'], isDark: boolean): Theme =>
  choice === 'system' ? (isDark ? 'dark' : 'light') : choice;

/** The chosen theme; that of the system changes with it. */
export function useTheme(): Theme {
  const choice = useSettings((settings) => settings.theme);
  const isDark = useSyncExternalStore(
    (changed) => {
      const query = systemDark();
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => systemDark().matches,
  );
  return themeOf(choice, isDark);
}

export function showTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

/**
 * The look of the last time at this address: a guess for the moment before the settings are read, so that nothing flashes.
 */
export function guessLook(): Look {
  const [theme, locale] = (localStorage.getItem(HINT) ?? '').split(' ');
  const isTheme = (name: string | undefined): name is Settings['theme'] =>
    name === 'light' || name === 'dark' || name === 'projector' || name === 'system';
  const system = navigator.language.startsWith('zh') ? 'zh-CN' : 'en';
  return {
    theme: isTheme(theme) ? theme : 'system',
    locale: locale === 'en' || locale === 'zh-CN' ? locale : system,
  };
}

export const rememberLook = ({ theme, locale }: Look): void => localStorage.setItem(HINT, `${theme} ${locale}`);

export const showGuessedTheme = (): void => showTheme(themeOf(guessLook().theme, systemDark().matches));
