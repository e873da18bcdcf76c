import { firstSync } from './first-sync/first-sync.ts';
import { type BenchHeadOffice, startHeadOffice } from './head-office/head-office.ts';
import { conditionsOf, othersBusy } from './machine.ts';
import { type Measured, Report } from './report.ts';

export interface BenchOptions {
  /** Names of the benchmarks; null: all. */
  readonly only: readonly string[] | null;
  readonly size: 'small' | 'full';
  readonly runs: number;
  readonly seed: number;
  readonly database: string | null;
  readonly commit: string;
  readonly say: (line: string) => void;
}

/** What a benchmark is given. */
export interface Bench {
  readonly headOffice: BenchHeadOffice;
  readonly runs: number;
  readonly seed: number;
}

const BENCHMARKS: Readonly<Record<string, (bench: Bench) => Promise<Measured>>> = {
  'first-sync': ({ headOffice, runs }) => firstSync(headOffice, runs),
};

/** More of the processors in other hands than this, and a figure says that it is noisy. */
const NOISY = 0.1;

/**
 * Runs the benchmarks one after the other on one demo company.
 * @throws when a side gives another answer than the other: a fast wrong answer is no result
 */
export async function runBenchmarks(options: BenchOptions): Promise<Report> {
  const { only, size, runs, seed, database, commit, say } = options;
  const names = only ?? Object.keys(BENCHMARKS);
  for (const name of names) if (BENCHMARKS[name] === undefined) throw new Error(`there is no benchmark ${name}`);
  const startedAt = new Date().toISOString();
  say(`founding the ${size} company`);
  const headOffice = await startHeadOffice({ size, seed, database });
  const results: Report['results'] = [];
  try {
    for (const name of names) {
      say(name);
      const before = await othersBusy();
      const measured = await (BENCHMARKS[name] as (bench: Bench) => Promise<Measured>)({ headOffice, runs, seed });
      const after = await othersBusy();
      results.push({ name, ...measured, othersBusy: [before, after], noisy: Math.max(before, after) > NOISY });
    }
  } finally {
    await headOffice.stop();
  }
  return Report.parse({ startedAt, commit, size, seed, runs, conditions: conditionsOf(), results });
}
