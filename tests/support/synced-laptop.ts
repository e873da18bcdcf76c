import { onTestFinished } from 'vitest';
import type { ErrorCode } from '../../db/contract/errors.ts';
import type { SyncStatus } from '../../db/contract/sync.ts';
import type { HeadOfficeDatabase } from '../../db/headoffice/database.ts';
import { issueEnrolmentCode } from '../../db/headoffice/enrolment.ts';
import type { KeySource } from '../../db/store/keys.ts';
import { openStore, type Store } from '../../db/store/open-store.ts';
import { createSyncEngine, type SyncEngineOptions } from '../../db/sync/create-engine.ts';
import type { SyncEngine } from '../../db/sync/engine.ts';
import { silent } from './laptop.ts';

export interface SyncedLaptop {
  readonly store: Store;
  readonly engine: SyncEngine;
  /** Resolves with the first status, from now on or already there, that `wanted` accepts. */
  until(wanted: (status: SyncStatus) => boolean): Promise<SyncStatus>;
  /** Syncs now; resolves once the laptop is up to date. */
  sync(): Promise<void>;
  untilError(code: ErrorCode): Promise<SyncStatus>;
  /** Resolves once `sql` over the replica (and `local`) gives `expected`, looking again after each change. */
  untilRows(sql: string, expected: readonly object[]): Promise<void>;
  rows(sql: string): unknown[];
  enrol(database: HeadOfficeDatabase, person: string, address: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a laptop on `folder`; it is closed at the latest when the test is over. Retries come fast. */
export async function openLaptop(
  folder: string,
  options: Partial<SyncEngineOptions> = {},
  keys: KeySource = { kind: 'none' },
): Promise<SyncedLaptop> {
  const store = await openStore({ folder, keys, log: silent });
  const engine = await createSyncEngine({ store, log: silent, retry: { firstMs: 20, maxMs: 200 }, ...options });
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await engine.close();
    await store.close();
  };
  onTestFinished(close);

  const until = (wanted: (status: SyncStatus) => boolean) =>
    new Promise<SyncStatus>((resolve) => {
      if (wanted(engine.status)) {
        resolve(engine.status);
        return;
      }
      const stop = engine.onStatus((status) => {
        if (!wanted(status)) return;
        stop();
        resolve(status);
      });
    });
  const rows = (sql: string) => {
    const replica = store.openReplica();
    try {
      return replica.prepare(sql).all();
    } finally {
      replica.close();
    }
  };
  return {
    store,
    engine,
    until,
    rows,
    async sync() {
      engine.start();
      await until(({ state }) => state !== 'idle');
      await until(({ state, error }) => state === 'idle' && error === null);
    },
    untilError: (code) => until((status) => status.error?.code === code),
    async untilRows(sql, expected) {
      const wanted = JSON.stringify(expected);
      await until(() => JSON.stringify(rows(sql)) === wanted);
    },
    async enrol(database, person, address) {
      await engine.enrol({ address, code: await issueEnrolmentCode(database, person), deviceName: 'test' });
    },
    close,
  };
}
