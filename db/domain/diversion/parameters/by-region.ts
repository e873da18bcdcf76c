import type { DivisionMap } from '../../geo/area.ts';
import { answerDetect } from '../detect/answer.ts';
import type { Say } from '../detect/say.ts';
import type { DetectedUnit, DetectInput, DetectOutput } from '../schema/detect.ts';
import type { Parameters } from '../schema/detect-parameters.ts';

/** Parameters in force for dealers of a region; null: of none that is known. */
export type ParametersOf = (region: string | null) => Parameters;

/** A unit with the parameters that it was found by. */
export type TunedUnit = DetectedUnit & { readonly parameters: Parameters };

export interface DetectedByRegion extends Pick<DetectOutput, 'totals' | 'model'> {
  readonly cases: readonly TunedUnit[];
  readonly watch: readonly TunedUnit[];
}

/** Parameters that hold somewhere, those of most dealers first. */
function settingsOf({ dealers }: DetectInput, parametersOf: ParametersOf): readonly Parameters[] {
  const held = new Map<string, { readonly parameters: Parameters; dealers: number }>();
  const hold = (region: string | null, count: number): void => {
    const parameters = parametersOf(region);
    const key = JSON.stringify(parameters);
    const one = held.get(key) ?? { parameters, dealers: 0 };
    one.dealers += count;
    held.set(key, one);
  };
  for (const { region } of dealers) hold(region ?? null, 1);
  if (held.size === 0) hold(null, 0);
  return [...held.values()].sort((a, b) => b.dealers - a.dealers).map(({ parameters }) => parameters);
}

/**
 * The detector over one document for many settings, each run once. What is normal is learnt from all scans in every run; of
 * a run those units count whose region it is set for. Totals and model are those of the setting of most dealers.
 */
export function createRegionalDetector(map: DivisionMap, input: DetectInput, say: Say) {
  const runs = new Map<string, DetectOutput>();
  const run = (parameters: Parameters): DetectOutput => {
    const key = JSON.stringify(parameters);
    const known = runs.get(key) ?? answerDetect(map, { ...input, parameters }, say);
    runs.set(key, known);
    return known;
  };
  return {
    /** @param onRun told before each run, how many are done */
    detect(
      parametersOf: ParametersOf,
      onRun: (done: number, total: number) => void = () => undefined,
    ): DetectedByRegion {
      const settings = settingsOf(input, parametersOf);
      const [first] = settings as readonly [Parameters, ...Parameters[]];
      const found = settings.map((parameters, done) => {
        onRun(done, settings.length);
        const key = JSON.stringify(parameters);
        const isSetFor = ({ region }: DetectedUnit): boolean => JSON.stringify(parametersOf(region)) === key;
        const tuned = (units: readonly DetectedUnit[]): TunedUnit[] =>
          units.filter(isSetFor).map((unit) => ({ ...unit, parameters }));
        const { cases, watch } = run(parameters);
        return { cases: tuned(cases), watch: tuned(watch) };
      });
      const byScore = (units: TunedUnit[]): TunedUnit[] => units.sort((a, b) => b.score - a.score);
      const { totals, model } = run(first);
      return {
        totals,
        model,
        cases: byScore(found.flatMap(({ cases }) => cases)),
        watch: byScore(found.flatMap(({ watch }) => watch)),
      };
    },
  };
}
