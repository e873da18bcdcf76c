import {
  add,
  compare,
  parseDecimal,
  type Rational,
  roundTo,
  subtract,
  unitsToDecimal,
  ZERO,
} from '../../money/rational.ts';
import type { SimulationResult } from '../schema/simulation.ts';

/** Amounts in 分 as they are published. */
const text = (value: Rational): string => unitsToDecimal(roundTo(value, 2, 'HALF_UP'), 2);
const sumOf = (values: readonly string[]): Rational => values.map(parseDecimal).reduce(add, ZERO);

type Side = SimulationResult['cost'];
function together(sides: readonly Side[]): Side {
  const [current, proposed] = [sumOf(sides.map((one) => one.current)), sumOf(sides.map((one) => one.proposed))];
  return { current: text(current), proposed: text(proposed), difference: text(subtract(proposed, current)) };
}

/**
 * Simulations of groups of agreements that share no dealer, as one. Orders of stacking are told as they are proposed only:
 * groups have stackings of their own. Amounts are whole 分.
 */
export function mergeSimulations(results: readonly SimulationResult[], currency: string): SimulationResult {
  const byAmount = (a: string, b: string): number => compare(parseDecimal(b), parseDecimal(a));
  const volumes = results[0]?.volumes.map(({ volumePpm }) => volumePpm) ?? [];
  const bounds = results.map(({ exposure }) => exposure.most);
  const most = bounds.reduce<Rational | null>(
    (all, one) => (all === null || one === null ? null : add(all, parseDecimal(one))),
    ZERO,
  );
  const dealers = results.flatMap((one) => one.dealers);
  return {
    schema: 'rebates-simulation-result/1',
    currency,
    cost: together(results.map(({ cost }) => cost)),
    agreements: results.flatMap((one) => one.agreements),
    dealers: dealers.sort((a, b) => byAmount(b.difference, a.difference)),
    winners: dealers.filter(({ outcome }) => outcome === 'wins').length,
    losers: dealers.filter(({ outcome }) => outcome === 'loses').length,
    cliffs: results.flatMap((one) => one.cliffs).sort((a, b) => byAmount(a.jump, b.jump)),
    orders: {
      variants: results.length === 1 ? (results[0]?.orders.variants ?? []) : [],
      least: text(sumOf(results.map(({ orders }) => orders.least))),
      most: text(sumOf(results.map(({ orders }) => orders.most))),
    },
    pullForward: results.flatMap((one) => one.pullForward).sort((a, b) => byAmount(a.gain, b.gain)),
    exposure: {
      finite: most !== null,
      most: most === null ? null : text(most),
      agreements: results.flatMap(({ exposure }) => exposure.agreements),
    },
    volumes: volumes.map((volumePpm, n) => ({
      volumePpm,
      ...together(results.flatMap((one) => one.volumes[n] ?? [])),
    })),
  };
}
