import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { PACK_TABLES, type PackTable, ROW_TABLES, type RowTable } from '../domain/replica/manifest.ts';
import { packType } from './replica-schema.ts';

/** What a replica holds, and whether its tables say what head office sent. */
export interface ReplicaContent {
  /** By bucket, at the last operation that was applied; `digest` as `POST /v1/digest` defines it. */
  readonly buckets: readonly {
    readonly name: string;
    readonly at: string;
    readonly rows: number;
    readonly digest: string;
  }[];
  /** Tables with a row more, less or other than was sent. */
  readonly wrongTables: readonly string[];
}

const count = (db: Database.Database, sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? 0;

function isRowTableRight(db: Database.Database, { name, columns }: RowTable): boolean {
  const differs = Object.keys(columns).map((column) => `t.${column} is not json_extract(o.data, '$.${column}')`);
  const sent = `from ps_oplog o where o.row_type = '${name}'`;
  const wrong = count(
    db,
    `select count(*) from ps_oplog o left join ${name} t on t.id = o.row_id
     where o.row_type = '${name}' and (t.id is null or ${differs.join(' or ')})`,
  );
  return wrong === 0 && count(db, `select count(*) from ${name}`) === count(db, `select count(*) ${sent}`);
}

function isPackTableRight(db: Database.Database, pack: PackTable): boolean {
  const { name, columns } = pack;
  const type = packType(pack);
  const differs = columns.map((column, index) => `f.${column.name} is not e.value ->> ${index}`);
  const wrong = count(
    db,
    `select count(*) from ps_oplog o left join pack p on p.kind = '${name}' and p.id = o.row_id
       join json_each(json_extract(o.data, '$.body')) e left join ${name} f on f.pk = p.pk and f.n = e.key
     where o.row_type = '${type}' and (f.pk is null or ${differs.join(' or ')})`,
  );
  const sent = `select coalesce(sum(json_array_length(json_extract(data, '$.body'))), 0) from ps_oplog`;
  return wrong === 0 && count(db, `select count(*) from ${name}`) === count(db, `${sent} where row_type = '${type}'`);
}

function digestsOf(db: Database.Database): ReplicaContent['buckets'] {
  const buckets = db
    .prepare<[], { id: number; name: string; at: string }>(
      'select id, name, cast(last_applied_op as text) as at from ps_buckets where pending_delete = 0',
    )
    .all();
  const rowsOf = db.prepare<[number], { row: string; data: string }>(
    "select row_type || '/' || row_id || '/' as row, data from ps_oplog where bucket = ? and data is not null",
  );
  return buckets.map(({ id, name, at }) => {
    let sum = 0n;
    let rows = 0;
    for (const { row, data } of rowsOf.iterate(id)) {
      sum += BigInt(`0x${createHash('md5').update(row).update(data).digest('hex').slice(0, 16)}`);
      rows += 1;
    }
    return { name, at, rows, digest: BigInt.asUintN(64, sum).toString(16) };
  });
}

/**
 * Reads all of the replica, as one state. Null while operations lie there that are not applied yet: the tables are then
 * rightly behind what was sent.
 */
export function readReplicaContent(db: Database.Database): ReplicaContent | null {
  return db.transaction(() => {
    if (count(db, 'select count(*) from ps_buckets where last_op <> last_applied_op') > 0) return null;
    const wrong = [
      ...ROW_TABLES.filter((table) => !isRowTableRight(db, table)),
      ...PACK_TABLES.filter((pack) => !isPackTableRight(db, pack)),
    ];
    return { buckets: digestsOf(db), wrongTables: wrong.map(({ name }) => name) };
  })();
}
