import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Settings } from '../../db/contract/settings.ts';
import { useSettings } from '../client/settings.ts';

/** A theme as it is shown: each has its colours and sizes in styles/tokens.css. */
export type Theme = 'light' | 'dark' | 'projector';

const HINT = 'regional-sales-workstation/look';
type Look = Pick<Settings, 'theme' | 'locale'>;
const systemDark = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

export const themeOf = (choice: Settings['theme'], isDark: boolean): Theme =>
  choice === 'system' ? (isDark ? 'dark' : 'light') : choice;

/** For the root, which shows it: the chosen theme; that of the system changes with it. */
export function useChosenTheme(): Theme {
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

const Shown = createContext<Theme>('light');
export const ThemeProvider = Shown.Provider;

/**
 * The theme that is shown. What reads colours from the document must learn of a change from here: a listener of its own
 * could hear of the system's theme before the document has it.
 */
export const useTheme = (): Theme => useContext(Shown);

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
