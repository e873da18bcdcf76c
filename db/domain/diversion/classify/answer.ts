import type { DivisionMap } from '../../geo/area.ts';
import { toGcj02 } from '../../geo/crs.ts';
import { createRepair, type FeedReading, inspectFeeds, shopPlaces } from '../feeds.ts';
import { createJudge } from '../judge-reading.ts';
import { isRejected, type Reading, type Rejected, readRow, startNotes } from '../reading.ts';
import {
  type ClassifiedScan,
  type ClassifyInput,
  type ClassifyOutput,
  startVerdictCounts,
} from '../schema/classify.ts';
import type { ScanRow } from '../schema/scan-row.ts';
import { prepareExemptions, prepareTerritories } from '../territories.ts';

/** Answers a checked document of `diversion classify`: one verdict for every row, in its order. */
export function answerClassify(map: DivisionMap, input: ClassifyInput): ClassifyOutput {
  const { settings } = input;
  const territories = prepareTerritories(map, input.territories);
  const exemptions = prepareExemptions(map, input.exemptions);
  const judge = createJudge(map, territories, exemptions, settings);
  const notes = startNotes();
  const verdicts = startVerdictCounts();
  const reasons: ClassifyOutput['totals']['reasons'] = {};

  const classify = (read: Reading | Rejected): ClassifiedScan => {
    if (isRejected(read)) return rejectedScan(read);
    const { verdict, reason, exemption, place, pOutside, division } = judge(read);
    const distanceM = place === null || !Number.isFinite(place.distanceM) ? null : place.distanceM;
    return {
      index: read.index,
      id: read.id,
      verdict,
      reason,
      detail: exemption,
      position: place?.position ?? null,
      distanceM,
      pOutside,
      division: map.index.divisions[division]?.adcode ?? null,
      crs: read.crs,
      longitude: read.longitude,
      latitude: read.latitude,
    };
  };

  const shops = shopPlaces(input.terminals, input.crs);
  const feeds = inspectFeeds(placed(input), shops).map((feed) => ({ ...feed, repaired: 0 }));
  const repair = input.repairFeeds ? createRepair(feeds, shops) : () => null;
  const repaired = (read: Reading | Rejected): Reading | Rejected => {
    if (isRejected(read)) return read;
    const row = input.scans[read.index] as ScanRow;
    const crs = repair(row, read.crs);
    if (crs === null) return read;
    const feed = feeds.find(({ tagged, source }) => tagged === read.crs && source === read.source);
    if (feed !== undefined) feed.repaired += 1;
    const [longitude, latitude] = toGcj02(crs, row.longitude as number, row.latitude as number);
    return { ...read, crs, longitude, latitude };
  };

  const scans = input.scans.map((row, index) => {
    const scan = classify(repaired(readRow(row, index, input.crs, notes)));
    verdicts[scan.verdict] += 1;
    if (scan.reason !== null) reasons[scan.reason] = (reasons[scan.reason] ?? 0) + 1;
    return scan;
  });
  return {
    settings,
    totals: { scans: scans.length, verdicts, reasons },
    notes,
    problems: [...territories.problems, ...exemptions.problems],
    feeds: feeds.map((feed) => ({ ...feed, medianM: { ...feed.medianM } })),
    scans,
  };
}

/** What can be held against the addresses of shops; read for this alone, and again for the answer. */
function* placed({ scans, crs }: ClassifyInput): Iterable<FeedReading> {
  const notes = startNotes();
  for (const [index, row] of scans.entries()) {
    const read = readRow(row, index, crs, notes);
    if (!isRejected(read)) yield { row: row as ScanRow, crs: read.crs };
  }
}

function rejectedScan({ index, id, reason, detail }: Rejected): ClassifiedScan {
  return {
    index,
    id,
    verdict: 'rejected',
    reason,
    detail,
    position: null,
    distanceM: null,
    pOutside: null,
    division: null,
    crs: null,
    longitude: null,
    latitude: null,
  };
}
