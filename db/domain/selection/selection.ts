/** What a figure is narrowed to; the contract's selection has this shape. */
export interface SelectionInput {
  readonly period: { readonly from: string; readonly to: string };
  readonly regionId: string | null;
  readonly dealerIds: readonly string[];
  readonly place: string | null;
  readonly productLineId: string | null;
}

/** Marks a region and everything below it. `parents[i]` is the parent's index, -1 at the top; no root marks nothing. */
export function markSubtree(parents: readonly number[], root: number): Uint8Array {
  const marked = new Uint8Array(parents.length);
  if (root < 0) return marked;
  for (let region = 0; region < parents.length; region++) {
    let at = region;
    // A path longer than the tree has regions is a loop: damaged data, not below the root.
    for (let steps = 0; at >= 0 && at !== root && steps < parents.length; steps++) at = parents[at] ?? -1;
    if (at === root) marked[region] = 1;
  }
  return marked;
}
