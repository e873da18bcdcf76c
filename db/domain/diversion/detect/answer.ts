import type { DivisionMap } from '../../geo/area.ts';
import { toGcj02 } from '../../geo/crs.ts';
import { fromDay } from '../../time/days.ts';
import { createRepair, type FeedFinding, inspectFeeds, type ShopPlaces, shopPlaces } from '../feeds.ts';
import { createJudge, type Judged, RADII } from '../judge-reading.ts';
import { startVerdictCounts } from '../schema/classify.ts';
import type { DetectInput, DetectOutput, SetAside } from '../schema/detect.ts';
import { prepareExemptions, prepareTerritories } from '../territories.ts';
import { findClonedCodes, findFrozenPlaces } from './anomalies.ts';
import { estimateDarkStock } from './dark-stock.ts';
import { Tallier } from './evidence.ts';
import { findFakeScans } from './fake-scans.ts';
import { takeIn } from './intake.ts';
import { judgeAll } from './judgements.ts';
import { isScannedInShop } from './lot-book.ts';
import { NONE, type Readings } from './readings.ts';
import type { Say } from './say.ts';
import { detectUnits } from './units.ts';

/** Answers a checked document of `diversion detect`, layer by layer. */
export function answerDetect(map: DivisionMap, input: DetectInput, say: Say): DetectOutput {
  const { parameters } = input;
  const intake = takeIn(input.scans, input.codes, input.crs, parameters);
  const { readings } = intake;
  const shops = shopPlaces(input.terminals, input.crs);
  const feeds = inspectFeeds(readings.tagged(), shops);
  const repaired = input.repairFeeds ? repairFeeds(readings, feeds, shops) : new Map<FeedFinding, number>();
  const territories = prepareTerritories(map, input.territories);
  const exemptions = prepareExemptions(map, input.exemptions);
  const judgeWithin = createJudge(map, territories, exemptions, parameters, reachM(parameters));
  const judgeFully = createJudge(map, territories, exemptions, parameters);

  const cloned = findClonedCodes(readings, parameters);
  const fake = findFakeScans(readings, parameters);
  const frozen = findFrozenPlaces(readings, parameters);
  const isCloned = new Uint8Array(readings.names);
  for (const { scans } of cloned) isCloned[readings.code[scans[0]] as number] = 1;
  const isFake = marked(input.scans.length, fake);
  const isFrozen = marked(input.scans.length, frozen);

  const setAside: Partial<Record<SetAside, number>> = {};
  const aside = (reason: SetAside, count = 1): void => {
    if (count > 0) setAside[reason] = (setAside[reason] ?? 0) + count;
  };
  for (const { reason } of intake.rejected) aside(reason);
  aside('duplicate', intake.duplicates);
  aside('no_time', intake.withoutTime);
  aside('out_of_time', intake.outOfTime);
  const verdicts = { ...startVerdictCounts(), rejected: intake.rejected.length };
  const unjudged: DetectOutput['rejected'] = [];

  const judgements = judgeAll(readings, judgeWithin);

  /** Why a judged reading is no evidence either way; null when it counts. */
  function reasonAside(index: number, verdict: Judged['verdict']): SetAside | null {
    const open = judgements.reason(index);
    if (open !== null) return open;
    if (isCloned[readings.code[index] as number] === 1) return 'cloned_code';
    if (isFake[index] === 1) return 'fake_scan';
    if (isFrozen[index] === 1) return 'frozen_place';
    if (verdict === 'exempt' || verdict === 'uncertain') return verdict;
    if ((readings.accuracyM[index] as number) > parameters.maxAccuracyM) return 'too_coarse';
    // At sea or abroad there is no city to see goods in.
    return verdict === 'outside' && (judgements.division[index] as number) < 0 ? 'no_division' : null;
  }

  const firstDay = readings.scannedDay[readings.order[0] ?? 0] ?? 0;
  const weekOf = (day: number): number => Math.floor((day - firstDay) / 7);
  const tallier = new Tallier(readings, judgeWithin, {
    weeks: weekOf(readings.scannedDay[readings.order.at(-1) ?? 0] ?? 0) + 1,
    stripM: parameters.consumerStripKm * 1000,
    divisions: map.index.divisions,
  });
  const insideByTrade = new Float64Array(readings.names).fill(Number.POSITIVE_INFINITY);
  const inside = new InsideCounter(readings);
  for (const index of readings.order) {
    const verdict = judgements.verdict(index);
    verdicts[verdict] += 1;
    const open = judgements.reason(index);
    if (open !== null) unjudged.push({ index, id: readings.row(index).id ?? null, reason: open, detail: null });
    const reason = reasonAside(index, verdict);
    if (reason !== null) {
      aside(reason);
      continue;
    }
    tallier.add(index, verdict, judgements.division[index] as number, weekOf(readings.scannedDay[index] as number));
    if (verdict !== 'inside') continue;
    if (input.stock.length > 0) inside.add(index);
    // The dealer's own receipt says that goods came, not that they were sold.
    const code = readings.code[index] as number;
    if (code !== NONE && isScannedInShop(readings, index) && insideByTrade[code] === Number.POSITIVE_INFINITY)
      insideByTrade[code] = readings.scannedAt[index] as number;
  }

  const tally = tallier.build();
  const detected = detectUnits(
    {
      tally,
      firstDay,
      firstSeenInside: ({ reading }) => insideByTrade[readings.code[reading.index] as number],
      map,
      parameters,
      regions: new Map(input.dealers.map(({ id, region }) => [id, region ?? null])),
    },
    (reading) => judgeFully(reading).place?.distanceM ?? Number.POSITIVE_INFINITY,
    say,
  );
  return {
    parameters,
    totals: { scans: input.scans.length, readings: readings.order.length, counted: tally.counted, verdicts, setAside },
    notes: intake.notes,
    problems: [...territories.problems, ...exemptions.problems],
    rejected: [...intake.rejected, ...unjudged].sort((a, b) => a.index - b.index),
    model: { from: tally.weeks === 0 ? null : fromDay(firstDay), weeks: tally.weeks, ...detected.model },
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
    feeds: feeds.map((feed) => ({ ...feed, medianM: { ...feed.medianM }, repaired: repaired.get(feed) ?? 0 })),
    spreadSellers: detected.spreadSellers,
    darkStock:
      input.stock.length === 0
        ? []
        : estimateDarkStock(input.stock, (dealer, productLine) => inside.of(dealer, productLine)).map((line) => ({
            ...line,
          })),
  };
}

/** Takes the readings of wrongly tagged feeds in the likely system; says how many of each. */
function repairFeeds(
  readings: Readings,
  feeds: readonly FeedFinding[],
  shops: ShopPlaces,
): ReadonlyMap<FeedFinding, number> {
  const repaired = new Map<FeedFinding, number>();
  if (!feeds.some(({ isWronglyTagged }) => isWronglyTagged)) return repaired;
  const repair = createRepair(feeds, shops);
  for (const index of readings.order) {
    const row = readings.row(index);
    const tagged = readings.crs(index);
    const crs = repair(row, tagged);
    if (crs === null) continue;
    readings.move(index, crs, toGcj02(crs, row.longitude as number, row.latitude as number));
    const feed = feeds.find((one) => one.tagged === tagged && one.source === (row.source ?? null)) as FeedFinding;
    repaired.set(feed, (repaired.get(feed) ?? 0) + 1);
  }
  return repaired;
}

/** A border farther away than this decides nothing: inside or outside is certain. */
function reachM(parameters: DetectInput['parameters']): number {
  const { bufferUrbanKm, bufferRuralKm, consumerStripKm, maxAccuracyM, unknownAccuracyM } = parameters;
  const strip = 1000 * Math.max(bufferUrbanKm, bufferRuralKm) + RADII * Math.max(maxAccuracyM, unknownAccuracyM);
  return Math.max(strip, 1000 * consumerStripKm);
}

const iso = (instant: number): string => new Date(instant).toISOString();

/** Marks the scans of findings by position. */
function marked(size: number, findings: readonly { readonly scans: readonly number[] }[]): Uint8Array {
  const marks = new Uint8Array(size);
  for (const { scans } of findings) for (const scan of scans) marks[scan] = 1;
  return marks;
}

/** Distinct codes seen inside, by dealer and product line; null counts every line. */
class InsideCounter {
  readonly #readings: Readings;
  readonly #codes = new Map<string, Set<string>>();

  constructor(readings: Readings) {
    this.#readings = readings;
  }

  add(index: number): void {
    const { dealer, productLine, code } = this.#readings.at(index);
    for (const key of new Set([`${dealer}\n`, `${dealer}\n${productLine ?? ''}`])) {
      const name = code ?? `#${index}`;
      const set = this.#codes.get(key);
      if (set === undefined) this.#codes.set(key, new Set([name]));
      else set.add(name);
    }
  }

  of(dealer: string, productLine: string | null): number {
    return this.#codes.get(`${dealer}\n${productLine ?? ''}`)?.size ?? 0;
  }
}
