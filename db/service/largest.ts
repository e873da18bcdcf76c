/**
 * The `limit` largest of many things, largest first, and how many there were. Keeps at most twice `limit` at a time, so
 * that half a million rows need not be sorted to show five hundred. Equal ones keep their order.
 */
export function largest<Thing>(
  things: Iterable<Thing>,
  size: (thing: Thing) => number,
  limit: number,
): { readonly top: Thing[]; readonly total: number } {
  let kept: Thing[] = [];
  let total = 0;
  const trim = () => {
    kept.sort((a, b) => size(b) - size(a));
    kept = kept.slice(0, limit);
  };
  for (const thing of things) {
    total += 1;
    kept.push(thing);
    if (kept.length >= 2 * limit) trim();
  }
  trim();
  return { top: kept, total };
}
