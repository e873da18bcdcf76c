import type { DivisionMap } from '../../geo/area.ts';
import { toDay } from '../../time/days.ts';
import { median } from '../detect/middle.ts';
import type { Say } from '../detect/say.ts';
import { createRegionalDetector, type ParametersOf } from '../parameters/by-region.ts';
import { placesOf } from '../parameters/replay.ts';
import type { DetectedUnit, DetectInput } from '../schema/detect.ts';
import type { DrillInput, DrillOutput, DrillPlant } from '../schema/drill.ts';
import { plantDrill } from './plant.ts';

/**
 * Answers a checked document of `diversion drill`: what of planted diversions would be caught, when, and at
 * what cost. `onStep` is told what begins; `parametersOf` where regions are set differently.
 */
export function answerDrill(
  map: DivisionMap,
  input: DrillInput,
  say: Say,
  onStep: (step: 'planting' | 'before' | 'during') => void = () => undefined,
  parametersOf: ParametersOf = () => input.parameters,
): DrillOutput {
  const { drill: _, ...document } = input;
  const detect = (asked: DetectInput) => createRegionalDetector(map, asked, say).detect(parametersOf);
  onStep('planting');
  const { scans, plants } = plantDrill(map, input);
  onStep('before');
  const before = detect(document).cases;
  onStep('during');
  const { cases, watch, model } = detect({ ...document, scans: [...scans] });
  const told = plants.map((plant) => {
    const found = cases.find((one) => pointsAt(one, plant));
    const tier = found?.tier ?? watch.find((one) => pointsAt(one, plant))?.tier ?? null;
    const alertedOn = found?.firstAlertOn ?? null;
    const days = alertedOn === null ? null : toDay(alertedOn) - toDay(plant.firstScannedOn);
    return { ...plant, isCaught: found !== undefined, tier, alertedOn, days };
  });
  const caught = told.filter(({ isCaught }) => isCaught);
  const waited = caught.flatMap(({ days }) => days ?? []);
  const other = cases.filter((one) => !plants.some((plant) => pointsAt(one, plant)));
  const known = new Set(before.flatMap(placesOf));
  return {
    plants: told,
    planted: plants.length,
    caught: caught.length,
    noticed: told.filter(({ isCaught, tier }) => !isCaught && tier !== null).length,
    medianDays: waited.length === 0 ? null : median(waited),
    otherCases: {
      before: before.length,
      during: other.length,
      raised: other.filter((one) => !placesOf(one).some((place) => known.has(place))).length,
      perWeek: model.weeks === 0 ? 0 : other.length / model.weeks,
    },
  };
}

const pointsAt = (unit: DetectedUnit, { dealer, productLine, city }: DrillPlant): boolean =>
  placesOf(unit).includes(`${dealer}\n${productLine ?? ''}\n${city}`);
