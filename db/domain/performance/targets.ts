/**
 * Targets are set for a region or for a dealer, by month. Regions may have them at several levels, so they are never
 * simply added up: the target of a region is its own where it has one, otherwise the sum of its children's.
 */

export interface RegionTree {
  /** Children of a region, by index. */
  readonly children: readonly (readonly number[])[];
}

/** Target of a region in a month, in the unit of the KPI; null when neither it nor any region below has one. */
export function regionTarget(
  tree: RegionTree,
  region: number,
  ownTarget: (region: number) => number | undefined,
): number | null {
  const own = ownTarget(region);
  if (own !== undefined) return own;
  return sumOrNull((tree.children[region] ?? []).map((child) => regionTarget(tree, child, ownTarget)));
}

/** Sum of the values that are there; null when none is. */
export function sumOrNull(values: readonly (number | null)[]): number | null {
  const present = values.filter((value) => value !== null);
  return present.length === 0 ? null : present.reduce((sum, value) => sum + value, 0);
}
