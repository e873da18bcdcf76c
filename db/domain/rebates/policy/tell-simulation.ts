import { add, compare, maximum, minimum, type Rational, subtract, ZERO } from '../../money/rational.ts';
import type { SimulationDocument, SimulationResult } from '../schema/simulation.ts';
import { amountText, exactText } from '../tell/tell-outcome.ts';
import { beside, roundingOf, type Simulation } from './simulate.ts';

/** A simulation as it is published: every amount as text, to the 分. */
export function tellSimulation(input: SimulationDocument, simulation: Simulation): SimulationResult {
  const rounding = roundingOf(input);
  const text = (value: Rational): string => amountText(value, rounding);
  const textOrNull = (value: Rational | null): string | null => (value === null ? null : text(value));
  const side = (current: Rational, proposed: Rational) => ({
    current: text(current),
    proposed: text(proposed),
    difference: text(subtract(proposed, current)),
  });
  const dealers = beside(simulation.current.dealers, simulation.proposed.dealers)
    .sort((a, b) => compare(a.difference, b.difference))
    .map(({ name, current, proposed, difference }) => {
      const order = compare(difference, ZERO);
      return {
        dealer: name,
        ...side(current, proposed),
        outcome: order > 0 ? 'wins' : order < 0 ? 'loses' : 'same',
      } as const;
    });
  const totals = simulation.orders.map(({ total }) => total);
  const bounds = simulation.exposures.map(({ most }) => most);
  const most = bounds.reduce<Rational | null>(
    (all, one) => (all === null || one === null ? null : add(all, one)),
    ZERO,
  );
  return {
    schema: 'rebates-simulation-result/1',
    currency: input.currency,
    cost: side(simulation.current.total, simulation.proposed.total),
    agreements: beside(simulation.current.agreements, simulation.proposed.agreements).map(
      ({ name, current, proposed }) => ({ agreement: name, ...side(current, proposed) }),
    ),
    dealers,
    winners: dealers.filter(({ outcome }) => outcome === 'wins').length,
    losers: dealers.filter(({ outcome }) => outcome === 'loses').length,
    cliffs: simulation.cliffs.map(({ outcome, tier, at, reached, jump }) => ({
      agreement: outcome.agreement.id,
      account: outcome.account,
      period: outcome.span.key,
      tier: tier + 1,
      at: exactText(at),
      qualifier: exactText(outcome.earned.qualifier),
      distance: exactText(subtract(outcome.earned.qualifier, at)),
      reached,
      jump: text(jump),
    })),
    orders: {
      variants: simulation.orders.map(({ variant: { kind, agreements }, total }) => ({
        kind,
        agreements: [...agreements],
        total: text(total),
      })),
      least: text(totals.reduce(minimum, totals[0] ?? ZERO)),
      most: text(totals.reduce(maximum, totals[0] ?? ZERO)),
    },
    pullForward: simulation.pulled.map(({ dealer, on, goods, gain }) => ({
      dealer,
      on,
      goods: text(goods),
      gain: text(gain),
    })),
    exposure: {
      finite: most !== null,
      most: textOrNull(most),
      agreements: simulation.exposures.map(({ agreement, accounts, periods, most: own, rate }) => ({
        agreement: agreement.id,
        version: agreement.version,
        accounts,
        periods,
        most: textOrNull(own),
        ratePpm: rate === null ? null : exactText({ n: rate.n * 1_000_000n, d: rate.d }),
      })),
    },
    volumes: simulation.volumes.map(({ ppm, current, proposed }) => ({
      volumePpm: String(ppm),
      ...side(current, proposed),
    })),
  };
}
