import { z } from 'zod';
import { median, pairRatios, percentile } from './samples.ts';

/** What is written to the file; checked on the way out. */
export const Conditions = z.object({
  cpu: z.string(),
  cores: z.int().positive(),
  memoryGb: z.int().positive(),
  system: z.string(),
  node: z.string(),
  chromium: z.string().nullable(),
});
export type Conditions = z.infer<typeof Conditions>;

const Side = z.object({
  name: z.string(),
  unit: z.enum(['ms', 'MB', '%']),
  samples: z.array(z.number().nonnegative()).min(1),
  median: z.number(),
  p95: z.number(),
  min: z.number(),
  max: z.number(),
});
export type Side = z.infer<typeof Side>;

const Goal = z.object({
  /** What is compared with the limit. */
  of: z.string(),
  value: z.number(),
  /** The smallest and largest of what `value` is the middle of. */
  range: z.tuple([z.number(), z.number()]),
  comparison: z.enum(['at most', 'at least']),
  limit: z.number(),
  met: z.boolean(),
});
export type Goal = z.infer<typeof Goal>;

export const Result = z.object({
  name: z.string(),
  question: z.string(),
  /** Rows, points, selections … that were measured over. */
  sizes: z.record(z.string(), z.number()),
  sides: z.array(Side).min(1),
  goal: Goal,
  /** What was compared before anything was timed; the run fails when it is not equal. */
  equal: z.string(),
  /** Share of the processors that others used before and after, 0 to 1. */
  othersBusy: z.tuple([z.number(), z.number()]),
  noisy: z.boolean(),
  notes: z.array(z.string()),
});
export type Result = z.infer<typeof Result>;

export const Report = z.object({
  startedAt: z.iso.datetime(),
  commit: z.string(),
  size: z.enum(['small', 'full']),
  seed: z.int(),
  runs: z.int().positive(),
  conditions: Conditions,
  results: z.array(Result),
});
export type Report = z.infer<typeof Report>;

/** What a benchmark gives; the rest of its result is found out around it. */
export type Measured = Omit<Result, 'name' | 'othersBusy' | 'noisy'> & {
  /** Which of several results of one benchmark. */
  readonly part?: string;
};

export function side(name: string, unit: Side['unit'], samples: readonly number[]): Side {
  return {
    name,
    unit,
    samples: [...samples],
    median: median(samples),
    p95: percentile(samples, 0.95),
    min: Math.min(...samples),
    max: Math.max(...samples),
  };
}

/** The middle ratio of alternating runs, held against a limit. */
export function ratioGoal(above: Side, below: Side, comparison: Goal['comparison'], limit: number): Goal {
  const ratios = pairRatios(above.samples, below.samples);
  return goal(`${above.name} / ${below.name}`, ratios, comparison, limit);
}

export function goal(of: string, values: readonly number[], comparison: Goal['comparison'], limit: number): Goal {
  const value = median(values);
  const met = comparison === 'at most' ? value <= limit : value >= limit;
  return { of, value, range: [Math.min(...values), Math.max(...values)], comparison, limit, met };
}

const short = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value >= 10 ? 1 : 2);

/** The report for people: one row a side, the goal behind the benchmark's first. */
export function tableOf(report: Report): string {
  const { conditions, results } = report;
  const rows = [['benchmark', 'side', 'median', 'min–max', 'p95', 'goal', 'found', '']];
  for (const {
    name,
    sides,
    goal: { comparison, limit, value, range, met },
    noisy,
  } of results) {
    sides.forEach((one, index) => {
      const goalCells = [
        `${comparison === 'at most' ? '≤' : '≥'} ${limit}`,
        `${short(value)} (${range.map(short).join('–')})`,
        `${met ? 'met' : 'MISSED'}${noisy ? ', noisy' : ''}`,
      ];
      rows.push([
        index === 0 ? name : '',
        one.name,
        `${short(one.median)} ${one.unit}`,
        `${short(one.min)}–${short(one.max)}`,
        short(one.p95),
        ...(index === 0 ? goalCells : ['', '', '']),
      ]);
    });
  }
  const widths = (rows[0] as string[]).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join('  ')
      .trimEnd(),
  );
  return [
    `${conditions.cpu}, ${conditions.cores} cores, ${conditions.memoryGb} GB, ${conditions.system}`,
    `Node ${conditions.node}, ${conditions.chromium ?? 'no Chromium'}`,
    `size ${report.size}, seed ${report.seed}, ${report.runs} runs, commit ${report.commit}, ${report.startedAt}`,
    '',
    ...lines,
    '',
    ...results.flatMap(({ name, notes }) => notes.map((note) => `${name}: ${note}`)),
  ].join('\n');
}
