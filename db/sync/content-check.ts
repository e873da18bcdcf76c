import type { Logger } from 'pino';
import { AppError } from '../contract/errors.ts';
import { dayOfInstant, fromDay } from '../domain/time/days.ts';
import { checkReplicaContent } from '../store/check.ts';
import type { Store } from '../store/open-store.ts';
import type { Line } from './outbox-pump.ts';

/** Local date of the last comparison, kept among the settings. */
const CHECKED_ON = 'replicaCheckedOn';

/**
 * Compares what the replica holds with head office: the tables with what was sent, and what was sent with what head office
 * has. Buckets that moved on meanwhile are left out.
 * @returns whether anything was compared
 * @throws AppError replica_corrupt when something differs; whatever head office refuses with
 */
export async function compareContent(store: Store, line: Line, log: Logger, signal: AbortSignal): Promise<boolean> {
  const content = await checkReplicaContent(store.replicaFile, store.keys.replica, signal);
  if (content === null) return false;
  const { buckets: theirs } = await line.headOffice.digest(await line.tokens.get(), {
    buckets: content.buckets.map(({ name, at }) => ({ name, at })),
  });
  const ours = new Map(content.buckets.map((bucket) => [bucket.name, bucket]));
  const wrongBuckets = theirs
    .filter(({ name, rows, digest }) => ours.get(name)?.rows !== rows || ours.get(name)?.digest !== digest)
    .map(({ name }) => name);
  const { wrongTables } = content;
  if (wrongBuckets.length + wrongTables.length > 0) {
    const cause = new Error('the replica is not what head office has');
    log.error({ wrongBuckets, wrongTables }, cause.message);
    throw new AppError('replica_corrupt', {}, cause);
  }
  return theirs.length > 0;
}

/** The day's comparison, within one conversation with head office. */
export interface ContentCheck {
  /** Begins it unless it was begun, or made today. */
  start(): void;
  /** Resolves when none is under way; with the failure when the replica is not right. */
  settled(): Promise<AppError | null>;
}

export interface ContentCheckOptions {
  readonly store: Store;
  readonly line: Line;
  readonly log: Logger;
  readonly now: () => Date;
  /** Ends a comparison that is under way. */
  readonly signal: AbortSignal;
  /** The replica is not right: the conversation is of no use any more. */
  readonly onWrong: () => void;
}

export function createContentCheck({ store, line, log, now, signal, onWrong }: ContentCheckOptions): ContentCheck {
  let running: Promise<AppError | null> | null = null;
  const done = (): void => store.settings.write({ [CHECKED_ON]: fromDay(dayOfInstant(now().toISOString())) });

  async function check(): Promise<AppError | null> {
    try {
      if (await compareContent(store, line, log, signal)) done();
    } catch (error) {
      if (error instanceof AppError && error.code === 'replica_corrupt') {
        // Counts as made: what cannot be mended by fetching it anew is not fetched again and again.
        done();
        onWrong();
        return error;
      }
      log.warn({ err: error }, 'the replica could not be compared; it is tried again');
    }
    return null;
  }

  return {
    start() {
      const last = store.settings.read()[CHECKED_ON];
      // What was fetched for the first time was checked on its way.
      if (last === undefined) done();
      else if (running === null && last !== fromDay(dayOfInstant(now().toISOString()))) running = check();
    },
    settled: () => running ?? Promise.resolve(null),
  };
}
