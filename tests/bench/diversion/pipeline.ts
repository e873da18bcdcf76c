import { deepStrictEqual, strictEqual } from 'node:assert';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import gcoord from 'gcoord';
import { z } from 'zod';
import { plantDiversions } from '../../support/planted-diversions.ts';
import { runChild } from '../child.ts';
import { type Measured, ratioGoal, side } from '../report.ts';
import { readMap } from './map.ts';

const WORLD = {
  small: { dealers: 40, cities: 40, weeks: 8, scans: 2_000 },
  full: { dealers: 800, cities: 300, weeks: 80, scans: 1_000_000 },
} as const;
const PROGRAM = join(import.meta.dirname, 'pipeline-run.ts');
const Run = z.object({ scans: z.int(), cases: z.array(z.string()).nullable(), cpuMs: z.number() });

/** From a file of scans in WGS-84 to a list of cases, against only reading and parsing that file. */
export async function pipeline(size: 'small' | 'full', seed: number, runs: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'rsw-bench-pipeline-'));
  const file = join(folder, 'scans.json');
  try {
    const planted = writeDocument(file, size, seed);
    const times: Record<'parse' | 'detect', number[]> = { parse: [], detect: [] };
    let cases: readonly string[] | null = null;
    for (let run = 0; run < runs; run += 1) {
      for (const way of ['parse', 'detect'] as const) {
        const found = await runChild(PROGRAM, { file, way }, Run);
        strictEqual(found.scans, WORLD[size].scans, 'both sides must read every scan');
        if (way === 'detect') deepStrictEqual(found.cases, cases ?? found.cases, 'every run must find the same cases');
        cases = found.cases ?? cases;
        times[way].push(found.cpuMs);
      }
    }
    const detect = side('product, from file to cases', 'ms', times.detect);
    const parse = side('reading and parsing', 'ms', times.parse);
    return {
      question: 'What does it cost to turn a file of scans into a list of cases?',
      sizes: {
        scans: WORLD[size].scans,
        megabytes: Math.round(statSync(file).size / 1e6),
        planted,
        cases: cases?.length ?? 0,
        runs,
      },
      sides: [detect, parse],
      goal: ratioGoal(detect, parse, 'at most', 3),
      equal: 'number of scans on both sides, cases and their scores in every run',
      notes: [
        'processor time of all threads; converted from WGS-84, held against territories and scored; the map is read each time',
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ROWS_AT_ONCE = 10_000;

/** Writes a planted world, its places as satellites give them. Returns how many diversions were planted. */
function writeDocument(file: string, size: 'small' | 'full', seed: number): number {
  const { document, planted } = plantDiversions(readMap(), seed, WORLD[size]);
  const scans = (document.scans as readonly { readonly longitude: number; readonly latitude: number }[]).slice(
    0,
    WORLD[size].scans,
  );
  const { transform } = gcoord as unknown as {
    readonly transform: (point: [number, number], from: string, to: string) => [number, number];
  };
  const descriptor = openSync(file, 'w');
  const { territories, exemptions } = document;
  writeSync(descriptor, `${JSON.stringify({ crs: 'WGS84', territories, exemptions }).slice(0, -1)},"scans":[`);
  for (let at = 0; at < scans.length; at += ROWS_AT_ONCE) {
    const rows = scans.slice(at, at + ROWS_AT_ONCE).map((scan) => {
      const [x, y] = transform([scan.longitude, scan.latitude], 'GCJ02', 'WGS84');
      return JSON.stringify({ ...scan, longitude: Number(x.toFixed(6)), latitude: Number(y.toFixed(6)) });
    });
    writeSync(descriptor, `${at === 0 ? '' : ','}${rows.join(',')}`);
  }
  writeSync(descriptor, ']}');
  closeSync(descriptor);
  return planted.length;
}
