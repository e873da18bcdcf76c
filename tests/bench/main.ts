/**
 * `npm run bench`: what the product costs beside the least that the same work could cost. A program, not a test: its
 * figures depend on the machine, its goals are ratios of runs that alternate.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { tableOf } from './report.ts';
import { runBenchmarks } from './run.ts';

const root = join(import.meta.dirname, '..', '..');
const HELP = `npm run bench -- [options]

  --only <name,name>   first-sync, warm-start, selection, paint, map, memory, detector,
                       classification, pipeline, rebates, posting (all)
  --size small|full    demo company and planted worlds (full: 1,000,000 scans)
  --runs <n>           alternating runs of each side (5)
  --seed <n>           of the company and of the selections (20260925)
  --database <url>     a PostgreSQL database that holds the company, or is to (a throwaway one)
  --out <file>         where the JSON goes (out/bench/report.json)
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    size: { type: 'string', default: 'full' },
    runs: { type: 'string', default: '5' },
    seed: { type: 'string', default: '20260925' },
    database: { type: 'string' },
    out: { type: 'string', default: join(root, 'out', 'bench', 'report.json') },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(HELP);
} else {
  if (values.size !== 'small' && values.size !== 'full') throw new Error('--size must be small or full');
  const report = await runBenchmarks({
    only: values.only?.split(',') ?? null,
    size: values.size,
    runs: Number(values.runs),
    seed: Number(values.seed),
    database: values.database ?? null,
    commit: execFileSync('git', ['describe', '--always', '--dirty'], { cwd: root, encoding: 'utf8' }).trim(),
    say: (line) => process.stderr.write(`${line}\n`),
  });
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`${tableOf(report)}\n`);
}
