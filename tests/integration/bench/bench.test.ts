// Goal: the benchmarks run, and both sides of each give equal answers. Method: every benchmark once on the small company;
// its report is read by the schema of the file. How fast anything was is not looked at.
import { expect, test } from 'vitest';
import { findBrowser } from '../../../electron/launcher/browsers.mjs';
import { Report, tableOf } from '../../bench/report.ts';
import { runBenchmarks } from '../../bench/run.ts';
import { median, pairRatios, percentile, seeded } from '../../bench/samples.ts';
import { postgresBinaries } from '../../support/postgres.ts';

const withBrowser = ['warm-start', 'selection', 'paint', 'map', 'memory'];
const names = [
  ...(postgresBinaries() === null ? [] : ['first-sync']),
  ...(findBrowser() === undefined ? ['selection', 'memory'] : withBrowser),
  'detector',
  'classification',
  'pipeline',
];

test(`each once: ${names.join(', ')}`, { timeout: 600_000 }, async () => {
  const said: string[] = [];
  const report = await runBenchmarks({
    only: names,
    size: 'small',
    runs: 1,
    seed: 7,
    database: null,
    commit: 'test',
    say: (line) => void said.push(line),
  });
  expect(Report.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  expect([...new Set(report.results.map(({ name }) => name.split(' ')[0]))]).toEqual(names);
  for (const { sides } of report.results) {
    for (const { unit, samples } of sides) if (unit !== '%') expect(Math.min(...samples)).toBeGreaterThan(0);
  }
  for (const name of names) expect(said).toContain(name);
  for (const name of names) expect(tableOf(report)).toContain(name);
});

test('no benchmark of an unknown name', async () => {
  const options = { size: 'small', runs: 1, seed: 7, database: null, commit: 'test', say: () => undefined } as const;
  await expect(runBenchmarks({ ...options, only: ['first-sink'] })).rejects.toThrow('first-sink');
});

test.each([
  { samples: [3], half: 3, p95: 3 },
  { samples: [4, 1, 3, 2], half: 2.5, p95: 4 },
  { samples: [9, 1, 5], half: 5, p95: 9 },
  { samples: Array.from({ length: 100 }, (_, at) => 100 - at), half: 50.5, p95: 95 },
])('middle $half and 95th percentile $p95', ({ samples, half, p95 }) => {
  expect(median(samples)).toBe(half);
  expect(percentile(samples, 0.95)).toBe(p95);
});

test('ratios go pair by pair, and a seed gives the same numbers again', () => {
  expect(pairRatios([2, 9], [1, 3])).toEqual([2, 3]);
  expect(() => pairRatios([1], [])).toThrow(RangeError);
  const [a, b] = [seeded(5), seeded(5)];
  const numbers = Array.from({ length: 100 }, a);
  expect(Array.from({ length: 100 }, b)).toEqual(numbers);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
});
