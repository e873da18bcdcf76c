import { logGamma } from '../../statistics/gamma.ts';
import type { Parameters } from '../schema/detect-parameters.ts';
import { type Counted, codeOf, lotOf, type Unit } from './evidence.ts';
import { type HomeLots, isSeenInShop } from './lot-book.ts';

/** Shares of lots that are seen in a certain way. */
interface Shares {
  /** Of packing cases: some code was seen inside the territory as well. */
  readonly alsoHome: number;
  /** Of packing cases that were not: more than one code was seen. */
  readonly severalCodes: number;
  /** Of lots: scanned by shops or inspectors. */
  readonly byTrade: number;
}

/** How an exposure's lots are seen: where they are sold, and where people carry them. */
export interface Manner {
  readonly sold: Shares;
  readonly carried: Shares;
}

/** Counts behind the shares. */
interface Counts {
  lots: number;
  byTrade: number;
  cases: number;
  alsoHome: number;
  away: number;
  severalCodes: number;
}

/** What is taken before there is data, and how many lots it is worth. */
const CARRIED: Shares & { readonly worth: number } = { alsoHome: 0.3, severalCodes: 0.1, byTrade: 0.1, worth: 10 };
const SOLD: Shares & { readonly worth: number } = { alsoHome: 0.05, severalCodes: 0.3, byTrade: 0.3, worth: 10 };
/** Everybody's shares are worth so many of a dealer's own lots. */
const OWN_WORTH = 10;
/** Nothing is known better than this. */
const EDGE = 0.01;
/** Of what was seen so much is a surplus, at least and at most. */
const SURPLUS = { least: 0.3, most: 0.95 } as const;
/** Most points for goods of which nothing is seen at home. */
const HOME_CAP = 3;
/** Diverted goods come in few shipments: weight of Dirichlet's distribution over all of a dealer's. */
const SHIPMENTS = 2;

const EMPTY: Counts = { lots: 0, byTrade: 0, cases: 0, alsoHome: 0, away: 0, severalCodes: 0 };

interface Lot {
  readonly isCase: boolean;
  readonly shipment: string | null;
  readonly codes: Set<string>;
  isByTrade: boolean;
}

function lotsOf(evidence: readonly Counted[]): ReadonlyMap<string, Lot> {
  const lots = new Map<string, Lot>();
  for (const one of evidence) {
    const name = lotOf(one);
    let lot = lots.get(name);
    if (lot === undefined) {
      lot = { isCase: one.reading.case !== null, shipment: one.reading.shipment, codes: new Set(), isByTrade: false };
      lots.set(name, lot);
    }
    lot.codes.add(codeOf(one));
    if (isSeenInShop(one.reading)) lot.isByTrade = true;
  }
  return lots;
}

function countsOf(evidence: readonly Counted[], isSeenInside: (lot: string) => boolean): Counts {
  const counts = { ...EMPTY };
  for (const [name, { isCase, codes, isByTrade }] of lotsOf(evidence)) {
    counts.lots += 1;
    if (isByTrade) counts.byTrade += 1;
    if (!isCase) continue;
    counts.cases += 1;
    if (isSeenInside(name)) counts.alsoHome += 1;
    else {
      counts.away += 1;
      if (codes.size > 1) counts.severalCodes += 1;
    }
  }
  return counts;
}

/**
 * Learns how lots are seen at home and away, by exposure. What may be diverted does not tell how goods are carried.
 * @param exposureOf number of a unit's exposure
 * @param isNormal whether a unit is taken for what people carry
 * @returns for a unit, from everything but itself
 */
export function learnManners(
  units: readonly Unit[],
  home: readonly HomeLots[],
  isSeenInside: (lot: string) => boolean,
  exposureOf: (unit: Unit) => number,
  isNormal: (unit: Unit) => boolean,
): (unit: Unit) => Manner {
  const all = { ...EMPTY };
  const own = home.map((): Counts => ({ ...EMPTY }));
  const counts = new Map(units.map((unit) => [unit, countsOf(unit.evidence, isSeenInside)]));
  for (const unit of units) {
    if (!isNormal(unit)) continue;
    const seen = counts.get(unit) as Counts;
    add(all, seen);
    add(own[exposureOf(unit)] as Counts, seen);
  }
  const everywhere = home.reduce(
    (sum, one) => ({
      lots: sum.lots + one.lots,
      byTrade: sum.byTrade + one.byTrade,
      cases: sum.cases + one.cases,
      severalCodes: sum.severalCodes + one.severalCodes,
    }),
    { lots: 0, byTrade: 0, cases: 0, severalCodes: 0 },
  );
  const soldByAll: Shares = {
    alsoHome: SOLD.alsoHome,
    severalCodes: share(everywhere.severalCodes, everywhere.cases, SOLD.severalCodes, SOLD.worth),
    byTrade: share(everywhere.byTrade, everywhere.lots, SOLD.byTrade, SOLD.worth),
  };
  return (unit) => {
    const exposure = exposureOf(unit);
    const without = isNormal(unit) ? (counts.get(unit) as Counts) : EMPTY;
    const others = sharesOf(subtracted(all, without), CARRIED, CARRIED.worth);
    const at = home[exposure] as HomeLots;
    return {
      carried: sharesOf(subtracted(own[exposure] as Counts, without), others, OWN_WORTH),
      sold: {
        alsoHome: SOLD.alsoHome,
        severalCodes: share(at.severalCodes, at.cases, soldByAll.severalCodes, OWN_WORTH),
        byTrade: share(at.byTrade, at.lots, soldByAll.byTrade, OWN_WORTH),
      },
    };
  };
}

function add(sums: Counts, counts: Counts): void {
  for (const key of Object.keys(EMPTY) as (keyof Counts)[]) sums[key] += counts[key];
}

function subtracted(sums: Counts, counts: Counts): Counts {
  const rest = { ...sums };
  for (const key of Object.keys(EMPTY) as (keyof Counts)[]) rest[key] -= counts[key];
  return rest;
}

const share = (of: number, all: number, before: number, worth: number): number =>
  Math.min(1 - EDGE, Math.max(EDGE, (of + worth * before) / (all + worth)));

const sharesOf = ({ lots, byTrade, cases, alsoHome, away, severalCodes }: Counts, before: Shares, worth: number) => ({
  alsoHome: share(alsoHome, cases, before.alsoHome, worth),
  severalCodes: share(severalCodes, away, before.severalCodes, worth),
  byTrade: share(byTrade, lots, before.byTrade, worth),
});

/** Points for or against by how the goods were seen: logarithms to base ten of likelihood ratios. */
export interface MannerPoints {
  readonly counts: Counts;
  readonly sameShipment: number;
  readonly carried: Shares;
  readonly cohesion: number;
  readonly restAtHome: number;
  readonly byTrade: number;
}

export interface MannerContext {
  readonly manner: Manner;
  readonly isSeenInside: (lot: string) => boolean;
  /** Lots expected of the unit if nobody diverted anything. */
  readonly expected: number;
  /** Lots of the exposure. */
  readonly lots: number;
  /** Lots of a shipment that were seen anywhere. */
  readonly shipped: (shipment: string) => number;
}

/**
 * Layer 5b: whether goods are seen as they are where they are sold, or as those that people carry: likelihood ratios that
 * are one on average when nobody diverts, so that a p-value may be divided by them (N. Ignatiadis, R. Wang & A. Ramdas,
 * E-values as unnormalized weights in multiple testing, Biometrika 111, 2024). Of the lots only the surplus over what is
 * expected is held to be for sale.
 */
export function weighManner(
  evidence: readonly Counted[],
  { manner: { sold, carried }, isSeenInside, expected, lots, shipped }: MannerContext,
  { cohesionPoints, cohesionCap }: Parameters,
): MannerPoints {
  const counts = countsOf(evidence, isSeenInside);
  const surplus = Math.min(SURPLUS.most, Math.max(SURPLUS.least, 1 - expected / counts.lots));
  const ratio = (of: number, all: number, key: keyof Shares, most = Number.POSITIVE_INFINITY): number => {
    const usual = carried[key];
    const here = surplus * sold[key] + (1 - surplus) * usual;
    return of * Math.min(most, Math.log10(here / usual)) + (all - of) * Math.log10((1 - here) / (1 - usual));
  };
  const shipments = shipmentRatio(evidence, lots, shipped);
  const codes = ratio(counts.severalCodes, counts.away, 'severalCodes', cohesionPoints);
  return {
    counts,
    sameShipment: shipments.further,
    carried,
    cohesion: bounded(cohesionPoints === 0 ? 0 : codes + atLeastHalf(shipments.log10), cohesionCap),
    restAtHome: Math.min(HOME_CAP, Math.max(-cohesionCap, ratio(counts.alsoHome, counts.cases, 'alsoHome'))),
    byTrade: bounded(atLeastHalf(ratio(counts.byTrade, counts.lots, 'byTrade')), cohesionCap),
  };
}

const bounded = (points: number, cap: number): number => Math.min(cap, Math.max(-cap, points));

/** Half of the bet is not made: what is not so need not speak against. */
const atLeastHalf = (log10: number): number => Math.log10((1 + 10 ** log10) / 2);

/**
 * How much likelier the lots fell on their shipments if they came in few of them than if each were any lot of the dealer's:
 * Dirichlet-multinomial against multinomial, both around what the shipments hold.
 */
function shipmentRatio(
  evidence: readonly Counted[],
  lots: number,
  shipped: (shipment: string) => number,
): { readonly log10: number; readonly further: number } {
  const counts = new Map<string, number>();
  for (const { shipment } of lotsOf(evidence).values()) {
    if (shipment !== null) counts.set(shipment, (counts.get(shipment) ?? 0) + 1);
  }
  const known = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (known === 0) return { log10: 0, further: 0 };
  let log = logGamma(SHIPMENTS) - logGamma(SHIPMENTS + known);
  for (const [shipment, count] of counts) {
    const part = Math.min(1, Math.max(count, shipped(shipment)) / Math.max(known, lots));
    log += logGamma(SHIPMENTS * part + count) - logGamma(SHIPMENTS * part) - count * Math.log(part);
  }
  return { log10: log / Math.LN10, further: known - counts.size };
}
