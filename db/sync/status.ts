import { isDeepStrictEqual } from 'node:util';
import type { SyncStatus } from '../contract/sync.ts';

/** The engine's status: changed by fields, told to listeners when something is different. */
export interface StatusBoard {
  readonly value: SyncStatus;
  change(fields: Partial<SyncStatus>): void;
  listen(listener: (status: SyncStatus) => void): () => void;
}

export function createStatusBoard(initial: SyncStatus): StatusBoard {
  let value = initial;
  const listeners = new Set<(status: SyncStatus) => void>();
  return {
    get value() {
      return value;
    },
    change(fields) {
      const next = { ...value, ...fields };
      if (isDeepStrictEqual(next, value)) return;
      value = next;
      for (const listener of listeners) listener(value);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
