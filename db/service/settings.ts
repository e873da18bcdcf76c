import { DEFAULT_SETTINGS, Settings } from '../contract/settings.ts';
import type { FeatureHandlers } from './handlers.ts';
import type { ServiceParts } from './parts.ts';

export function settingsService(parts: ServiceParts): FeatureHandlers<'settings'> {
  return {
    get: async () => readSettings(parts),
    async update(changes) {
      // Absent fields must not be written: they keep what they are.
      const given = Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
      parts.store.settings.write(Object.fromEntries(given));
      return readSettings(parts);
    },
  };
}

/** What was chosen, over the defaults; a value that this version does not understand counts as not chosen. */
export function readSettings(parts: ServiceParts): Settings {
  const stored = parts.store.settings.read();
  const chosen = Object.entries(Settings.shape).flatMap(([name, schema]) => {
    const value = schema.safeParse(stored[name]);
    return value.success ? [[name, value.data]] : [];
  });
  return Settings.parse({ ...DEFAULT_SETTINGS, ...Object.fromEntries(chosen) });
}
