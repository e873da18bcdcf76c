import {
  PACK_TABLES,
  type PackTable,
  REPLICA_SCHEMA_VERSION,
  ROW_TABLES,
  type RowTable,
} from '../domain/replica/manifest.ts';

/**
 * The shape of `replica.db`, derived from the manifest: tables that the sync client writes into directly.
 *
 * A pack arrives as one row of the view `<name>_pack`; its trigger unfolds the body into rows of the fact table, within
 * the transaction that applies the checkpoint. `pack.pk` stays the same for as long as the pack exists.
 */

/** Marks a SQLite file as a replica of ours ("RSWR"). */
export const REPLICA_APPLICATION_ID = 0x52535752;

const SQLITE_TYPE = { text: 'text', integer: 'integer', real: 'real', json: 'text' } as const;

/** Type of sync rows that carry packs of this fact. */
export const packType = (pack: PackTable): string => `${pack.name}_pack`;

function rowTableSql(table: RowTable): string[] {
  const columns = Object.entries(table.columns).map(([name, type]) => `${name} ${SQLITE_TYPE[type]}`);
  const indexes = (table.indexes ?? []).map(
    (index) => `create index ${table.name}_${index.join('_')} on ${table.name} (${index.join(', ')})`,
  );
  return [`create table ${table.name} (id text primary key not null, ${columns.join(', ')})`, ...indexes];
}

function packTableSql(pack: PackTable): string[] {
  const names = pack.columns.map((column) => column.name);
  const columns = pack.columns.map((column) => `${column.name} ${column.type}`);
  // `jsonb_each` parses a body once; `json_each` would hand out each row as text, to be parsed again for its columns.
  const values = names.map((_, index) => `e.value ->> ${index}`);
  const view = packType(pack);
  const pk = (row: 'new' | 'old') => `(select pk from pack where kind = '${pack.name}' and id = ${row}.id)`;
  return [
    `create table ${pack.name} (
  pk integer not null, n integer not null, ${columns.join(', ')}, primary key (pk, n)
) without rowid`,
    `create view ${view} as
  select id, region_id, dealer_id, period, null as body from pack where kind = '${pack.name}'`,
    `create trigger ${view}_put instead of insert on ${view} begin
  insert into pack (id, kind, region_id, dealer_id, period)
    values (new.id, '${pack.name}', new.region_id, new.dealer_id, new.period)
    on conflict (kind, id) do update
      set region_id = excluded.region_id, dealer_id = excluded.dealer_id, period = excluded.period;
  delete from ${pack.name} where pk = ${pk('new')};
  insert into ${pack.name} (pk, n, ${names.join(', ')})
    select ${pk('new')}, e.key, ${values.join(', ')} from jsonb_each(new.body) e;
end`,
    `create trigger ${view}_delete instead of delete on ${view} begin
  delete from ${pack.name} where pk = ${pk('old')};
  delete from pack where kind = '${pack.name}' and id = old.id;
end`,
  ];
}

/** The statements that make an empty file a replica of the current shape. */
export function replicaSchemaSql(): string {
  return [
    // Where this copy comes from: positions of another epoch of head office mean nothing.
    'create table replica_origin (one integer primary key check (one = 1), epoch text not null)',
    `create table pack (
  pk integer primary key, id text not null, kind text not null, region_id text not null, dealer_id text,
  period text not null, unique (kind, id)
)`,
    ...ROW_TABLES.flatMap(rowTableSql),
    ...PACK_TABLES.flatMap(packTableSql),
    `pragma application_id = ${REPLICA_APPLICATION_ID}`,
    `pragma user_version = ${REPLICA_SCHEMA_VERSION}`,
  ]
    .map((statement) => `${statement};\n`)
    .join('');
}

/** How the sync client writes one synced type; `params` name where each `?` comes from. */
export interface SyncedTable {
  readonly name: string;
  readonly put: { readonly sql: string; readonly params: readonly ('Id' | { readonly Column: string })[] };
  readonly delete: { readonly sql: string; readonly params: readonly 'Id'[] };
}

function syncedTable(name: string, columns: readonly string[], insert: 'insert' | 'insert or replace'): SyncedTable {
  const marks = ['?', ...columns.map(() => '?')].join(', ');
  return {
    name,
    put: {
      sql: `${insert} into ${name} (id, ${columns.join(', ')}) values (${marks})`,
      params: ['Id', ...columns.map((Column) => ({ Column }))],
    },
    delete: { sql: `delete from ${name} where id = ?`, params: ['Id'] },
  };
}

/** All synced types, row tables first. A put of a known id replaces the row, of a known pack all its facts. */
export function syncedTables(): readonly SyncedTable[] {
  return [
    ...ROW_TABLES.map((table) => syncedTable(table.name, Object.keys(table.columns), 'insert or replace')),
    ...PACK_TABLES.map((pack) => syncedTable(packType(pack), ['region_id', 'dealer_id', 'period', 'body'], 'insert')),
  ];
}

/** Reading and noting the epoch of the head office that the rows come from. */
export const REPLICA_ORIGIN = {
  read: 'select epoch from replica_origin',
  write: 'insert or replace into replica_origin (one, epoch) values (1, ?)',
} as const;

/** Tables whose change means that figures on the screen may change. */
export const REPLICA_TABLES: readonly string[] = [...ROW_TABLES.map((table) => table.name), 'pack'];
