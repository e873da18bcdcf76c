import { distanceM } from '../distance.ts';
import type { TERM_KEYS } from '../schema/detect.ts';
import type { DealerCluster } from './dealer-clusters.ts';
import { type Counted, codeOf } from './evidence.ts';
import type { MannerPoints } from './manner.ts';
import { median, middleOf } from './middle.ts';
import type { Finding, Leak } from './unit-test.ts';

/** A reason for or against, in points; the numbers fill its sentence. */
export interface ScoreTerm {
  readonly key: (typeof TERM_KEYS)[number];
  readonly points: number;
  readonly numbers: Readonly<Record<string, number>>;
}

/** Beyond this a smaller probability says nothing more: the model itself is not known that well. */
const EXCESS_CAP = 12;
/** Most points for lying in a cluster: what it says of one city, the excess there says as well. */
const CLUSTER_CAP = 2;
const NEAR_KM = 5;
/** A leak shows in this many weeks. */
const LEAK_WEEKS = 4;
/** Goods for sale lie together; farther apart than this they look carried about. */
const SCATTERED_KM = 30;

export interface UnitFacts {
  readonly evidence: readonly Counted[];
  readonly finding: Finding;
  readonly manner: MannerPoints;
  readonly leak: Leak;
  /** Distances from the border, metres, in the order of the evidence. */
  readonly distancesM: readonly number[];
  /** Codes of the unit that trade had seen inside the territory before. */
  readonly seenInsideFirst: number;
  /** The cluster of the dealer's goods that the city belongs to. */
  readonly cluster: DealerCluster | null;
  /** Share of the dealer's sightings elsewhere that follow the market and not the distance. */
  readonly spread: number;
}

/** Layer 6: the terms of a unit, those that say nothing left out. Their points make the score. */
export function scoreUnit(facts: UnitFacts): readonly ScoreTerm[] {
  const { evidence, finding, manner, leak, distancesM, seenInsideFirst, cluster, spread } = facts;
  const codes = new Set(evidence.map(codeOf)).size;
  const terms: ScoreTerm[] = [];
  const add = (key: ScoreTerm['key'], points: number, numbers: ScoreTerm['numbers']): void => {
    if (points !== 0) terms.push({ key, points, numbers });
  };
  const log10P = finding.logP / Math.LN10;
  add('excess', Math.min(EXCESS_CAP, -log10P), {
    weeks: finding.toWeek - finding.fromWeek,
    lots: finding.lots,
    expected: finding.expected,
    log10P,
    cap: EXCESS_CAP,
  });
  const { counts, carried } = manner;
  add('cohesion', manner.cohesion, {
    cases: counts.away,
    sameCase: counts.severalCodes,
    share: carried.severalCodes,
    sameShipment: manner.sameShipment,
  });
  add('rest_at_home', manner.restAtHome, { cases: counts.cases, atHome: counts.alsoHome, share: carried.alsoHome });
  add(manner.byTrade > 0 ? 'by_trade' : 'consumers_only', manner.byTrade, {
    lots: counts.lots,
    byTrade: counts.byTrade,
    share: carried.byTrade,
  });
  const inspected = evidence.filter(({ reading }) => reading.actor === 'inspector').length;
  add('inspector', Math.min(3, 1.5 * inspected), { scans: inspected });
  const weeks = new Set(evidence.map(({ week }) => week)).size;
  add('slow_leak', leak.weeksOver >= LEAK_WEEKS && weeks >= LEAK_WEEKS ? Math.min(2, 0.25 * weeks) : 0, {
    weeks,
    over: leak.weeksOver,
  });
  if (cluster !== null)
    add('cluster', Math.min(CLUSTER_CAP, -Math.log10(cluster.pValue)), {
      cities: cluster.cities.size,
      lots: cluster.lots,
      expected: cluster.expected,
      logLikelihoodRatio: cluster.logLikelihoodRatio,
      p: cluster.pValue,
    });

  const near = distancesM.filter((distance) => distance < NEAR_KM * 1000).length / distancesM.length;
  add('near_border', near >= 0.2 ? -2 * near : 0, { share: near, km: NEAR_KM });
  const people = new Map<string, number>();
  for (const { reading } of evidence) {
    const person = reading.user ?? (reading.actor === 'consumer' ? reading.device : null);
    if (person !== null) people.set(person, (people.get(person) ?? 0) + 1);
  }
  const most = [...people.values()].reduce((top, scans) => Math.max(top, scans), 0) / evidence.length;
  add('one_person', evidence.length >= 3 && most >= 0.6 ? -2 * most : 0, { share: most });
  add('seen_inside_first', seenInsideFirst > 0 ? (-2 * seenInsideFirst) / codes : 0, {
    codes: seenInsideFirst,
    all: codes,
  });
  add('spread_seller', spread >= 0.5 ? -spread : 0, { share: spread });
  const scatterKm = scatterOf(evidence);
  add('scattered', scatterKm > SCATTERED_KM ? -Math.min(2, scatterKm / SCATTERED_KM) : 0, { km: scatterKm });
  return terms;
}

/** Median distance of the goods from the middle of them, kilometres. */
function scatterOf(evidence: readonly Counted[]): number {
  const places = evidence.map(({ reading }) => [reading.longitude, reading.latitude] as const);
  const middle = middleOf(places);
  return median(places.map((place) => distanceM(place, middle))) / 1000;
}

/**
 * Points that decide the tier. The cluster ranks cases and makes none: it is found from all of a dealer's goods together,
 * and could not be taken from part of them.
 */
export const decidingPoints = (terms: readonly ScoreTerm[]): number =>
  sumOf(terms.filter(({ key }) => key !== 'cluster'));

export const sumOf = (terms: readonly ScoreTerm[]): number => terms.reduce((sum, { points }) => sum + points, 0);
