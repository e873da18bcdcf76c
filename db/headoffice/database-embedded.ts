import { PGlite, type Transaction } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import type { HeadOfficeDatabase, Queryable, QueryResult, SqlValue, TransactionOptions } from './database.ts';
import { beginStatements } from './transaction.ts';

/** PostgreSQL type numbers: bigint, date, time stamp with zone. */
const INT8 = 20;
const DATE = 1082;
const TIMESTAMPTZ = 1184;
const asText = (value: string): string => value;
const parsers = { [INT8]: BigInt, [DATE]: asText, [TIMESTAMPTZ]: asText };

export const ENGINE_OPTIONS = { extensions: { btree_gist }, relaxedDurability: false };

type Session = Pick<PGlite | Transaction, 'query' | 'exec'>;

function queryable(session: Session): Queryable {
  return {
    async query<Row>(sql: string, values: readonly SqlValue[] = []): Promise<QueryResult<Row>> {
      const result = await session.query<Row>(sql, [...values], { parsers });
      return { rows: result.rows, affected: result.affectedRows ?? 0 };
    },
    async script(sql) {
      await session.exec(sql);
    },
    async copyIn(table, columns, lines) {
      const chunks: string[] = [];
      for await (const line of lines) chunks.push(line);
      const result = await session.query(`copy ${table} (${columns.join(', ')}) from '/dev/blob'`, [], {
        blob: new Blob(chunks),
      });
      return result.affectedRows ?? 0;
    },
  };
}

/**
 * PostgreSQL in this process (PGlite). One connection, so PGlite itself makes transactions wait for each other.
 * @param folder where the files lie; null keeps everything in memory
 */
export async function openEmbeddedDatabase(folder: string | null): Promise<HeadOfficeDatabase> {
  return databaseOn(await PGlite.create({ ...(folder === null ? {} : { dataDir: folder }), ...ENGINE_OPTIONS }));
}

/** Head office's database on an engine that was made with `ENGINE_OPTIONS`. */
export function databaseOn(engine: PGlite): HeadOfficeDatabase {
  return {
    kind: 'embedded',
    ...queryable(engine),
    transaction<T>(work: (tx: Queryable) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
      return engine.transaction(async (tx) => {
        const session = queryable(tx);
        for (const { sql, values } of beginStatements(options)) await session.query(sql, values);
        return work(session);
      }) as Promise<T>;
    },
    async listen(channel, onNotify) {
      const stop = await engine.listen(channel, () => onNotify());
      return async () => stop();
    },
    close: () => engine.close(),
  };
}
