import type { DivisionMap } from '../../geo/area.ts';
import { adjustForDiscovery } from '../../statistics/false-discovery.ts';
import { fromDay } from '../../time/days.ts';
import type { Reading } from '../reading.ts';
import type { DetectedUnit, DetectOutput } from '../schema/detect.ts';
import type { Parameters } from '../schema/detect-parameters.ts';
import { firstEnough, whatWouldSilence } from './counterfactual.ts';
import { findDealerClusters } from './dealer-clusters.ts';
import {
  ALL_LINES,
  CHANNELS,
  type Channel,
  type Counted,
  codeOf,
  type Exposure,
  lotOf,
  type Tally,
  type Unit,
} from './evidence.ts';
import { fitExpectation } from './expectation.ts';
import { learnManners, type MannerContext, type MannerPoints, weighManner } from './manner.ts';
import { mergeNeighbours } from './merge.ts';
import type { Say } from './say.ts';
import { decidingPoints, scoreUnit, sumOf } from './score.ts';
import { tierOf } from './tier.ts';
import { chartLeak, type Finding, testUnit, type UnitModel } from './unit-test.ts';

export interface UnitsInput {
  readonly tally: Tally;
  readonly firstDay: number;
  /** When trade first saw a code of some evidence inside its territory; undefined when it never did. */
  readonly firstSeenInside: (one: Counted) => number | undefined;
  readonly map: DivisionMap;
  readonly parameters: Parameters;
  /** Region of a dealer, null for none. */
  readonly regions: ReadonlyMap<string, string | null>;
}

type Detected = Pick<DetectOutput, 'cases' | 'watch' | 'spreadSellers'> & {
  readonly model: Omit<DetectOutput['model'], 'from' | 'weeks'>;
};

/** Less likely than this, a unit is worth a look. */
const WATCH_LOG_P = Math.log(0.01);
/** From this many cities and this share on, goods are spread like a market is. */
const SPREAD = { cities: 8, share: 0.5, excess: 2 } as const;

/**
 * Layers 4 to 6 over everything that counts.
 * @param distanceOf distance of a reading from the border of its territory, metres
 */
export function detectUnits(input: UnitsInput, distanceOf: (reading: Reading) => number, say: Say): Detected {
  const { map, parameters, firstSeenInside } = input;
  const { divisions } = map.index;
  const { exposures, units, cities } = input.tally;
  const expectation = fitExpectation(exposures, units, cities);
  const exposureIndex = new Map(exposures.map(({ dealer, productLine }, n) => [`${dealer}\n${productLine}`, n]));
  const modelOf = ({ dealer, productLine, city }: Unit): UnitModel & { readonly index: number } => {
    const index = exposureIndex.get(`${dealer}\n${productLine}`) as number;
    return {
      index,
      exposure: exposures[index] as Exposure,
      perLot: Object.fromEntries(CHANNELS.map((channel) => [channel, expectation.perLot(index, city, channel)])) as Record<Channel, number>, // biome-ignore format: one line
      scatter: expectation.scatterOf(index, city),
      windowWeeks: Math.max(1, Math.floor(parameters.windowDays / 7)),
    };
  };
  const mannerOf = learnManners(
    units,
    input.tally.home,
    input.tally.isSeenInside,
    (unit) => exposureIndex.get(`${unit.dealer}\n${unit.productLine}`) as number,
    (unit) => expectation.isNormal(exposureIndex.get(`${unit.dealer}\n${unit.productLine}`) as number, unit.city),
  );
  const shipped = input.tally.shipped(shipmentsOf(units));
  /** What is unusual about a unit, or about part of it. */
  const weigherOf = (unit: Unit, model: UnitModel): ((evidence: readonly Counted[]) => Weighed) => {
    const lots = (channel: Channel): number => totalOf(model.exposure.lots[channel]);
    const context: MannerContext = {
      manner: mannerOf(unit),
      isSeenInside: input.tally.isSeenInside,
      expected: CHANNELS.reduce((sum, channel) => sum + lots(channel) * model.perLot[channel], 0),
      lots: CHANNELS.reduce((sum, channel) => sum + lots(channel), 0),
      shipped: (shipment) => shipped.get(shipment) ?? 0,
    };
    return (evidence) => {
      const finding = testUnit(evidence, model);
      const manner = weighManner(evidence, context, parameters);
      const { cohesion, restAtHome, byTrade } = manner;
      return { finding, manner, logP: Math.min(0, finding.logP - (cohesion + restAtHome + byTrade) * Math.LN10) };
    };
  };
  const findings = units.map((unit) => weigherOf(unit, modelOf(unit))(unit.evidence));
  const logQ = adjustForDiscovery(
    findings.map(({ logP }) => logP),
    expectation.tests,
  );
  const discoveries = logQ.filter((value) => value <= Math.log(parameters.fdrQ)).length;
  // Benjamini and Hochberg's threshold as it stands for a unit that is one of them, whatever part of its goods is asked about;
  // without a single discovery, for the first one.
  const critical = { logP: Math.log((parameters.fdrQ * Math.max(1, discoveries)) / Math.max(1, expectation.tests)) };

  const clusters = findDealerClusters(exposures, suspects(units, findings, modelOf), expectation, cities);
  const isSeenBefore = (one: Counted): boolean =>
    (one.reading.scannedAt as number) > (firstSeenInside(one) ?? Number.POSITIVE_INFINITY);

  const found = units.flatMap((unit, n): DetectedUnit[] => {
    const weighed = findings[n] as Weighed;
    const hasInspector = unit.evidence.some(({ reading }) => reading.actor === 'inspector');
    if (weighed.logP > WATCH_LOG_P && !hasInspector) return [];
    const { finding } = weighed;
    const model = modelOf(unit);
    const weigh = weigherOf(unit, model);
    const cluster = clusters.get(model.index)?.find(({ cities }) => cities.has(unit.city)) ?? null;
    const distancesM = unit.evidence.map(({ reading }) => distanceOf(reading));
    const codes = [...new Set(unit.evidence.map(codeOf))];
    const copied = new Set(unit.evidence.filter(isSeenBefore).map(codeOf)).size;
    const scored = (evidence: readonly Counted[], distances: readonly number[]) => {
      const again = evidence === unit.evidence ? weighed : weigh(evidence);
      const leak = chartLeak(evidence, model, parameters.ewmaLambda, parameters.ewmaL);
      const terms = scoreUnit({
        evidence,
        finding: again.finding,
        manner: again.manner,
        leak,
        distancesM: distances,
        seenInsideFirst: Math.min(copied, new Set(evidence.map(codeOf)).size),
        cluster: evidence === unit.evidence ? cluster : null,
        spread: expectation.spread[model.index] as number,
      });
      const tier = tierOf(evidence, again.logP, again.manner, decidingPoints(terms), critical, parameters);
      return { terms, score: sumOf(terms), tier };
    };
    const { terms, score, tier } = scored(unit.evidence, distancesM);
    const far = new Map(unit.evidence.map((one, at) => [one, distancesM[at] as number]));
    const isCase = (part: readonly Counted[]): boolean =>
      part.length > 0 &&
      scored(
        part,
        part.map((one) => far.get(one) as number),
      ).tier === 'case';
    const countyOf = ({ judged }: Counted): string => divisions[judged.division]?.adcode ?? '';
    return [
      {
        ...describe(unit, input, distancesM),
        tier,
        kind: copied * 2 > codes.length ? 'copied_codes' : 'diversion',
        score,
        log10P: weighed.logP / Math.LN10,
        log10Q: (logQ[n] as number) / Math.LN10,
        firstAlertOn: tier === 'case' ? firstAlert(unit.evidence, isCase) : null,
        window: {
          from: fromDay(input.firstDay + finding.fromWeek * 7),
          to: fromDay(input.firstDay + finding.toWeek * 7),
          lots: finding.lots,
          expected: finding.expected,
        },
        terms: terms.map((term) => ({ ...term, numbers: { ...term.numbers }, ...say(term.key, term.numbers) })),
        counterfactual:
          tier === 'case'
            ? {
                ...whatWouldSilence(unit.evidence, distancesM, countyOf, isCase),
                log10Q: (logQ[n] as number) / Math.LN10,
              }
            : null,
        alsoIn: [],
        withinBudget: true,
      },
    ];
  });
  const merged = mergeNeighbours(found, units, parameters.mergeKm * 1000);
  merged.sort((a, b) => b.score - a.score || (a.dealer + a.city < b.dealer + b.city ? -1 : 1));
  return {
    cases: withinBudget(
      merged.filter(({ tier }) => tier === 'case'),
      parameters.alertBudget,
    ),
    watch: merged.filter(({ tier }) => tier !== 'case'),
    spreadSellers: spreadSellers(exposures, units, expectation.spread, expectation.travelRate),
    model: {
      tests: expectation.tests,
      travelRate: expectation.travelRate,
      clumping: expectation.scatters.near.clumping,
      dispersion: 1 / expectation.scatters.near.spread,
      log10CriticalP: expectation.tests === 0 ? null : critical.logP / Math.LN10,
    },
  };
}

interface Weighed {
  readonly finding: Finding;
  readonly manner: MannerPoints;
  /** ln of the p-value of the count, divided by how much likelier the goods were seen as goods for sale are. */
  readonly logP: number;
}

const totalOf = (weeks: Float64Array): number => weeks.reduce((sum, lots) => sum + lots, 0);

const shipmentsOf = (units: readonly Unit[]): ReadonlySet<string> =>
  new Set(units.flatMap(({ evidence }) => evidence.flatMap(({ reading }) => reading.shipment ?? [])));

/** Units of the exposures in which something is unusual, by exposure, the least likely first. */
function suspects(
  units: readonly Unit[],
  findings: readonly Weighed[],
  modelOf: (unit: Unit) => { readonly index: number },
): ReadonlyMap<number, readonly Unit[]> {
  const byExposure = new Map<number, { least: number; readonly units: Unit[] }>();
  units.forEach((unit, n) => {
    const { index } = modelOf(unit);
    const { logP } = findings[n] as Weighed;
    const known = byExposure.get(index);
    if (known === undefined) byExposure.set(index, { least: logP, units: [unit] });
    else {
      known.least = Math.min(known.least, logP);
      known.units.push(unit);
    }
  });
  return new Map(
    [...byExposure]
      .filter(([, { least }]) => least <= WATCH_LOG_P)
      .sort((a, b) => a[1].least - b[1].least || a[0] - b[0])
      .map(([index, one]) => [index, one.units]),
  );
}

/** The day by which the evidence, taken in order, made a case. */
function firstAlert(evidence: readonly Counted[], isCase: (part: readonly Counted[]) => boolean): string {
  const enough = firstEnough(evidence.length, (n) => isCase(evidence.slice(0, n)));
  return fromDay(evidence[enough - 1]?.reading.scannedDay ?? 0);
}

function describe(unit: Unit, { map, regions, parameters }: UnitsInput, distancesM: readonly number[]) {
  const { evidence, dealer, productLine, city } = unit;
  const days = evidence.map(({ reading }) => reading.scannedDay as number);
  const far = distancesM.map((distance) => distance / 1000).sort((a, b) => a - b);
  const division = map.index.divisions[evidence[0]?.judged.division ?? -1];
  const counties = countBy(evidence, ({ judged }) => map.index.divisions[judged.division]?.adcode ?? null);
  const actors: DetectedUnit['actors'] = {};
  for (const { reading } of evidence) actors[reading.actor] = (actors[reading.actor] ?? 0) + 1;
  return {
    dealer,
    productLine: productLine === ALL_LINES ? null : productLine,
    region: regions.get(dealer) ?? null,
    city,
    cityName: division?.cityName ?? '',
    lots: new Set(evidence.map(lotOf)).size,
    codes: [...new Set(evidence.map(codeOf))],
    scans: evidence.map(({ reading }) => reading.index),
    firstScannedOn: fromDay(days[0] ?? 0),
    lastScannedOn: fromDay(days.at(-1) ?? 0),
    episodes: 1 + days.filter((day, n) => n > 0 && day - (days[n - 1] as number) > parameters.caseMergeDays).length,
    distanceKm: { least: far[0] ?? 0, median: far[Math.floor(far.length / 2)] ?? 0, most: far.at(-1) ?? 0 },
    counties: counties.map(([adcode, codes]) => ({
      adcode,
      name: map.index.divisions.find((one) => one.adcode === adcode)?.name ?? '',
      codes,
    })),
    actors,
    shipments: countBy(evidence, ({ reading }) => reading.shipment).map(([shipment, codes]) => ({ shipment, codes })),
  };
}

/** Distinct codes by something, most first. */
function countBy(evidence: readonly Counted[], keyOf: (one: Counted) => string | null): [key: string, codes: number][] {
  const groups = new Map<string, Set<string>>();
  for (const one of evidence) {
    const key = keyOf(one);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, new Set([codeOf(one)]));
    else group.add(codeOf(one));
  }
  return [...groups]
    .map(([key, codes]): [string, number] => [key, codes.size])
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** Marks what lies below the budget of its region and week; cases come in order of their scores. */
function withinBudget(cases: readonly DetectedUnit[], budget: number): DetectedUnit[] {
  const used = new Map<string, number>();
  return cases.map((one) => {
    if (one.region === null || one.firstAlertOn === null) return one;
    const week = `${one.region}\n${Math.floor(Date.parse(one.firstAlertOn) / 604_800_000)}`;
    const before = used.get(week) ?? 0;
    used.set(week, before + 1);
    return before < budget ? one : { ...one, withinBudget: false };
  });
}

function spreadSellers(
  exposures: readonly Exposure[],
  units: readonly Unit[],
  spread: Float64Array,
  travelRate: Readonly<Record<Channel, number>>,
): DetectOutput['spreadSellers'] {
  return exposures.flatMap(({ dealer, productLine, lots }, n) => {
    if ((spread[n] as number) < SPREAD.share) return [];
    const own = units.filter((unit) => unit.dealer === dealer && unit.productLine === productLine);
    const elsewhere = own.reduce((sum, { evidence }) => sum + new Set(evidence.map(lotOf)).size, 0);
    const all = CHANNELS.reduce((sum, channel) => sum + lots[channel].reduce((total, value) => total + value, 0), 0);
    const rate = elsewhere / Math.max(1, all);
    if (own.length < SPREAD.cities || rate < SPREAD.excess * travelRate.consumer) return [];
    return [
      {
        dealer,
        productLine: productLine === ALL_LINES ? null : productLine,
        cities: own.length,
        lots: elsewhere,
        rate,
      },
    ];
  });
}
