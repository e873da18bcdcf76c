/** How a value is stored on the laptop. `json` is text holding JSON; dates are ISO text; instants are ISO UTC text. */
export type ReplicaColumnType = 'text' | 'integer' | 'real' | 'json';

/** Who receives a row: everybody, the region's people, one person, one device. */
export type ReplicaScope = 'global' | 'region' | 'person' | 'device';

export interface RowTable {
  /** Name of the synced type and of the laptop's table. */
  readonly name: string;
  /** Table in schema `ho`; the same as `name` when absent. */
  readonly source?: string;
  readonly scope: ReplicaScope;
  /** Besides `id text primary key`. */
  readonly columns: Readonly<Record<string, ReplicaColumnType>>;
  /** Columns the laptop indexes. */
  readonly indexes?: readonly (readonly string[])[];
}

export interface PackColumn {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'real';
  /** SQL over the source row `s` at head office; the column itself when absent. */
  readonly sql?: string;
}

export interface PackTable {
  /** Name of the fact table on the laptop; the synced type is `<name>_pack`. */
  readonly name: string;
  /** Relation in schema `ho` that yields the rows, with `region_id` and `dealer_id`. */
  readonly source: string;
  /** Extra joins at head office, over the source row `s`. */
  readonly join?: string;
  /** SQL over `s`: who holds the pack, a dealer or, for goods of nobody, the region. As it is indexed at head office. */
  readonly holder: string;
  /** Column of the source that is the business date (decides day or month, and so the pack). */
  readonly dateColumn: string;
  /** Base tables of `ho` whose changes touch a pack, with the column that dates them. */
  readonly feeds: readonly { readonly table: string; readonly dateColumn: string }[];
  /** Total order of rows inside a pack: the rows of equal facts come out in equal bytes. */
  readonly orderBy: string;
  readonly columns: readonly PackColumn[];
}
