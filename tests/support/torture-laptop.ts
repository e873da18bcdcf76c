/**
 * One life of a laptop that will be killed: `node torture-laptop.ts <folder> <journal> <dealer id>`. Opens what the last
 * life left, syncs, and in turns looks at the replica and saves a decision. The journal gets a command's id once its
 * user would have been told that it is saved. What it sees goes to the parent as messages.
 */
import { createHash } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { pino } from 'pino';
import { v7 as uuid } from 'uuid';
import { openStore } from '../../db/store/open-store.ts';
import { createSyncEngine } from '../../db/sync/create-engine.ts';

export interface TortureMessage {
  /** Receipts in the replica, their sum, and the sum of all targets: what one moment of head office looked like. */
  readonly receipts: number;
  readonly sum: number | null;
  readonly targets: number | null;
  readonly digest: string;
  readonly waiting: number;
  readonly notices: readonly string[];
}

const [folder = '', journal = '', dealerId = ''] = process.argv.slice(2);
const log = pino({ level: 'silent' });
const store = await openStore({ folder, keys: { kind: 'none' }, log });
const engine = await createSyncEngine({ store, log, retry: { firstMs: 10, maxMs: 100 } });
const told = openSync(journal, 'a');
let isSaving = true;
process.on('message', () => {
  isSaving = false;
});

function look(): TortureMessage {
  const replica = store.openReplica();
  try {
    return replica.transaction(() => {
      const { receipts, sum } = replica
        .prepare<[], { receipts: number; sum: number | null }>(
          'select count(*) as receipts, sum(amount_fen) as sum from receipt',
        )
        .get() ?? { receipts: 0, sum: null };
      const targets = replica.prepare<[], number | null>('select sum(value) from target').pluck().get() ?? null;
      const digest = createHash('sha256');
      for (const row of replica.prepare('select id, amount_fen from receipt order by id').raw().iterate()) {
        digest.update(String(row));
      }
      for (const row of replica.prepare('select id, value from target order by id').raw().iterate()) {
        digest.update(String(row));
      }
      return {
        receipts,
        sum,
        targets,
        digest: digest.digest('hex'),
        waiting: store.outbox.counts().waiting,
        notices: store.notices.map(({ code }) => code),
      };
    })();
  } finally {
    replica.close();
  }
}

function live(): void {
  process.send?.(look());
  if (isSaving) {
    const body = `第 ${Date.now()} 毫秒`;
    const { id } = store.outbox.enqueue({
      kind: 'annotation.add',
      version: 1,
      payload: { annotationId: uuid(), dealerId, body },
    });
    writeSync(told, `${id}\n`);
    engine.commandsWaiting();
  }
  setTimeout(live, 10);
}

if (store.device.read()?.person === undefined) throw new Error('the parent enrols the laptop first');
engine.start();
live();
