import type { DivisionMap } from '../../geo/area.ts';
import { createJudge } from '../judge-reading.ts';
import { isRejected, type Reading, type Rejected, readRow, startNotes } from '../reading.ts';
import { CLASSIFY_VERDICTS, type ClassifiedScan, type ClassifyInput, type ClassifyOutput } from '../schema/classify.ts';
import { prepareExemptions, prepareTerritories } from '../territories.ts';

/** Answers a checked document of `diversion classify`: one verdict for every row, in its order. */
export function answerClassify(map: DivisionMap, input: ClassifyInput): ClassifyOutput {
  const { settings } = input;
  const territories = prepareTerritories(map, input.territories);
  const exemptions = prepareExemptions(map, input.exemptions);
  const judge = createJudge(map, territories, exemptions, settings);
  const notes = startNotes();
  const verdicts = Object.fromEntries(
    CLASSIFY_VERDICTS.map((verdict) => [verdict, 0]),
  ) as ClassifyOutput['totals']['verdicts'];
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
      longitude: read.longitude,
      latitude: read.latitude,
    };
  };

  const scans = input.scans.map((row, index) => {
    const scan = classify(readRow(row, index, input.crs, notes));
    verdicts[scan.verdict] += 1;
    if (scan.reason !== null) reasons[scan.reason] = (reasons[scan.reason] ?? 0) + 1;
    return scan;
  });
  return {
    settings,
    totals: { scans: scans.length, verdicts, reasons },
    notes,
    problems: [...territories.problems, ...exemptions.problems],
    scans,
  };
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
    longitude: null,
    latitude: null,
  };
}
