/**
 * The one way head office's code talks to PostgreSQL. Two implementations: a real server through `pg`
 * (`database-server.ts`) and PGlite in this process (`database-embedded.ts`). Same SQL on both.
 */

export type SqlValue = string | number | bigint | boolean | null | Uint8Array | readonly string[] | readonly number[];

export interface QueryResult<Row> {
  readonly rows: Row[];
  /** Rows inserted, updated or deleted. */
  readonly affected: number;
}

export interface Queryable {
  /** One statement with `$1`-style parameters. bigint columns come back as JavaScript bigint, dates as ISO text. */
  query<Row = Record<string, unknown>>(sql: string, values?: readonly SqlValue[]): Promise<QueryResult<Row>>;
  /** Several statements without parameters. */
  script(sql: string): Promise<void>;
  /**
   * Loads rows with COPY in text format (tab separated, `\N` for null, backslash escapes); the caller yields whole lines
   * ending in `\n`, in chunks of any size.
   */
  copyIn(table: string, columns: readonly string[], lines: AsyncIterable<string> | Iterable<string>): Promise<number>;
}

export type IsolationLevel = 'read committed' | 'repeatable read';

/** The roles of 095_security.sql and 120_ledger.sql that the service takes on for a transaction. */
export type HeadOfficeRole = 'ho_auth' | 'ho_feed' | 'ho_command' | 'ho_ledger';

export interface TransactionOptions {
  readonly isolation?: IsolationLevel;
  readonly readOnly?: boolean;
  /** `SET LOCAL ROLE`; absent means the owner. */
  readonly role?: HeadOfficeRole;
  /** `SET LOCAL` of the settings that row-level security reads, e.g. `app.regions`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface HeadOfficeDatabase extends Queryable {
  readonly kind: 'server' | 'embedded';
  /** Commits when `work` resolves, rolls back when it throws. */
  transaction<T>(work: (tx: Queryable) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Calls back on NOTIFY; a wake-up only, never the data. Returns the way to stop. */
  listen(channel: string, onNotify: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
