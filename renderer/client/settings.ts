import { create } from 'zustand';
import { DEFAULT_SETTINGS, type Settings } from '../../db/contract/settings.ts';
import { useClient } from './client-context.tsx';
import { tell } from './notices.ts';

const useStore = create<{ readonly settings: Settings }>(() => ({ settings: DEFAULT_SETTINGS }));

/** A part of what the user chose on this laptop. */
export const useSettings = <Part>(pick: (settings: Settings) => Part): Part =>
  useStore(({ settings }) => pick(settings));

/** The settings as they were saved; before the first view is shown. */
export const takeSettings = (settings: Settings): void => useStore.setState({ settings });

/**
 * Changes settings: seen at once, then saved on this laptop. What could not be saved is taken back, and the user is told
 * why.
 */
export function useChangeSettings(): (changes: Partial<Settings>) => Promise<void> {
  const client = useClient();
  return async (changes) => {
    const before = useStore.getState().settings;
    takeSettings({ ...before, ...changes });
    try {
      await client.settings.update(changes);
    } catch (error) {
      const taken = Object.keys(changes).map((name) => [name, before[name as keyof Settings]]);
      takeSettings({ ...useStore.getState().settings, ...Object.fromEntries(taken) });
      tell(error);
    }
  };
}
