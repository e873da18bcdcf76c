/** Thread that runs the detector over all of a replica, so that it keeps nobody waiting. Tells how far it is, answers once. */
import { parentPort, workerData } from 'node:worker_threads';
import { createRegionalDetector } from '../domain/diversion/parameters/by-region.ts';
import { connect } from '../store/connection.ts';
import { readDetectorRows, readScanIds } from '../store/detector-rows.ts';
import { readDetectorSettings } from '../store/detector-tuning.ts';
import type { AlertsMessage, AlertsTask, Detection } from './alerts-source.ts';
import { readDivisionMap } from './detector-reading.ts';
import { sayDetectorTerm } from './detector-words.ts';

const task = workerData as AlertsTask;
const tell = (message: AlertsMessage): void => parentPort?.postMessage(message);
const database = connect(task.replicaFile, { role: 'replica', key: task.key, readonly: true });

function detect(): Detection {
  const { input, pack, packRow } = readDetectorRows(database, (done, total) =>
    tell({ progress: { step: 'reading', done, total } }),
  );
  tell({ progress: { step: 'judging', done: 0, total: input.scans.length } });
  const settings = readDetectorSettings(database);
  const detector = createRegionalDetector(readDivisionMap(task.mapFolder), input, sayDetectorTerm);
  const { totals, cases, watch } = detector.detect((region) => settings.of(region).inForce);
  const budgets = input.dealers.map(({ region }) => settings.of(region ?? null).inForce.alertBudget);
  const units = [...cases, ...watch].map(({ scans, alsoIn, ...unit }) => ({
    ...unit,
    alsoIn: alsoIn.map(({ city, cityName, codes }) => ({ city, cityName, codes })),
    scanIds: readScanIds(
      database,
      [...scans, ...alsoIn.flatMap((part) => part.scans)].map((at) => ({
        pack: pack[at] as number,
        packRow: packRow[at] as number,
      })),
    ),
  }));
  return { units, totals, budgets: [...new Set(budgets)].sort((a, b) => a - b) };
}

try {
  // One read transaction: the identifiers are those of the rows that were judged.
  tell({ detection: database.transaction(detect)() });
} finally {
  database.close();
}
