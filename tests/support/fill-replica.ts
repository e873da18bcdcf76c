import type Database from 'better-sqlite3';
import type { HeadOfficeDatabase } from '../../db/headoffice/database.ts';
import { connect } from '../../db/store/connection.ts';
import { createReplica } from '../../db/store/replica-file.ts';
import { syncedTables } from '../../db/store/replica-schema.ts';

/**
 * Makes a replica that holds everything head office has, without a network: the newest operation of each row of the sync
 * log, written by the very statements that the sync client uses. Head office must have sequenced its changes.
 */
export async function fillReplica(headOffice: HeadOfficeDatabase, file: string): Promise<Database.Database> {
  createReplica(file, null);
  const replica = connect(file, { role: 'replica', key: null });
  const tables = new Map(syncedTables().map((table) => [table.name, { table, put: replica.prepare(table.put.sql) }]));
  const { rows } = await headOffice.query<{ op: string; type: string; id: string; data: string }>(
    `select op, type, id, data from (
       select distinct on (type, id) op, type, id, data from sync.op
       where op in ('PUT', 'REMOVE') order by type, id, op_id desc
     ) newest where op = 'PUT'`,
  );
  replica.transaction(() => {
    for (const row of rows) {
      const target = tables.get(row.type);
      if (target === undefined) throw new Error(`Head office sends ${row.type}, which the replica does not know`);
      const data = JSON.parse(row.data) as Record<string, string | number | null>;
      target.put.run(
        ...target.table.put.params.map((param) => (param === 'Id' ? row.id : (data[param.Column] ?? null))),
      );
    }
  })();
  return replica;
}
