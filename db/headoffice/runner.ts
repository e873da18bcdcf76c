import type { Logger } from 'pino';
import type { HeadOfficeDatabase } from './database.ts';
import { sequence } from './sequencer.ts';

/** Tells streams that there may be something new. */
export interface Changes {
  /** Grows with every wake-up. */
  readonly count: number;
  /** Resolves once `count` has passed `seen`, the time is over or the signal fires. */
  after(seen: number, milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface SequencerRunner {
  readonly changes: Changes;
  /** Sequences what is committed now; resolves when it is in the log. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** A lost notification costs no more than this. */
const POLL_MS = 1000;

/**
 * Sequences whenever a commit announces itself, and once a second in case one did not. Several services may run this
 * on one database: the log's lock lets one of them at a time, and each finds the others' work done.
 */
export async function startSequencer(database: HeadOfficeDatabase, log: Logger): Promise<SequencerRunner> {
  let count = 0;
  let lastOp: bigint | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let closed = false;
  const waiting = new Set<() => void>();

  async function once(): Promise<void> {
    await sequence(database);
    const { rows } = await database.query<{ last_op: bigint; epoch: string }>('select last_op, epoch from sync.state');
    const now = rows[0]?.last_op ?? 0n;
    if (now === lastOp) return;
    lastOp = now;
    count += 1;
    for (const wake of [...waiting]) wake();
  }

  function run(): Promise<void> {
    if (running !== null) {
      again = true;
      return running;
    }
    running = (async () => {
      try {
        do {
          again = false;
          await once();
        } while (again && !closed);
      } finally {
        running = null;
      }
    })();
    return running;
  }

  const background = (): void => {
    if (closed) return;
    run().catch((error: unknown) => log.error({ err: error }, 'sequencing failed; it is tried again'));
  };
  const unlisten = await database.listen('sync', background);
  const timer = setInterval(background, POLL_MS);
  await run();

  return {
    changes: {
      get count() {
        return count;
      },
      after(seen, milliseconds, signal) {
        if (count > seen || signal.aborted) return Promise.resolve();
        return new Promise((resolve) => {
          const done = (): void => {
            clearTimeout(timeout);
            waiting.delete(done);
            signal.removeEventListener('abort', done);
            resolve();
          };
          const timeout = setTimeout(done, milliseconds);
          waiting.add(done);
          signal.addEventListener('abort', done);
        });
      },
    },
    flush: run,
    async close() {
      closed = true;
      clearInterval(timer);
      await unlisten();
      await running?.catch(() => undefined);
    },
  };
}
