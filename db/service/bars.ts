import type { Selection } from '../contract/selection.ts';
import type { Analytics } from '../store/analytics.ts';
import { childrenOf } from '../store/targets.ts';

/** What the bars of the dashboard stand for: an index of the dimension, and the indices that are added up in it. */
export interface BarGroups {
  readonly by: 'region' | 'dealer';
  readonly bars: readonly BarGroup[];
}
export interface BarGroup {
  readonly index: number;
  readonly members: readonly number[];
  /** Whether the bar shows all of what it is named after, so that its target applies. */
  readonly isWhole: boolean;
}

/**
 * The children of the selected region, and the region itself for what belongs to it directly; its dealers once dealers
 * are chosen or where it has no children. Without a region: the children of the topmost region that has several.
 */
export function barGroups(analytics: Analytics, selection: Selection): BarGroups {
  const { regions, dealers } = analytics.dimensions;
  const children = childrenOf(analytics);
  const start = selection.regionId === null ? topmost(regions, children) : regionIndex(regions, selection.regionId);
  const below = start === null ? regions.flatMap((one, index) => (one.parent < 0 ? [index] : [])) : children[start];
  if (selection.dealerIds.length > 0 || below === undefined || below.length === 0) {
    return { by: 'dealer', bars: dealers.map((_, index) => ({ index, members: [index], isWhole: true })) };
  }
  const bars = below.map((index) => ({ index, members: subtreeOf(children, index), isWhole: true }));
  return { by: 'region', bars: start === null ? bars : [...bars, { index: start, members: [start], isWhole: false }] };
}

function regionIndex(regions: Analytics['dimensions']['regions'], id: string): number | null {
  const index = regions.findIndex((one) => one.id === id);
  return index < 0 ? null : index;
}

/** Down from a single root, while there is only one way down; null when there are several roots. */
function topmost(regions: Analytics['dimensions']['regions'], children: readonly number[][]): number | null {
  const roots = regions.flatMap((one, index) => (one.parent < 0 ? [index] : []));
  if (roots.length !== 1) return null;
  let at = roots[0] as number;
  for (let only = children[at]; only?.length === 1; only = children[at]) at = only[0] as number;
  return at;
}

function subtreeOf(children: readonly number[][], root: number): number[] {
  return [root, ...(children[root] ?? []).flatMap((child) => subtreeOf(children, child))];
}
