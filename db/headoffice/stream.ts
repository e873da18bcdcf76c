import { once } from 'node:events';
import type { Writable } from 'node:stream';
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

/** Operations read at once: some megabytes of packs. */
const PAGE = 500;
/**
 * Characters of data in one line, roughly. Each line is a transaction of the client, which writes pages again that the one
 * before it wrote; but the client looks through what it has of a line again with every piece that the network brings, and a
 * line of many pieces costs it the square of their number. Twice as much, or half, took a first sync longer (2026-11-28:
 * 26.5 s at 128,000, 24.5 s at 256,000, 25.4 s at 512,000).
 */
const LINE_CHARS = 256_000;
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

/** Which log a position belongs to, and how often that was compacted: pages of one checkpoint must agree in it. */
const LOG = 's.epoch::text as epoch, s.compactions::text as compactions';

interface LogState {
  readonly epoch: string;
  readonly compactions: string;
}

interface Checkpoint extends LogState {
  readonly lastOp: bigint;
  readonly states: readonly BucketState[];
}

/** The newest checkpoint: one snapshot of the log's end and of every bucket's sum. */
async function checkpoint(database: HeadOfficeDatabase, buckets: readonly string[]): Promise<Checkpoint> {
  return database.transaction(async (tx) => {
    const { rows } = await tx.query<LogState & { last_op: bigint; sums: [string, number, number][] | null }>(
      `select s.last_op, ${LOG}, (select json_agg(json_build_array(b.bucket, b.checksum, b.n)) from sync.bucket b) as sums
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
    return { lastOp: row.last_op, epoch: row.epoch, compactions: row.compactions, states };
  }, feed(buckets));
}

/** Operations after `after` up to the checkpoint's; null when the log is no longer the one that was announced. */
async function page(
  database: HeadOfficeDatabase,
  { epoch, compactions, lastOp }: Checkpoint,
  bucket: string,
  after: bigint,
  size: number,
): Promise<readonly Op[] | null> {
  const { rows } = await database.transaction(
    (tx) =>
      tx.query<LogState & (Op | { readonly op_id: null })>(
        `select ${LOG}, o.* from sync.state s left join lateral (
           select op_id, op, type, id, data, checksum from sync.op
           where bucket = $1 and op_id > $2 and op_id <= $3 order by op_id limit ${size}
         ) o on true order by o.op_id`,
        [bucket, after, lastOp],
      ),
    feed([bucket]),
  );
  if (rows[0]?.epoch !== epoch || rows[0].compactions !== compactions) return null;
  return rows.filter((row) => row.op_id !== null);
}

const opLine = (o: Op) => ({
  op_id: String(o.op_id),
  op: o.op,
  checksum: Number(o.checksum),
  ...(o.type === null || o.id === null ? {} : { object_type: o.type, object_id: o.id }),
  ...(o.data === null ? {} : { data: o.data }),
});

/** Operations by the line: at least one in each, and no more data than `chars` where there are more. */
function linesOf(ops: readonly Op[], chars: number): readonly (readonly Op[])[] {
  const lines: Op[][] = [];
  let room = 0;
  for (const op of ops) {
    const own = op.data?.length ?? 0;
    if (lines.length === 0 || own > room) {
      lines.push([]);
      room = chars;
    }
    lines.at(-1)?.push(op);
    room -= own;
  }
  return lines;
}

/**
 * Streams checkpoints to one laptop until it hangs up, its token ends, its grants change, its device is revoked or the log
 * is made anew: the client then comes again with what it has. Reads take a short transaction each, so that a slow reader
 * holds nothing. The price: the log may be compacted between two pages, and a row that was said again after this
 * checkpoint is then in neither. Such a checkpoint is not completed; a newer one is announced in its place.
 */
export async function streamCheckpoints(options: {
  readonly database: HeadOfficeDatabase;
  readonly changes: Changes;
  readonly bearer: Bearer;
  readonly request: z.infer<typeof StreamRequest>;
  readonly response: Writable;
  /** Operations read at once. */
  readonly pageSize?: number;
  /** Characters of data in one line. */
  readonly lineChars?: number;
}): Promise<void> {
  const { database, changes, bearer, request, response, pageSize = PAGE, lineChars = LINE_CHARS } = options;
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

  const { buckets } = await scopeOf(database, bearer.personId, bearer.deviceId);
  /** @throws HeadOfficeFailure when the device is no longer welcome */
  const isScopeAsBefore = async (): Promise<boolean> =>
    (await scopeOf(database, bearer.personId, bearer.deviceId)).buckets.join() === buckets.join();
  const after = new Map(request.buckets.map(({ name, after: position }) => [name, BigInt(position)]));

  /** Sends what the laptop lacks up to `now`. False when that can no longer be told. */
  async function sendPages(now: Checkpoint): Promise<boolean> {
    for (const bucket of buckets) {
      let position = after.get(bucket) ?? 0n;
      while (position < now.lastOp && !closed.signal.aborted) {
        const ops = await page(database, now, bucket, position, pageSize);
        if (ops === null) return false;
        const more = ops.length === pageSize;
        const lines = linesOf(ops, lineChars);
        for (const [at, line] of lines.entries()) {
          const isLast = !more && at === lines.length - 1;
          const next = isLast ? now.lastOp : (line.at(-1)?.op_id ?? now.lastOp);
          const range = { after: String(position), next_after: String(next) };
          await send({ data: { bucket, has_more: !isLast, ...range, data: line.map(opLine) } });
          position = next;
          after.set(bucket, next);
        }
        if (more && !(await isScopeAsBefore())) return false;
        if (!more) position = now.lastOp;
      }
      after.set(bucket, position);
    }
    return true;
  }

  let announced: Checkpoint | null = null;
  let isComplete = false;
  while (!closed.signal.aborted) {
    const seen = changes.count;
    const now = await checkpoint(database, buckets);
    if (announced !== null && announced.epoch !== now.epoch) return;
    if (!isComplete || now.lastOp !== announced?.lastOp) {
      const sums = now.states.map((state) => ({ ...state, priority: 3, subscriptions: [] }));
      const last_op_id = String(now.lastOp);
      await send(
        announced === null
          ? { checkpoint: { last_op_id, buckets: sums, streams: [] } }
          : { checkpoint_diff: { last_op_id, updated_buckets: sums, removed_buckets: [] } },
      );
      announced = now;
      isComplete = await sendPages(now);
      if (isComplete) await send({ checkpoint_complete: { last_op_id } });
    }
    if (isComplete) await changes.after(seen, HEARTBEAT_MS, closed.signal);
    const left = Math.floor(bearer.expires - Date.now() / 1000);
    await send({ token_expires_in: Math.max(0, left) });
    if (left <= 0 || !(await isScopeAsBefore())) return;
  }
}
