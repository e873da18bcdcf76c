import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Analytics } from '../../db/store/analytics.ts';
import { classification } from './diversion/classification.ts';
import { detectorQuality } from './diversion/detector.ts';
import { pipeline } from './diversion/pipeline.ts';
import { firstSync } from './first-sync/first-sync.ts';
import { type BenchHeadOffice, startHeadOffice } from './head-office/head-office.ts';
import { conditionsOf, othersBusy } from './machine.ts';
import { mapFirstIdle } from './map/first-idle.ts';
import { selectionPaint } from './paint/paint.ts';
import { posting } from './rebates/posting.ts';
import { rebates } from './rebates/rebates.ts';
import { type Measured, Report } from './report.ts';
import { oneSelection } from './selection/selection.ts';
import { residentMemory } from './service/memory.ts';
import { type RunningService, readColumns, startService, syncLaptop } from './service/service.ts';
import { warmStart } from './warm-start/warm-start.ts';

export interface BenchOptions {
  /** Names of the benchmarks; null: all. Those on the company come first. */
  readonly only: readonly string[] | null;
  readonly size: 'small' | 'full';
  readonly runs: number;
  readonly seed: number;
  readonly database: string | null;
  readonly commit: string;
  readonly say: (line: string) => void;
}

/** What every benchmark is given. */
interface Extent {
  readonly size: 'small' | 'full';
  readonly runs: number;
  readonly seed: number;
}
/** What a benchmark on the demo company is given. */
export interface Bench extends Extent {
  readonly headOffice: BenchHeadOffice;
  /** A synced laptop that nobody has open. */
  readonly laptop: string;
}

/** Worlds in which diversions are planted. */
const WORLDS = { small: 2, full: 24 };

/** Benchmarks that need no company. */
const BY_ITSELF: Readonly<Record<string, (extent: Extent) => Promise<readonly Measured[]>>> = {
  detector: async ({ size, seed }) => detectorQuality(size, seed, WORLDS[size]),
  classification: async ({ size, seed, runs }) => classification(size, seed, runs),
  pipeline: async ({ size, seed, runs }) => [await pipeline(size, seed, runs)],
  rebates: ({ size, seed, runs }) => rebates(size, seed, runs),
  posting: ({ size, runs }) => posting(size, runs),
};

const ON_COMPANY: Readonly<Record<string, (bench: Bench) => Promise<Measured | readonly Measured[]>>> = {
  'first-sync': ({ headOffice, runs }) => firstSync(headOffice, runs),
  'warm-start': ({ headOffice, laptop, size, runs }) => warmStart(headOffice, laptop, runs, size === 'full'),
  selection: ({ laptop, size, seed, runs }) =>
    withService(laptop, (service, analytics) => oneSelection(service, analytics, seed, SELECTIONS[size], runs)),
  paint: ({ headOffice, laptop, runs }) => selectionPaint(headOffice, laptop, runs),
  map: ({ laptop, runs }) => withService(laptop, (service, analytics) => mapFirstIdle(service, analytics, runs)),
  memory: ({ laptop, size, seed }) =>
    withService(laptop, (service, analytics) => residentMemory(service, analytics, seed, SELECTIONS[size])),
};

/** Of every kind of selection equally many. */
const SELECTIONS = { small: 18, full: 270 };

async function withService<Found>(
  laptop: string,
  measure: (service: RunningService, analytics: Analytics) => Promise<Found>,
): Promise<Found> {
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
  const names = only ?? [...Object.keys(ON_COMPANY), ...Object.keys(BY_ITSELF)];
  for (const name of names)
    if (ON_COMPANY[name] === undefined && BY_ITSELF[name] === undefined)
      throw new Error(`there is no benchmark ${name}`);
  const startedAt = new Date().toISOString();
  const results: Report['results'] = [];
  const extent = { size, runs, seed };
  const measure = async (name: string, run: () => Promise<readonly Measured[]>): Promise<void> => {
    say(name);
    const before = await othersBusy();
    const measured = await run();
    const after = await othersBusy();
    for (const { part, ...one } of measured)
      results.push({
        name: part === undefined ? name : `${name} ${part}`,
        ...one,
        othersBusy: [before, after],
        noisy: Math.max(before, after) > NOISY,
      });
  };
  const onCompany = names.filter((name) => ON_COMPANY[name] !== undefined);
  if (onCompany.length > 0) {
    say(`founding the ${size} company`);
    const headOffice = await startHeadOffice({ size, seed, database });
    const folder = mkdtempSync(join(tmpdir(), 'rsw-bench-'));
    const laptop = join(folder, 'laptop');
    try {
      if (onCompany.some((name) => name !== 'first-sync')) {
        say('syncing a laptop');
        await syncLaptop(headOffice, laptop);
      }
      for (const name of onCompany) {
        const run = ON_COMPANY[name] as (typeof ON_COMPANY)[string];
        await measure(name, async () => [await run({ headOffice, laptop, ...extent })].flat());
      }
    } finally {
      await headOffice.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  for (const name of names) {
    const run = BY_ITSELF[name];
    if (run !== undefined) await measure(name, () => run(extent));
  }
  return Report.parse({ startedAt, commit, size, seed, runs, conditions: conditionsOf(), results });
}
