/** A version of a territory, by its days: `to` is the first day on which it no longer holds. */
export interface Dated {
  readonly id: string;
  readonly from: string;
  readonly to: string | null;
}

/**
 * Why a version cannot begin on a day. Shipments keep the version that they were made under, so it begins on a day to come;
 * a version that was agreed for later is not overruled silently.
 */
export type DatesFault = { readonly kind: 'not_future' } | { readonly kind: 'later_version'; readonly from: string };

/** @param versions those of the dealer and product line; days are local dates (Asia/Shanghai) */
export function datesFault(versions: readonly Dated[], validFrom: string, today: string): DatesFault | null {
  if (validFrom <= today) return { kind: 'not_future' };
  const later = versions
    .map(({ from }) => from)
    .filter((from) => from >= validFrom)
    .sort()[0];
  return later === undefined ? null : { kind: 'later_version', from: later };
}

export const isInForce = ({ from, to }: Omit<Dated, 'id'>, day: string): boolean =>
  from <= day && (to === null || day < to);

/** The version that is in force on a day; null when there is none. */
export const versionOn = <Version extends Dated>(versions: readonly Version[], day: string): Version | null =>
  versions.find((version) => isInForce(version, day)) ?? null;
