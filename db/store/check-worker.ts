/** Thread that reads every page of a file, so that the check keeps nobody waiting. Answers once and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FileCheck } from './check.ts';
import { connect, passesQuickCheck } from './connection.ts';

const { file, role, key } = workerData as FileCheck;
const database = connect(file, { role, key, readonly: true });
try {
  parentPort?.postMessage(passesQuickCheck(database));
} finally {
  database.close();
}
