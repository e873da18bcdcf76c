import type { DivisionMap } from '../../geo/area.ts';
import { toGcj02 } from '../../geo/crs.ts';
import { fromDay } from '../../time/days.ts';
import { createJudge, type Judged } from '../judge-reading.ts';
import type { Reading } from '../reading.ts';
import type { DetectInput, DetectOutput } from '../schema/detect.ts';
import { prepareExemptions, prepareTerritories } from '../territories.ts';
import { findClonedCodes, findFakeScans, findFrozenPlaces } from './anomalies.ts';
import { estimateDarkStock } from './dark-stock.ts';
import { type Counted, codeOf } from './evidence.ts';
import { inspectFeeds } from './feeds.ts';
import { takeIn } from './intake.ts';
import type { Say } from './say.ts';
import { detectUnits } from './units.ts';

/** How far a border can matter, in radii of accuracy beyond the widest strip. */
const RADII = 4;

/** Answers a checked document of `diversion detect`, layer by layer. */
export function answerDetect(map: DivisionMap, input: DetectInput, say: Say): DetectOutput {
  const { parameters } = input;
  const intake = takeIn(input.scans, input.codes, input.crs, parameters.duplicateMinutes);
  const { readings } = intake;
  const territories = prepareTerritories(map, input.territories);
  const exemptions = prepareExemptions(map, input.exemptions);
  const judgeWithin = createJudge(map, territories, exemptions, parameters, reachM(parameters));
  const judgeFully = createJudge(map, territories, exemptions, parameters);

  const cloned = findClonedCodes(readings, parameters);
  const fake = findFakeScans(readings, parameters);
  const frozen = findFrozenPlaces(readings, parameters);
  const clonedCodes = new Set(cloned.map(({ code }) => code));
  const fakeScans = new Set(fake.flatMap(({ scans }) => scans));
  const frozenScans = new Set(frozen.flatMap(({ scans }) => scans));

  const setAside: Record<string, number> = {};
  const aside = (reason: string, count = 1): void => {
    if (count > 0) setAside[reason] = (setAside[reason] ?? 0) + count;
  };
  for (const { reason } of intake.rejected) aside(reason);
  aside('duplicate', intake.duplicates);
  aside('no_time', intake.withoutTime);
  const verdicts: DetectOutput['totals']['verdicts'] = {};
  if (intake.rejected.length > 0) verdicts.rejected = intake.rejected.length;
  const unjudged: DetectOutput['rejected'] = [];
  const counted: Counted[] = [];
  const firstDay = readings[0]?.scannedDay ?? 0;
  for (const reading of readings) {
    const judged = judgeWithin(reading);
    verdicts[judged.verdict] = (verdicts[judged.verdict] ?? 0) + 1;
    const reason = reasonAside(reading, judged);
    if (reason !== null) {
      aside(reason);
      if (judged.reason !== null)
        unjudged.push({ index: reading.index, id: reading.id, reason: judged.reason, detail: null });
      continue;
    }
    counted.push({ reading, judged, week: Math.floor(((reading.scannedDay as number) - firstDay) / 7) });
  }

  /** Why a judged reading is no evidence either way; null when it counts. */
  function reasonAside({ code, index, accuracyM }: Reading, { verdict, reason }: Judged): string | null {
    if (reason !== null) return reason;
    if (code !== null && clonedCodes.has(code)) return 'cloned_code';
    if (fakeScans.has(index)) return 'fake_scan';
    if (frozenScans.has(index)) return 'frozen_place';
    if (verdict === 'exempt' || verdict === 'uncertain') return verdict;
    return (accuracyM ?? 0) > parameters.maxAccuracyM ? 'too_coarse' : null;
  }

  const weeks = counted.reduce((most, { week }) => Math.max(most, week + 1), 0);
  const detected = detectUnits(
    {
      counted,
      weeks,
      firstDay,
      map,
      parameters,
      regions: new Map(input.dealers.map(({ id, region }) => [id, region ?? null])),
    },
    (reading) => judgeFully(reading).place?.distanceM ?? Number.POSITIVE_INFINITY,
    say,
  );
  const rows = input.scans as readonly { readonly longitude: number; readonly latitude: number }[];
  const terminals = new Map(
    input.terminals.map(
      ({ id, longitude, latitude, crs }) => [id, toGcj02(crs ?? input.crs, longitude, latitude)] as const,
    ),
  );
  return {
    parameters,
    totals: { scans: input.scans.length, readings: readings.length, counted: counted.length, verdicts, setAside },
    notes: intake.notes,
    problems: [...territories.problems, ...exemptions.problems],
    rejected: [...intake.rejected, ...unjudged].sort((a, b) => a.index - b.index),
    model: { from: weeks === 0 ? null : fromDay(firstDay), weeks, ...detected.model },
    cases: detected.cases,
    watch: detected.watch,
    clonedCodes: cloned.map((clone) => ({ ...clone, scans: [...clone.scans] })),
    fakeScans: fake.map((burst) => ({
      ...burst,
      from: iso(burst.from),
      to: iso(burst.to),
      dealers: [...burst.dealers],
      scans: [...burst.scans],
    })),
    frozenPlaces: frozen.map((one) => ({ ...one, dealers: [...one.dealers], scans: [...one.scans] })),
    feeds: inspectFeeds(
      readings,
      ({ index }) => [
        (rows[index] as (typeof rows)[number]).longitude,
        (rows[index] as (typeof rows)[number]).latitude,
      ],
      terminals,
    ),
    spreadSellers: detected.spreadSellers,
    darkStock:
      input.stock.length === 0
        ? []
        : estimateDarkStock(input.stock, insideCounter(counted)).map((line) => ({ ...line })),
  };
}

/** A border farther away than this decides nothing: inside or outside is certain. */
function reachM(parameters: DetectInput['parameters']): number {
  const { bufferUrbanKm, bufferRuralKm, consumerStripKm, maxAccuracyM, unknownAccuracyM } = parameters;
  const strip = 1000 * Math.max(bufferUrbanKm, bufferRuralKm) + RADII * Math.max(maxAccuracyM, unknownAccuracyM);
  return Math.max(strip, 1000 * consumerStripKm);
}

const iso = (instant: number): string => new Date(instant).toISOString();

/** Distinct codes seen inside, by dealer and product line; null counts every line. */
function insideCounter(counted: readonly Counted[]): (dealer: string, productLine: string | null) => number {
  const codes = new Map<string, Set<string>>();
  for (const one of counted) {
    if (one.judged.verdict !== 'inside') continue;
    const { dealer, productLine } = one.reading;
    for (const key of new Set([`${dealer}\n`, `${dealer}\n${productLine ?? ''}`])) {
      const set = codes.get(key);
      if (set === undefined) codes.set(key, new Set([codeOf(one)]));
      else set.add(codeOf(one));
    }
  }
  return (dealer, productLine) => codes.get(`${dealer}\n${productLine ?? ''}`)?.size ?? 0;
}
