/** Thread of the territory designer: holds a draft against the others, or runs the detector over the past with and without it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { TerritoryDraft } from '../contract/diversion-territory.ts';
import { checkDraft } from '../domain/diversion/territory/check.ts';
import { replayTerritory, type TerritoryReplay } from '../domain/diversion/territory/replay.ts';
import type { AlertsTask } from './alerts-source.ts';
import { readDetector, readDivisionMap } from './detector-reading.ts';
import { sayDetectorTerm } from './detector-words.ts';
import type { TerritoryTask } from './diversion-territory.ts';

const task = workerData as TerritoryTask;
const map = readDivisionMap(task.mapFolder);

function replay({ draft, ...files }: { readonly draft: TerritoryDraft } & AlertsTask): TerritoryReplay {
  const tell = (step: 'reading' | 'before' | 'after', done = 0, total = 0): void =>
    parentPort?.postMessage({ progress: { step, done, total } });
  const { input, settings } = readDetector(files, (done, total) => tell('reading', done, total));
  const { dealerId: dealer, productLineId: productLine, adcodes, polygons } = draft;
  return replayTerritory(
    map,
    input,
    { dealer, productLine, adcodes, polygons },
    { parametersOf: (region) => settings.of(region).inForce, say: sayDetectorTerm, tell },
  );
}

parentPort?.postMessage({ answer: task.what === 'check' ? checkDraft(map, task.draft, task.facts) : replay(task) });
