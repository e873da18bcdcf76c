/** Thread of the territory designer: holds a draft against the others, or runs the detector over the past with and without it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { TerritoryDraft } from '../contract/diversion-territory.ts';
import { checkDraft } from '../domain/diversion/territory/check.ts';
import { replayTerritory, type TerritoryReplay } from '../domain/diversion/territory/replay.ts';
import { decodeDivisions } from '../domain/geo/division-file.ts';
import { indexDivisions } from '../domain/geo/division-index.ts';
import { connect } from '../store/connection.ts';
import { readDetectorRows } from '../store/detector-rows.ts';
import { readDetectorSettings } from '../store/detector-tuning.ts';
import type { AlertsTask } from './alerts-source.ts';
import { sayDetectorTerm } from './detector-words.ts';
import type { TerritoryTask } from './diversion-territory.ts';

const task = workerData as TerritoryTask;
const rings = decodeDivisions(readFileSync(join(task.mapFolder, 'divisions.bin')));
const map = { rings, index: indexDivisions(rings) };

function replay({ replicaFile, key, draft }: { readonly draft: TerritoryDraft } & AlertsTask): TerritoryReplay {
  const tell = (step: 'reading' | 'before' | 'after', done = 0, total = 0): void =>
    parentPort?.postMessage({ progress: { step, done, total } });
  const database = connect(replicaFile, { role: 'replica', key, readonly: true });
  database.pragma('cache_size = -4096');
  try {
    const { input, settings } = database.transaction(() => ({
      input: readDetectorRows(database, (done, total) => tell('reading', done, total)).input,
      settings: readDetectorSettings(database),
    }))();
    const { dealerId: dealer, productLineId: productLine, adcodes, polygons } = draft;
    return replayTerritory(
      map,
      input,
      { dealer, productLine, adcodes, polygons },
      { parametersOf: (region) => settings.of(region).inForce, say: sayDetectorTerm, tell },
    );
  } finally {
    database.close();
  }
}

parentPort?.postMessage({ answer: task.what === 'check' ? checkDraft(map, task.draft, task.facts) : replay(task) });
