/** One first sync by the product: an empty, encrypted laptop is enrolled and follows the stream to its first checkpoint. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { openStore } from '../../../db/store/open-store.ts';
import { createSyncEngine } from '../../../db/sync/create-engine.ts';
import { digestOf } from './digest.ts';

const { folder, address, code } = JSON.parse(process.argv[2] ?? '{}') as Record<'folder' | 'address' | 'code', string>;
mkdirSync(folder, { recursive: true });
const log = pino({ level: 'silent' });
const store = await openStore({
  folder: join(folder, 'laptop'),
  keys: { kind: 'file', file: join(folder, 'laptop.key') },
  log,
});
const engine = await createSyncEngine({ store, log });
const synced = new Promise<void>((resolve) => {
  engine.onApplied(() => engine.status.syncedAt !== null && resolve());
  engine.onStatus((status) => status.syncedAt !== null && resolve());
});
const begun = performance.now();
await engine.enrol({ address, code, deviceName: 'benchmark' });
await synced;
const ms = performance.now() - begun;
const replica = store.openReplica();
const digest = digestOf(replica, true);
replica.close();
await engine.close();
await store.close();
process.send?.({ ms, digest });
process.disconnect();
