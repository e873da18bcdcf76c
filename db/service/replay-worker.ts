/** Thread that tries a change of parameters on all scans of a replica: the detector as it is set now, and as it would be. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createRegionalDetector, type DetectedByRegion } from '../domain/diversion/parameters/by-region.ts';
import { compareRuns } from '../domain/diversion/parameters/replay.ts';
import { settingAfter, settingOf } from '../domain/diversion/parameters/setting.ts';
import { decodeDivisions } from '../domain/geo/division-file.ts';
import { indexDivisions } from '../domain/geo/division-index.ts';
import { dayOfInstant, fromDay } from '../domain/time/days.ts';
import { connect } from '../store/connection.ts';
import { readDetectorRows } from '../store/detector-rows.ts';
import { readDetectorSettings } from '../store/detector-tuning.ts';
import { sayDetectorTerm } from './detector-words.ts';
import type { ReplayMessage, ReplayTask } from './diversion-parameters.ts';

const { replicaFile, key, mapFolder, regionId, change, bounds } = workerData as ReplayTask;
const tell = (message: ReplayMessage): void => parentPort?.postMessage(message);

const database = connect(replicaFile, { role: 'replica', key, readonly: true });
database.pragma('cache_size = -4096');
try {
  const { input, settings } = database.transaction(() => ({
    input: readDetectorRows(database, (done, total) => tell({ progress: { step: 'reading', done, total } })).input,
    settings: readDetectorSettings(database),
  }))();
  const own = settings.pathOf(regionId);
  const isBelow = (region: string | null): boolean =>
    settings.pathOf(region).some((above) => above.regionId === regionId);
  const changed = settingAfter(own, change, bounds);
  const now = (region: string | null) => settings.of(region).inForce;
  const then = (region: string | null) => {
    const path = settings.pathOf(region);
    const at = path.findIndex((one) => one.regionId === regionId);
    if (at < 0) return now(region);
    const version = { id: '', change, bounds };
    return settingOf([...path.slice(0, at), { regionId, version }, ...path.slice(at + 1)]).inForce;
  };
  const rings = decodeDivisions(readFileSync(join(mapFolder, 'divisions.bin')));
  const detector = createRegionalDetector({ rings, index: indexDivisions(rings) }, input, sayDetectorTerm);
  const run = (step: 'before' | 'after', parametersOf: typeof now): Pick<DetectedByRegion, 'cases' | 'watch'> => {
    const { cases, watch } = detector.detect(parametersOf, (done, total) => tell({ progress: { step, done, total } }));
    return { cases: cases.filter((one) => isBelow(one.region)), watch: watch.filter((one) => isBelow(one.region)) };
  };
  const replayed = compareRuns(run('before', now), run('after', then));
  const last = input.scans.reduce((latest: string | null, scan) => {
    const { scannedAt } = scan as { readonly scannedAt: string };
    return latest === null || scannedAt > latest ? scannedAt : latest;
  }, null);
  tell({
    replay: {
      ...replayed,
      from: settingOf(own).inForce,
      to: changed.inForce,
      bounds: changed.bounds,
      versionBefore: own[0]?.version?.id ?? null,
      scans: input.scans.length,
      lastScanOn: last === null ? null : fromDay(dayOfInstant(last)),
    },
  });
} finally {
  database.close();
}
