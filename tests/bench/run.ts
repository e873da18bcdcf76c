import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Analytics } from '../../db/store/analytics.ts';
import { firstSync } from './first-sync/first-sync.ts';
import { type BenchHeadOffice, startHeadOffice } from './head-office/head-office.ts';
import { conditionsOf, othersBusy } from './machine.ts';
import { mapFirstIdle } from './map/first-idle.ts';
import { type Measured, Report } from './report.ts';
import { oneSelection } from './selection/selection.ts';
import { residentMemory } from './service/memory.ts';
import { type RunningService, readColumns, startService, syncLaptop } from './service/service.ts';
import { warmStart } from './warm-start/warm-start.ts';

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
  /** A synced laptop that nobody has open. */
  readonly laptop: string;
  readonly size: 'small' | 'full';
  readonly runs: number;
  readonly seed: number;
}

const BENCHMARKS: Readonly<Record<string, (bench: Bench) => Promise<Measured>>> = {
  'first-sync': ({ headOffice, runs }) => firstSync(headOffice, runs),
  'warm-start': ({ headOffice, laptop, size, runs }) => warmStart(headOffice, laptop, runs, size === 'full'),
  selection: ({ laptop, size, seed, runs }) =>
    withService(laptop, (service, analytics) => oneSelection(service, analytics, seed, SELECTIONS[size], runs)),
  map: ({ laptop, runs }) => withService(laptop, (service, analytics) => mapFirstIdle(service, analytics, runs)),
  memory: ({ laptop, size, seed }) =>
    withService(laptop, (service, analytics) => residentMemory(service, analytics, seed, SELECTIONS[size])),
};

/** Of every kind of selection equally many. */
const SELECTIONS = { small: 18, full: 270 };

async function withService(
  laptop: string,
  measure: (service: RunningService, analytics: Analytics) => Promise<Measured>,
): Promise<Measured> {
  const analytics = await readColumns(laptop);
  const service = await startService(laptop);
  try {
    return await measure(service, analytics);
  } finally {
    await service.stop();
  }
}

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
  const folder = mkdtempSync(join(tmpdir(), 'rsw-bench-'));
  const laptop = join(folder, 'laptop');
  const results: Report['results'] = [];
  try {
    if (names.some((name) => name !== 'first-sync')) {
      say('syncing a laptop');
      await syncLaptop(headOffice, laptop);
    }
    for (const name of names) {
      say(name);
      const run = BENCHMARKS[name] as (bench: Bench) => Promise<Measured>;
      const before = await othersBusy();
      const measured = await run({ headOffice, laptop, size, runs, seed });
      const after = await othersBusy();
      results.push({ name, ...measured, othersBusy: [before, after], noisy: Math.max(before, after) > NOISY });
    }
  } finally {
    await headOffice.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return Report.parse({ startedAt, commit, size, seed, runs, conditions: conditionsOf(), results });
}
