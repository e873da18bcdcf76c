/** Thread that drills: plants diversions in a copy of the replica's scans, in memory, and runs the detector over it. */
import { parentPort, workerData } from 'node:worker_threads';
import { answerDrill } from '../domain/diversion/drill/answer.ts';
import { DrillInput } from '../domain/diversion/schema/drill.ts';
import { readDetector, readDivisionMap } from './detector-reading.ts';
import { sayDetectorTerm } from './detector-words.ts';
import type { DrillMessage, DrillTask } from './diversion-drill.ts';

const task = workerData as DrillTask;
const tell = (message: DrillMessage): void => parentPort?.postMessage(message);

const { input, settings } = readDetector(task, (done, total) => tell({ progress: { step: 'reading', done, total } }));
// What the drill is made of has its defaults; the scans were read from rows that have their schema.
const asked = DrillInput.parse({ ...input, scans: [], drill: task.drill });
const answer = answerDrill(
  readDivisionMap(task.mapFolder),
  { ...asked, scans: input.scans },
  sayDetectorTerm,
  (step) => tell({ progress: { step, done: 0, total: 0 } }),
  (region) => settings.of(region).inForce,
);
tell({ answer });
