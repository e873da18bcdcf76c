import { answerDetect } from '../../db/domain/diversion/detect/answer.ts';
import { createJudge } from '../../db/domain/diversion/judge-reading.ts';
import { isRejected, readRow, startNotes } from '../../db/domain/diversion/reading.ts';
import { DetectInput } from '../../db/domain/diversion/schema/detect.ts';
import { prepareExemptions, prepareTerritories } from '../../db/domain/diversion/territories.ts';
import type { DivisionMap } from '../../db/domain/geo/area.ts';
import { type Habits, plantDiversions, type WorldSize } from './planted-diversions.ts';

/** How a way of finding diversions did in one planted world. */
export interface PlantedScore {
  readonly alerts: number;
  /** Alerts that point at something planted. */
  readonly right: number;
  /** Planted diversions that some alert points at. */
  readonly found: number;
  readonly planted: number;
}

export const RULES = ['detector', 'any scan outside', '3 codes in 28 days', '5 codes in 28 days', 'over 5 % outside'] as const; // biome-ignore format: one line
export type Rule = (typeof RULES)[number];

interface Outside {
  readonly city: string;
  readonly code: string;
  readonly day: number;
}

/**
 * Lets the detector and the simple rules loose on one planted world. An alert is a dealer in a city, for the share a
 * dealer; it is right when that dealer's goods were planted in that city (for the share: anywhere). The simple rules are
 * given the same verdicts, with border, accuracy and exemptions, as the detector.
 */
export function scorePlanted(
  map: DivisionMap,
  seed: number,
  size: WorldSize,
  habits?: Habits,
): Readonly<Record<Rule, PlantedScore>> {
  const { document, planted } = plantDiversions(map, seed, size, habits);
  const input = DetectInput.parse(document);
  const { cases } = answerDetect(map, input, () => ({ zh: '', en: '' }));
  const truth = new Set(planted.map(({ dealer, city }) => `${dealer} ${city}`));
  const score = (alerts: readonly (readonly string[])[]): PlantedScore => {
    const pointed = new Set(alerts.flat());
    return {
      alerts: alerts.length,
      right: alerts.filter((places) => places.some((place) => truth.has(place))).length,
      found: planted.filter(({ dealer, city }) => pointed.has(`${dealer} ${city}`)).length,
      planted: planted.length,
    };
  };
  const { outside, share } = sightings(map, input);
  const rule = (isAlert: (list: readonly Outside[]) => boolean) =>
    score(
      [...outside].flatMap(([dealer, list]) =>
        [...new Set(list.map(({ city }) => city))]
          .filter((city) => isAlert(list.filter((one) => one.city === city)))
          .map((city) => [`${dealer} ${city}`]),
      ),
    );
  const citiesOf = (dealer: string): string[] => [...truth].filter((place) => place.startsWith(`${dealer} `));
  return {
    detector: score(
      cases.map(({ dealer, city, alsoIn }) => [city, ...alsoIn.map((one) => one.city)].map((place) => `${dealer} ${place}`)),
    ),
    'any scan outside': rule(() => true),
    '3 codes in 28 days': rule((list) => mostCodes(list, 28) >= 3),
    '5 codes in 28 days': rule((list) => mostCodes(list, 28) >= 5),
    'over 5 % outside': score([...share].filter(([, part]) => part > 0.05).map(([dealer]) => citiesOf(dealer))),
  }; // biome-ignore format: one rule a line
}

/** Adds scores of several worlds; precision and recall are shares of the sums. */
export function addScores(scores: readonly PlantedScore[]): PlantedScore & {
  readonly precision: number;
  readonly recall: number;
} {
  const sum = (key: keyof PlantedScore): number => scores.reduce((total, score) => total + score[key], 0);
  const [alerts, right, found, planted] = [sum('alerts'), sum('right'), sum('found'), sum('planted')];
  return {
    alerts,
    right,
    found,
    planted,
    precision: right / Math.max(1, alerts),
    recall: found / Math.max(1, planted),
  };
}

/** What was seen outside, by dealer, and the share of it. */
function sightings(map: DivisionMap, input: DetectInput) {
  const judge = createJudge(
    map,
    prepareTerritories(map, input.territories),
    prepareExemptions(map, input.exemptions),
    input.parameters,
    20_000,
  );
  const outside = new Map<string, Outside[]>();
  const all = new Map<string, number>();
  const notes = startNotes();
  input.scans.forEach((row, index) => {
    const reading = readRow(row, index, input.crs, notes);
    if (isRejected(reading) || reading.dealer === null) return;
    const { verdict, division } = judge(reading);
    all.set(reading.dealer, (all.get(reading.dealer) ?? 0) + 1);
    if (verdict !== 'outside') return;
    const { dealer, code, scannedDay } = reading;
    const city = map.index.divisions[division]?.city ?? 'nowhere';
    const list = outside.get(dealer) ?? [];
    outside.set(dealer, list);
    list.push({ city, code: code as string, day: scannedDay as number });
  });
  const share = new Map([...all].map(([dealer, scans]) => [dealer, (outside.get(dealer)?.length ?? 0) / scans]));
  return { outside, share };
}

/** Most distinct codes in any stretch of days. */
function mostCodes(list: readonly Outside[], days: number): number {
  return list.reduce((most, { day }) => {
    const within = list.filter((one) => one.day >= day && one.day < day + days);
    return Math.max(most, new Set(within.map(({ code }) => code)).size);
  }, 0);
}
