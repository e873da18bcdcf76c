import type { z } from 'zod';
import type { BucketDigest, DigestRequest } from '../contract/head-office.ts';
import type { HeadOfficeDatabase } from './database.ts';
import { scopeOf } from './scope.ts';
import type { Bearer } from './tokens.ts';

/**
 * What a device's buckets hold, as one number each, to be compared with what the laptop holds. The sync protocol's own
 * checksums say that every operation arrived; this says that its content did, and is still there.
 */
export async function digestBuckets(
  database: HeadOfficeDatabase,
  by: Bearer,
  { buckets: asked }: z.infer<typeof DigestRequest>,
): Promise<BucketDigest[]> {
  const { buckets: own } = await scopeOf(database, by.personId, by.deviceId);
  const known = asked.filter(({ name }) => own.includes(name));
  const { rows } = await database.transaction(
    (tx) =>
      tx.query<{ name: string; rows: number; sum: string }>(
        `with asked as (
           select * from unnest($1::text[], $2::bigint[]) as a (name, at)
           where not exists (select 1 from sync.op o where o.bucket = a.name and o.op_id > a.at)
         ), newest as (
           select distinct on (o.bucket, o.type, o.id) o.bucket, o.op, o.type, o.id, o.data
           from sync.op o join asked a on a.name = o.bucket where o.type is not null
           order by o.bucket, o.type, o.id, o.op_id desc
         )
         select a.name, count(n.id)::int as rows,
           coalesce(sum(('x' || substr(md5(n.type || '/' || n.id || '/' || n.data), 1, 16))::bit(64)::bigint), 0)::text as sum
         from asked a left join newest n on n.bucket = a.name and n.op = 'PUT' group by a.name`,
        [known.map(({ name }) => name), known.map(({ at }) => at)],
      ),
    { role: 'ho_feed', readOnly: true, settings: { 'app.buckets': known.map(({ name }) => name).join(',') } },
  );
  return rows.map(({ name, rows: count, sum }) => ({
    name,
    rows: count,
    digest: BigInt.asUintN(64, BigInt(sum)).toString(16),
  }));
}
