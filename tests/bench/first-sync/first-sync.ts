import { deepStrictEqual } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runChild } from '../child.ts';
import type { BenchHeadOffice } from '../head-office/head-office.ts';
import { type Measured, ratioGoal, side } from '../report.ts';

const Answer = z.object({
  ms: z.number(),
  digest: z.record(z.string(), z.tuple([z.int(), z.number()])),
});
type Answer = z.infer<typeof Answer>;
const PRODUCT = join(import.meta.dirname, 'by-product.ts');
const COPY = join(import.meta.dirname, 'by-copy.ts');

/** How long a new laptop waits for its data, against the same rows copied by a program written for nothing else. */
export async function firstSync(headOffice: BenchHeadOffice, runs: number): Promise<Measured> {
  const { address, copies } = headOffice;
  if (copies === null) throw new Error('first-sync needs a real PostgreSQL: COPY is what it compares with');
  const product: number[] = [];
  const byHand: number[] = [];
  let rows: Record<string, readonly [number, number]> = {};
  for (let run = 0; run < runs; run++) {
    const folder = mkdtempSync(join(tmpdir(), 'rsw-bench-sync-'));
    try {
      const code = await headOffice.enrolmentCode();
      const ours: Answer = await runChild(PRODUCT, { folder: join(folder, 'product'), address, code }, Answer);
      const theirs: Answer = await runChild(COPY, { folder: join(folder, 'copy'), copies }, Answer);
      deepStrictEqual(ours.digest, theirs.digest, 'both must hold the same rows');
      product.push(ours.ms);
      byHand.push(theirs.ms);
      rows = ours.digest;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const sides = [side('product', 'ms', product), side('hand-written COPY', 'ms', byHand)] as const;
  const count = (table: string): number => rows[table]?.[0] ?? 0;
  return {
    question: 'How long does a new laptop take to hold all rows of its person, encrypted, in one atomic checkpoint?',
    sizes: {
      scans: count('scan'),
      salesLines: count('sales_line'),
      rows: Object.values(rows).reduce((sum, [n]) => sum + n, 0),
    },
    sides: [...sides],
    goal: ratioGoal(...sides, 'at most', 1.5),
    equal: 'number of rows and a sum over the contents of every table, each run',
    notes: [],
  };
}
