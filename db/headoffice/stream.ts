import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import type { HeadOfficeDatabase } from './database.ts';
import type { Changes } from './runner.ts';
import { scopeOf } from './scope.ts';
import type { Bearer } from './tokens.ts';

/** Body of `POST /sync/stream`, as PowerSync's client sends it; what we do not use is not read. */
export const StreamRequest = z.object({
  buckets: z
    .array(z.object({ name: z.string().max(200), after: z.string().regex(/^\d{1,19}$/) }))
    .max(5000)
    .default([]),
});

/** Operations read and sent at once: some hundred kilobytes of packs. */
const PAGE = 500;
/** A client hears from us at least this often, or it takes the connection for dead. */
const HEARTBEAT_MS = 10_000;

interface BucketState {
  readonly bucket: string;
  readonly checksum: number;
  readonly count: number;
}
interface Op {
  readonly op_id: bigint;
  readonly op: string;
  readonly type: string | null;
  readonly id: string | null;
  readonly data: string | null;
  readonly checksum: bigint;
}

const feed = (buckets: readonly string[]) =>
  ({ role: 'ho_feed', readOnly: true, settings: { 'app.buckets': buckets.join(',') } }) as const;

/** The newest checkpoint: one snapshot of the log's end and of every bucket's sum. */
async function checkpoint(database: HeadOfficeDatabase, buckets: readonly string[]) {
  return database.transaction(async (tx) => {
    const { rows } = await tx.query<{ last_op: bigint; epoch: string; sums: [string, number, number][] | null }>(
      `select s.last_op, s.epoch::text, (select json_agg(json_build_array(b.bucket, b.checksum, b.n)) from sync.bucket b) as sums
         from sync.state s`,
    );
    const row = rows[0];
    if (row === undefined) throw new Error('sync.state has no row');
    const sums = new Map((row.sums ?? []).map(([bucket, checksum, count]) => [bucket, { checksum, count }]));
    const states: BucketState[] = buckets.map((bucket) => ({
      bucket,
      checksum: sums.get(bucket)?.checksum ?? 0,
      count: sums.get(bucket)?.count ?? 0,
    }));
    return { lastOp: row.last_op, epoch: row.epoch, states };
  }, feed(buckets));
}

async function page(database: HeadOfficeDatabase, bucket: string, after: bigint, upTo: bigint): Promise<readonly Op[]> {
  const { rows } = await database.transaction(
    (tx) =>
      tx.query<Op>(
        `select op_id, op, type, id, data, checksum from sync.op
         where bucket = $1 and op_id > $2 and op_id <= $3 order by op_id limit ${PAGE}`,
        [bucket, after, upTo],
      ),
    feed([bucket]),
  );
  return rows;
}

const opLine = (o: Op) => ({
  op_id: String(o.op_id),
  op: o.op,
  checksum: Number(o.checksum),
  ...(o.type === null || o.id === null ? {} : { object_type: o.type, object_id: o.id }),
  ...(o.data === null ? {} : { data: o.data }),
});

/**
 * Streams checkpoints to one laptop until it hangs up, its token ends, its grants change or the log is made anew: the
 * client then comes again with what it has. Reads take a short transaction each, so that a slow reader holds nothing.
 */
export async function streamCheckpoints(options: {
  readonly database: HeadOfficeDatabase;
  readonly changes: Changes;
  readonly bearer: Bearer;
  readonly request: z.infer<typeof StreamRequest>;
  readonly response: ServerResponse;
}): Promise<void> {
  const { database, changes, bearer, request, response } = options;
  const closed = new AbortController();
  response.on('close', () => closed.abort());
  const send = async (line: unknown): Promise<void> => {
    if (closed.signal.aborted) return;
    if (!response.write(`${JSON.stringify(line)}\n`)) {
      await Promise.race([once(response, 'drain', { signal: closed.signal }), once(closed.signal, 'abort')]).catch(
        (error: unknown) => {
          if (!closed.signal.aborted) throw error;
        },
      );
    }
  };

  const scope = await scopeOf(database, bearer.personId, bearer.deviceId);
  const after = new Map(request.buckets.map(({ name, after: position }) => [name, BigInt(position)]));
  let sent: bigint | null = null;
  let epoch: string | null = null;
  while (!closed.signal.aborted) {
    const seen = changes.count;
    const now = await checkpoint(database, scope.buckets);
    if (epoch !== null && epoch !== now.epoch) return;
    epoch = now.epoch;
    if (sent === null || now.lastOp !== sent) {
      const buckets = now.states.map((state) => ({ ...state, priority: 3, subscriptions: [] }));
      await send(
        sent === null
          ? { checkpoint: { last_op_id: String(now.lastOp), buckets, streams: [] } }
          : { checkpoint_diff: { last_op_id: String(now.lastOp), updated_buckets: buckets, removed_buckets: [] } },
      );
      for (const { bucket } of now.states) {
        let position = after.get(bucket) ?? 0n;
        while (position < now.lastOp && !closed.signal.aborted) {
          const ops = await page(database, bucket, position, now.lastOp);
          const more = ops.length === PAGE;
          const next: bigint = more ? (ops.at(-1)?.op_id ?? now.lastOp) : now.lastOp;
          if (ops.length > 0) {
            await send({
              data: {
                bucket,
                has_more: more,
                after: String(position),
                next_after: String(next),
                data: ops.map(opLine),
              },
            });
          }
          position = next;
        }
        after.set(bucket, position);
      }
      await send({ checkpoint_complete: { last_op_id: String(now.lastOp) } });
      sent = now.lastOp;
    }
    await changes.after(seen, HEARTBEAT_MS, closed.signal);
    const left = Math.floor(bearer.expires - Date.now() / 1000);
    await send({ token_expires_in: Math.max(0, left) });
    if (left <= 0) return;
    const today = await scopeOf(database, bearer.personId, bearer.deviceId);
    if (today.buckets.join() !== scope.buckets.join()) return;
  }
}
