import { addScores, type PlantedScore, RULES, type Rule, scorePlanted } from '../../support/score-planted.ts';
import { type Measured, side } from '../report.ts';
import { readMap } from './map.ts';

const WORLD = {
  small: { dealers: 60, cities: 40, weeks: 16 },
  full: { dealers: 240, cities: 120, weeks: 40 },
} as const;

/**
 * How many of the detector's cases are right and how many planted diversions it finds, with the simple rules beside it.
 * @param worlds how many planted worlds; their seeds follow one another from `seed`
 */
export function detectorQuality(size: 'small' | 'full', seed: number, worlds: number): readonly Measured[] {
  const map = readMap();
  const scores: Record<Rule, PlantedScore[]> = { detector: [], 'any scan outside': [], '3 codes in 28 days': [], '5 codes in 28 days': [], 'over 5 % outside': [] }; // biome-ignore format: the rules
  for (let world = 0; world < worlds; world += 1) {
    const found = scorePlanted(map, seed + world, WORLD[size]);
    for (const rule of RULES) scores[rule].push(found[rule]);
  }
  const totals = Object.fromEntries(RULES.map((rule) => [rule, addScores(scores[rule])])) as Record<
    Rule,
    ReturnType<typeof addScores>
  >;
  const planted = totals.detector.planted;
  const percentOf = (share: (score: ReturnType<typeof addScores>) => number, rule: Rule): number[] =>
    scores[rule].map((score) => 100 * share(addScores([score])));
  const figure = (part: 'precision' | 'recall', limit: number): Measured => {
    const samples = percentOf((score) => score[part], 'detector');
    const value = 100 * totals.detector[part];
    return {
      part,
      question: part === 'precision' ? 'How many cases are right?' : 'How many planted diversions are found?',
      sizes: { worlds, planted, ...WORLD[size] },
      sides: RULES.map((rule) =>
        side(
          rule,
          '%',
          percentOf((score) => score[part], rule),
        ),
      ),
      goal: {
        of: `${part} of the detector over all worlds, per cent`,
        value,
        range: [Math.min(...samples), Math.max(...samples)],
        comparison: 'at least',
        limit,
        met: value >= limit,
      },
      equal: 'every way of finding is given the same scans and the same truth',
      notes: RULES.map((rule) => {
        const { alerts, right, found } = totals[rule];
        const percent = 100 * totals[rule][part];
        const [of, all] = part === 'precision' ? [right, alerts] : [found, planted];
        return `${rule}: ${percent.toFixed(1)} % (${of} of ${all}), ${(alerts / worlds).toFixed(1)} alerts a world`;
      }),
    };
  };
  return [figure('precision', 95), figure('recall', 90)];
}
