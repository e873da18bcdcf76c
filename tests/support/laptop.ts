import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { v7 as uuid } from 'uuid';
import { onTestFinished } from 'vitest';
import type { KeySource } from '../../db/store/keys.ts';
import { openStore, type Store } from '../../db/store/open-store.ts';

export const silent = pino({ level: 'silent' });

/** A folder of its own for one test, deleted when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rsw-laptop-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a store that the test closes, at the latest when it is over. */
export async function openTestStore(folder: string, keys: KeySource = { kind: 'none' }): Promise<Store> {
  const store = await openStore({ folder, keys, log: silent });
  onTestFinished(() => store.close());
  return store;
}

/** Makes the store's laptop known to a head office that does not exist. */
export function becomeSomebody(store: Store, personId = uuid()): string {
  const id = uuid();
  store.device.become({
    id,
    privateJwk: { d: 'secret' },
    publicJwk: { x: 'public' },
    headOffice: 'http://127.0.0.1:1',
    person: { id: personId, name: '周敏', enrolledAt: '2026-09-25T00:00:00.000Z' },
  });
  return id;
}

export const note = (body: string) => ({
  kind: 'annotation.add',
  version: 1,
  payload: { annotationId: uuid(), dealerId: uuid(), body },
});

/** Overwrites part of a file with noise, as a failing disk does. */
export function damage(file: string, offset: number, length: number): void {
  const handle = openSync(file, 'r+');
  try {
    writeSync(handle, randomBytes(length), 0, length, offset);
  } finally {
    closeSync(handle);
  }
}
