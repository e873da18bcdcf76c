/** One run of the pipeline benchmark: reads and parses the document, and goes on to the cases when asked to. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { answerDetect } from '../../../db/domain/diversion/detect/answer.ts';
import { DetectInput } from '../../../db/domain/diversion/schema/detect.ts';
import { readDocument } from '../../../db/host/cli/document.ts';
import { readMap } from './map.ts';

const { file, way } = z
  .object({ file: z.string(), way: z.enum(['parse', 'detect']) })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

function parsed(): { readonly scans: number; readonly cases: null } {
  const document = JSON.parse(readFileSync(file, 'utf8')) as { readonly scans: readonly unknown[] };
  return { scans: document.scans.length, cases: null };
}

function detected(): { readonly scans: number; readonly cases: readonly string[] } {
  const { totals, cases } = answerDetect(readMap(), readDocument(file, DetectInput), () => ({ zh: '', en: '' }));
  return {
    scans: totals.scans,
    cases: cases.map(({ dealer, city, score }) => `${dealer} ${city} ${score.toFixed(6)}`),
  };
}

const before = process.cpuUsage();
const found = way === 'parse' ? parsed() : detected();
const { user, system } = process.cpuUsage(before);
process.send?.({ ...found, cpuMs: (user + system) / 1000 });
