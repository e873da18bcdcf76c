import type { DetectedUnit } from '../schema/detect.ts';
import type { ReplaySide } from '../schema/replay.ts';

/** What a change of parameters would have done on the same scans. */
export interface Replayed {
  readonly before: ReplaySide;
  readonly after: ReplaySide;
  /** Cases that only the changed parameters open. */
  readonly gained: readonly DetectedUnit[];
  /** Cases that only the present parameters open. */
  readonly lost: readonly DetectedUnit[];
}

/** What of a run of the detector is compared. */
interface Run {
  readonly cases: readonly DetectedUnit[];
  readonly watch: readonly DetectedUnit[];
}

/** Compares two runs of the detector. A case that the other run tells as part of a neighbouring one is not lost. */
export function compareRuns(before: Run, after: Run): Replayed {
  return {
    before: sideOf(before),
    after: sideOf(after),
    gained: onlyIn(after.cases, before.cases),
    lost: onlyIn(before.cases, after.cases),
  };
}

function sideOf({ cases, watch }: Run): ReplaySide {
  const weeks = new Map<string, number>();
  for (const { region, firstAlertOn } of cases) {
    if (firstAlertOn === null) continue;
    const week = `${region} ${Math.floor(Date.parse(firstAlertOn) / 604_800_000)}`;
    weeks.set(week, (weeks.get(week) ?? 0) + 1);
  }
  return {
    cases: cases.length,
    alerts: watch.filter(({ tier }) => tier === 'alert').length,
    watched: watch.filter(({ tier }) => tier === 'watch').length,
    overBudget: cases.filter(({ withinBudget }) => !withinBudget).length,
    busiestWeek: [...weeks.values()].reduce((most, count) => Math.max(most, count), 0),
  };
}

/** Dealer, product line and every city that a case points at, as texts to compare. */
export const placesOf = ({ dealer, productLine, city, alsoIn }: DetectedUnit): string[] =>
  [city, ...alsoIn.map((part) => part.city)].map((place) => `${dealer}\n${productLine ?? ''}\n${place}`);

/** Units that point at no place that the others point at. */
export function onlyIn(units: readonly DetectedUnit[], others: readonly DetectedUnit[]): readonly DetectedUnit[] {
  const known = new Set(others.flatMap(placesOf));
  return units.filter((one) => !placesOf(one).some((place) => known.has(place)));
}
