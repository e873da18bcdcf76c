import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';

const Ready = z.object({ address: z.string(), copies: z.string().nullable() });
const Code = z.object({ code: z.string() });

export interface BenchHeadOffice {
  readonly address: string;
  /** Where the same rows are to be had as COPY; null without a real PostgreSQL. */
  readonly copies: string | null;
  enrolmentCode(): Promise<string>;
  stop(): Promise<void>;
}

export interface HeadOfficeOrder {
  readonly size: 'small' | 'full';
  readonly seed: number;
  /** A PostgreSQL database that may hold the demo already; null: a throwaway one. */
  readonly database: string | null;
}

/** Founds the demo company and serves it, in another process. */
export async function startHeadOffice(order: HeadOfficeOrder): Promise<BenchHeadOffice> {
  const child = fork(join(import.meta.dirname, 'process.ts'), [JSON.stringify(order)]);
  const exited = once(child, 'exit');
  const nextMessage = async (): Promise<unknown> => {
    const message = await Promise.race([once(child, 'message'), exited.then(() => null)]);
    if (message === null) throw new Error('the head office ended');
    return message[0];
  };
  const ready = Ready.parse(await nextMessage());
  return {
    ...ready,
    async enrolmentCode() {
      child.send({});
      return Code.parse(await nextMessage()).code;
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}
