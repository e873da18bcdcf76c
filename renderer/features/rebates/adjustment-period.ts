/**
 * The period of the ledger in which a disputed one is adjusted: the last that shares days with it and has begun, which for a
 * year that still runs is the current quarter. Null when there is none.
 */
export function periodOfAdjustment<Period extends { readonly startsOn: string; readonly endsOn: string }>(
  periods: readonly Period[],
  disputed: { readonly from: string; readonly to: string },
  today: string,
): Period | null {
  return periods.reduce<Period | null>((last, one) => {
    const isShared = one.startsOn < disputed.to && one.endsOn > disputed.from && one.startsOn <= today;
    return isShared && (last === null || one.startsOn > last.startsOn) ? one : last;
  }, null);
}
