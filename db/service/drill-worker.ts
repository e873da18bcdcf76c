/** Thread that drills: plants diversions in a copy of the replica's scans, in memory, and runs the detector over it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { answerDrill } from '../domain/diversion/drill/answer.ts';
import { DrillInput } from '../domain/diversion/schema/drill.ts';
import { decodeDivisions } from '../domain/geo/division-file.ts';
import { indexDivisions } from '../domain/geo/division-index.ts';
import { connect } from '../store/connection.ts';
import { readDetectorRows } from '../store/detector-rows.ts';
import { readDetectorSettings } from '../store/detector-tuning.ts';
import { sayDetectorTerm } from './detector-words.ts';
import type { DrillMessage, DrillTask } from './diversion-drill.ts';

const { replicaFile, key, mapFolder, drill } = workerData as DrillTask;
const tell = (message: DrillMessage): void => parentPort?.postMessage(message);

const database = connect(replicaFile, { role: 'replica', key, readonly: true });
database.pragma('cache_size = -4096');
try {
  const { input, settings } = database.transaction(() => ({
    input: readDetectorRows(database, (done, total) => tell({ progress: { step: 'reading', done, total } })).input,
    settings: readDetectorSettings(database),
  }))();
  const rings = decodeDivisions(readFileSync(join(mapFolder, 'divisions.bin')));
  // What the drill is made of has its defaults; the scans were read from rows that have their schema.
  const asked = DrillInput.parse({ ...input, scans: [], drill });
  const answer = answerDrill(
    { rings, index: indexDivisions(rings) },
    { ...asked, scans: input.scans },
    sayDetectorTerm,
    (step) => tell({ progress: { step, done: 0, total: 0 } }),
    (region) => settings.of(region).inForce,
  );
  tell({ answer });
} finally {
  database.close();
}
