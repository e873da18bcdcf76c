import { z } from 'zod';
import type { LocalFile } from './local-file.ts';

export type SettingValue = z.infer<ReturnType<typeof z.json>>;

/** What the user chose on this laptop, by name. What a setting may hold is the contract's affair. */
export interface SettingsRepository {
  read(): Readonly<Record<string, SettingValue>>;
  /** Changes the given settings and keeps the rest. */
  write(changes: Readonly<Record<string, SettingValue>>): void;
}

export function createSettingsRepository(file: LocalFile): SettingsRepository {
  return {
    read: () =>
      file.read((db) => {
        const rows = db.prepare<[], { key: string; value: string }>('select key, value from setting').all();
        return Object.fromEntries(rows.map(({ key, value }) => [key, z.json().parse(JSON.parse(value))]));
      }),
    write: (changes) =>
      file.write((db) => {
        const put = db.prepare(
          'insert into setting (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
        );
        for (const [key, value] of Object.entries(changes)) put.run(key, JSON.stringify(value));
      }),
  };
}
