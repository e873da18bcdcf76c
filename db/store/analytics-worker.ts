/**
 * Thread that builds the columns, so that reading a million rows keeps nobody waiting; those of the last run are taken
 * where they are of the same replica. Answers once and ends.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { decodeDivisionIndex } from '../domain/geo/division-index.ts';
import { buildAnalytics } from './analytics-build.ts';
import type { AnalyticsAnswer, AnalyticsTask } from './analytics-source.ts';
import { columnsFileOf, readColumns } from './columns-file.ts';
import { stampOf } from './columns-stamp.ts';
import { connect } from './connection.ts';

const task = workerData as AnalyticsTask;
const mapFile = join(task.mapFolder, 'divisions.bin');
const database = connect(task.replicaFile, { role: 'replica', key: task.key, readonly: true });

function answer(): AnalyticsAnswer {
  const { replicaFile, key, version } = task;
  const stamp = stampOf(database, replicaFile, mapFile);
  const kept = stamp === null ? null : readColumns(columnsFileOf(replicaFile), key, stamp, version);
  if (kept !== null) return { analytics: kept, stamp, isKept: true };
  const divisionIndex = decodeDivisionIndex(readFileSync(mapFile));
  return { analytics: buildAnalytics(database, divisionIndex, version), stamp, isKept: false };
}

try {
  // One read transaction: the stamp speaks of the rows that are read.
  parentPort?.postMessage(database.transaction(answer)());
} finally {
  database.close();
}
