/** Thread that builds the columns, so that reading a million rows keeps nobody waiting. Answers once and ends. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { decodeDivisionIndex } from '../domain/geo/division-index.ts';
import { buildAnalytics } from './analytics-build.ts';
import type { AnalyticsTask } from './analytics-source.ts';
import { connect } from './connection.ts';

const task = workerData as AnalyticsTask;
const divisionIndex = decodeDivisionIndex(readFileSync(join(task.mapFolder, 'divisions.bin')));
const database = connect(task.replicaFile, { role: 'replica', key: task.key, readonly: true });
// Every page is read once, in order: remembering them would only cost memory.
database.pragma('cache_size = -4096');
try {
  parentPort?.postMessage(buildAnalytics(database, divisionIndex, task.version));
} finally {
  database.close();
}
