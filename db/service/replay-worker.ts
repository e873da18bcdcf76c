/** Thread that tries a change of parameters on all scans of a replica: the detector as it is set now, and as it would be. */
import { parentPort, workerData } from 'node:worker_threads';
import { createRegionalDetector, type DetectedByRegion } from '../domain/diversion/parameters/by-region.ts';
import { compareRuns } from '../domain/diversion/parameters/replay.ts';
import { settingAfter, settingOf } from '../domain/diversion/parameters/setting.ts';
import { dayOfInstant, fromDay } from '../domain/time/days.ts';
import { readDetector, readDivisionMap } from './detector-reading.ts';
import { sayDetectorTerm } from './detector-words.ts';
import type { ReplayMessage, ReplayTask } from './diversion-parameters.ts';

const task = workerData as ReplayTask;
const { regionId, change, bounds } = task;
const tell = (message: ReplayMessage): void => parentPort?.postMessage(message);

const { input, settings } = readDetector(task, (done, total) => tell({ progress: { step: 'reading', done, total } }));
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
const detector = createRegionalDetector(readDivisionMap(task.mapFolder), input, sayDetectorTerm);
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
  answer: {
    ...replayed,
    from: settingOf(own).inForce,
    to: changed.inForce,
    bounds: changed.bounds,
    versionBefore: own[0]?.version?.id ?? null,
    scans: input.scans.length,
    lastScanOn: last === null ? null : fromDay(dayOfInstant(last)),
  },
});
