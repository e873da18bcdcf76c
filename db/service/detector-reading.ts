import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DivisionMap } from '../domain/geo/area.ts';
import { decodeDivisions } from '../domain/geo/division-file.ts';
import { indexDivisions } from '../domain/geo/division-index.ts';
import { connect } from '../store/connection.ts';
import { readDetectorRows } from '../store/detector-rows.ts';
import { readDetectorSettings } from '../store/detector-tuning.ts';
import type { AlertsTask } from './alerts-source.ts';

/** Everything the detector is asked about, and what it is set to: rows of one state of the replica. `tell`: scans read, of all. */
export function readDetector(
  { replicaFile, key }: Pick<AlertsTask, 'replicaFile' | 'key'>,
  tell: (done: number, total: number) => void,
) {
  const database = connect(replicaFile, { role: 'replica', key, readonly: true });
  try {
    return database.transaction(() => ({
      input: readDetectorRows(database, tell).input,
      settings: readDetectorSettings(database),
    }))();
  } finally {
    database.close();
  }
}

/** The map of a folder, ready to find places in. */
export function readDivisionMap(mapFolder: string): DivisionMap {
  const rings = decodeDivisions(readFileSync(join(mapFolder, 'divisions.bin')));
  return { rings, index: indexDivisions(rings) };
}
