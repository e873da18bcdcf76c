/** Thread that reads all of the replica, so that it keeps nobody waiting. Answers once and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FileCheck } from './check.ts';
import { connect } from './connection.ts';
import { readReplicaContent } from './replica-content.ts';

const { file, role, key } = workerData as FileCheck;
const database = connect(file, { role, key, readonly: true });
try {
  parentPort?.postMessage(readReplicaContent(database));
} finally {
  database.close();
}
