import { regionTarget, sumOrNull } from '../domain/performance/targets.ts';
import type { DayRange } from '../domain/time/periods.ts';
import type { Analytics } from './analytics.ts';
import type { Filter } from './analytics-filter.ts';

/** Net-sales targets, asked by month; 分, null where there is none. */
export interface Targets {
  /** From the first month with any target to the one after the last. */
  readonly months: DayRange;
  ofRegion(region: number, month: number): number | null;
  /** Of one dealer, within the chosen regions. */
  ofDealer(dealer: number, month: number, filter: Filter): number | null;
  /**
   * Of a selection: of the region, or of the topmost ones; of the dealers once dealers or their seat are chosen. None for
   * a product line: targets are not set by product line.
   */
  ofSelection(filter: Filter, regionId: string | null, month: number): number | null;
}

const cache = new WeakMap<Analytics, Targets>();

export function targetsOf(analytics: Analytics): Targets {
  const known = cache.get(analytics);
  if (known !== undefined) return known;
  const targets = indexTargets(analytics);
  cache.set(analytics, targets);
  return targets;
}

/** Children of each region, by index. */
export function childrenOf(analytics: Analytics): number[][] {
  const { regions } = analytics.dimensions;
  const children: number[][] = regions.map(() => []);
  regions.forEach((region, index) => {
    children[region.parent]?.push(index);
  });
  return children;
}

function indexTargets(analytics: Analytics): Targets {
  const { regions } = analytics.dimensions;
  const children = childrenOf(analytics);
  const byRegion = new Map<number, Map<number, number>>();
  const byDealer = new Map<number, Map<number, { readonly region: number; readonly valueFen: number }[]>>();
  for (const target of analytics.targets) {
    if (target.dealer < 0) {
      if (target.region < 0) continue;
      const months = byRegion.get(target.region) ?? new Map<number, number>();
      byRegion.set(target.region, months.set(target.month, target.valueFen));
    } else {
      const months = byDealer.get(target.dealer) ?? new Map<number, { region: number; valueFen: number }[]>();
      byDealer.set(target.dealer, months.set(target.month, [...(months.get(target.month) ?? []), target]));
    }
  }

  const ofRegion = (region: number, month: number) =>
    regionTarget({ children }, region, (one) => byRegion.get(one)?.get(month));
  const ofDealer = (dealer: number, month: number, filter: Filter) => {
    const stated = byDealer.get(dealer)?.get(month) ?? [];
    const visible = stated.filter((one) => (one.region < 0 ? !filter.byRegion : filter.region[one.region] === 1));
    return sumOrNull(visible.map((one) => one.valueFen));
  };

  const stated = analytics.targets.map((target) => target.month);
  const firstMonth = stated.reduce((first, month) => Math.min(first, month), stated[0] ?? 0);
  return {
    months: { from: firstMonth, to: stated.reduce((last, month) => Math.max(last, month + 1), firstMonth) },
    ofRegion,
    ofDealer,
    ofSelection(filter, regionId, month) {
      if (filter.byProductLine) return null;
      if (filter.byDealer || filter.byPlace) {
        const dealers = [...byDealer.keys()].filter((dealer) => filter.seatedDealer[dealer] === 1);
        return sumOrNull(dealers.map((dealer) => ofDealer(dealer, month, filter)));
      }
      const tops = regions.flatMap((region, index) =>
        (regionId === null ? region.parent < 0 : region.id === regionId) ? [index] : [],
      );
      return sumOrNull(tops.map((region) => ofRegion(region, month)));
    },
  };
}
