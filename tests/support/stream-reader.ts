import { Writable } from 'node:stream';

interface StreamOp {
  readonly op_id: string;
  readonly op: 'PUT' | 'REMOVE' | 'MOVE' | 'CLEAR';
  readonly checksum: number;
  readonly object_type?: string;
  readonly object_id?: string;
  readonly data?: string;
}
interface BucketSum {
  readonly bucket: string;
  readonly checksum: number;
}
interface StreamLine {
  readonly checkpoint?: { readonly buckets: readonly BucketSum[] };
  readonly checkpoint_diff?: { readonly updated_buckets: readonly BucketSum[] };
  readonly data?: { readonly bucket: string; readonly next_after: string; readonly data: readonly StreamOp[] };
  readonly checkpoint_complete?: { readonly last_op_id: string };
}

/** What a client keeps of one bucket: rows, the sum of the checksums, and how far it has read. */
interface Held {
  checksum: number;
  after: string;
  readonly rows: Map<string, string>;
}

export interface Completed {
  readonly lastOp: string;
  /** `bucket|type/id` → data. */
  readonly rows: ReadonlyMap<string, string>;
  /** Buckets that do not add up to what the checkpoint announced. */
  readonly wrong: readonly string[];
}

/** A laptop as the sync protocol describes it, without files: it holds what complete checkpoints said. */
export class StreamReader {
  readonly #held = new Map<string, Held>();
  #announced: readonly BucketSum[] = [];

  /** Where to go on: the body of `POST /sync/stream`. */
  get positions(): { readonly name: string; readonly after: string }[] {
    return [...this.#held].map(([name, { after }]) => ({ name, after }));
  }

  /** Takes one line; gives what is held when the line completes a checkpoint. */
  take(text: string): Completed | null {
    const line = JSON.parse(text) as StreamLine;
    this.#announced = line.checkpoint?.buckets ?? line.checkpoint_diff?.updated_buckets ?? this.#announced;
    if (line.data !== undefined) this.#read(line.data);
    if (line.checkpoint_complete === undefined) return null;
    const sums = new Map([...this.#held].map(([bucket, { checksum }]) => [bucket, checksum]));
    const wrong = this.#announced.filter(({ bucket, checksum }) => (sums.get(bucket) ?? 0) !== checksum);
    const rows = [...this.#held].flatMap(([bucket, held]) =>
      [...held.rows].map(([row, data]) => [`${bucket}|${row}`, data] as const),
    );
    return {
      lastOp: line.checkpoint_complete.last_op_id,
      rows: new Map(rows),
      wrong: wrong.map(({ bucket }) => bucket),
    };
  }

  #read({ bucket, next_after: after, data }: NonNullable<StreamLine['data']>): void {
    const held = this.#held.get(bucket) ?? { checksum: 0, after: '0', rows: new Map<string, string>() };
    for (const op of data) {
      const row = `${op.object_type}/${op.object_id}`;
      if (op.op === 'CLEAR') held.rows.clear();
      if (op.op === 'PUT') held.rows.set(row, op.data ?? '');
      if (op.op === 'REMOVE') held.rows.delete(row);
      held.checksum = ((op.op === 'CLEAR' ? 0 : held.checksum) + op.checksum) % 2 ** 32;
    }
    held.after = after;
    this.#held.set(bucket, held);
  }
}

/** The end of a connection that takes one line, waits for `afterLine`, and only then is ready for the next. */
export function slowResponse(afterLine: (line: string) => Promise<void>): Writable {
  return new Writable({
    highWaterMark: 1,
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      afterLine(chunk.trimEnd()).then(() => done(), done);
    },
  });
}
