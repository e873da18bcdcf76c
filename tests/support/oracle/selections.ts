import fc from 'fast-check';
import type { Selection } from '../../../db/contract/selection.ts';

/** What a company can be narrowed to. */
export interface Choices {
  /** Days on which periods begin and end. */
  readonly bounds: readonly string[];
  readonly regions: readonly string[];
  readonly dealers: readonly string[];
  readonly places: readonly string[];
  readonly productLines: readonly string[];
}

/** Selections of every sort: each condition is set about half of the time. */
export function selectionsOf(choices: Choices): fc.Arbitrary<Selection> {
  const orNull = (list: readonly string[]) => fc.option(fc.constantFrom(...list), { nil: null, freq: 2 });
  const bound = fc.constantFrom(...choices.bounds);
  return fc.record({
    period: fc
      .tuple(bound, bound)
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a })),
    regionId: orNull(choices.regions),
    // Mostly nobody in particular, sometimes one or two.
    dealerIds: fc.subarray([...choices.dealers], { maxLength: 4 }).map((ids) => (ids.length > 2 ? [] : ids)),
    place: orNull(choices.places),
    productLineId: orNull(choices.productLines),
  });
}
