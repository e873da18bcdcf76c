import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { HeadOfficeDatabase, Queryable, QueryResult, SqlValue, TransactionOptions } from './database.ts';
import { beginStatements } from './transaction.ts';

const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, BigInt);
types.setTypeParser(pg.types.builtins.DATE, (text: string) => text);
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text: string) => text);

/** Sessions beyond the service's own need would only wait for the two disks of a small server. */
const POOL_SIZE = 20;
const LISTEN_AGAIN_MS = 1000;

function queryable(
  client: pg.ClientBase | pg.Pool,
  borrow: <T>(work: (c: pg.ClientBase) => Promise<T>) => Promise<T>,
): Queryable {
  return {
    async query<Row>(sql: string, values: readonly SqlValue[] = []): Promise<QueryResult<Row>> {
      const result = await client.query(sql, [...values]);
      return { rows: result.rows as Row[], affected: result.rowCount ?? 0 };
    },
    async script(sql) {
      await client.query(sql);
    },
    copyIn: (table, columns, lines) =>
      borrow(async (session) => {
        const stream = session.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
        const done = finished(stream);
        for await (const line of lines) {
          if (!stream.write(line)) await Promise.race([once(stream, 'drain'), done]);
        }
        stream.end();
        await done;
        return stream.rowCount ?? 0;
      }),
  };
}

/** A real PostgreSQL (15 or newer) at a connection address such as `postgres://user@host:5432/database`. */
export async function openServerDatabase(url: string): Promise<HeadOfficeDatabase> {
  const pool = new pg.Pool({ connectionString: url, max: POOL_SIZE, types });
  // An idle session that breaks is replaced by the pool; whoever uses a broken one gets the error itself.
  pool.on('error', () => undefined);
  // Also while it is lent: without a listener the loss of a session would end this process.
  pool.on('connect', (client) => client.on('error', () => undefined));

  async function borrow<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let failure: Error | undefined;
    try {
      return await work(client);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      // A session that failed is not given back: its state is unknown.
      client.release(failure);
    }
  }

  return {
    kind: 'server',
    ...queryable(pool, borrow),
    transaction<T>(work: (tx: Queryable) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
      return borrow(async (client) => {
        const session = queryable(client, (copy) => copy(client));
        await client.query('begin');
        try {
          for (const { sql, values } of beginStatements(options)) await session.query(sql, values);
          const result = await work(session);
          await client.query('commit');
          return result;
        } catch (error) {
          // A session that is lost has nothing to roll back; what counts is why the work failed.
          await client.query('rollback').catch(() => undefined);
          throw error;
        }
      });
    },
    async listen(channel, onNotify) {
      let stopped = false;
      let retry: NodeJS.Timeout | undefined;
      let session: pg.PoolClient | null = null;
      async function begin(): Promise<void> {
        const client = await pool.connect();
        session = client;
        client.on('notification', onNotify);
        client.once('error', () => {
          client.release(true);
          session = null;
          again();
        });
        await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      }
      /** A session that was lost is replaced; what it missed meanwhile may be looked for at once. */
      function again(): void {
        clearTimeout(retry);
        if (stopped) return;
        retry = setTimeout(() => begin().then(onNotify, again), LISTEN_AGAIN_MS);
      }
      await begin();
      return async () => {
        stopped = true;
        clearTimeout(retry);
        session?.release(true);
      };
    },
    close: () => pool.end(),
  };
}
