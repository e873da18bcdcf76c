import type { HeadOfficeDatabase } from '../../db/headoffice/database.ts';

interface LoggedOp {
  readonly bucket: string;
  readonly op: string;
  readonly type: string | null;
  readonly id: string | null;
  readonly data: string | null;
}

/** What a laptop holds after replaying the log from its beginning: `bucket|type/id` → data. */
export async function reduceLog(database: HeadOfficeDatabase): Promise<ReadonlyMap<string, string>> {
  const { rows } = await database.query<LoggedOp>('select bucket, op, type, id, data from sync.op order by op_id');
  const state = new Map<string, string>();
  for (const { bucket, op, type, id, data } of rows) {
    const key = `${bucket}|${type}/${id}`;
    if (op === 'PUT') state.set(key, data ?? '');
    else if (op === 'REMOVE') state.delete(key);
    else if (op === 'CLEAR')
      for (const held of [...state.keys()]) if (held.startsWith(`${bucket}|`)) state.delete(held);
  }
  return state;
}

/** Sum of `column` over all rows of a pack, as it stands in the reduced log. */
export function sumOfPacks(state: ReadonlyMap<string, string>, type: string, column: number): number {
  let sum = 0;
  for (const [key, data] of state) {
    if (!key.includes(`|${type}/`)) continue;
    const { body } = JSON.parse(data) as { body: string };
    for (const row of JSON.parse(body) as number[][]) sum += Number(row[column]);
  }
  return sum;
}

/** Checksums of `sync.bucket` against the operations they stand for; empty when all agree. */
export async function wrongBuckets(database: HeadOfficeDatabase): Promise<readonly unknown[]> {
  const { rows } = await database.query(
    `select b.bucket from sync.bucket b left join (
       select bucket, sum(checksum)::bigint & 4294967295 as checksum, count(*) as n from sync.op group by bucket
     ) o using (bucket) where o.checksum is distinct from b.checksum or o.n is distinct from b.n`,
  );
  return rows;
}
