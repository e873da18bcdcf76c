import type { HeadOfficeDatabase, Queryable } from './database.ts';

async function count(session: Queryable, sql: string, values: readonly string[] = []): Promise<number> {
  const { rows } = await session.query<{ n: bigint }>(sql, values);
  return Number(rows[0]?.n ?? 0);
}

/** Turns all committed changes into operations of the sync log, as one consistent cut. Returns how many it wrote. */
export const sequence = (session: Queryable): Promise<number> => count(session, 'select sync.sequence() as n');

/** Makes the sync log anew from the tables, under a new epoch. Returns how many operations it holds. */
export const reseed = (session: Queryable): Promise<number> => count(session, 'select sync.reseed() as n');

/**
 * Packs every fact dated before `openFrom` by month.
 * @param openFrom first of a month, not before the last one given
 */
export const closeMonths = (session: Queryable, openFrom: string): Promise<number> =>
  count(session, 'select sync.close_months($1::date) as n', [openFrom]);

/** Shortens the log without changing what it adds up to. Returns how many operations it emptied or removed. */
export const compact = (database: HeadOfficeDatabase): Promise<number> => count(database, 'select sync.compact() as n');

/** Times that {@link recheck} begins anew when another sequencer came between. */
const RECHECKS_MAX = 5;
const SERIALIZATION_FAILURE = '40001';

/**
 * Compares everything that laptops were told with the tables, and tells them what is different: changes that went past
 * the triggers. One snapshot for what is still marked and for what is found, so that nothing ordinary is counted.
 * @returns how many operations it took; 0 when the log says what the tables say
 */
export async function recheck(database: HeadOfficeDatabase): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transaction(
        async (tx) => {
          await sequence(tx);
          return count(tx, 'select sync.recheck() as n');
        },
        { isolation: 'repeatable read' },
      );
    } catch (error) {
      const isRace = error instanceof Error && 'code' in error && error.code === SERIALIZATION_FAILURE;
      if (!isRace || attempt === RECHECKS_MAX) throw error;
    }
  }
}

/**
 * Loads much at once: `work` writes with capture off, then the log is made anew in the same transaction. Laptops see
 * either nothing of it or all of it.
 */
export function bulkLoad<T>(database: HeadOfficeDatabase, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return database.transaction(
    async (tx) => {
      const result = await work(tx);
      await reseed(tx);
      return result;
    },
    { settings: { 'app.capture': 'off' } },
  );
}
