import { useEffect, useState } from 'react';
import { type BaseMap, type BaseMapText, fetchBaseMapText, unpackBaseMap } from './base-map.ts';

/** `failed`: its files cannot be read, which leaves the table. */
export type BaseMapState = BaseMap | 'loading' | 'failed';

let fetched: Promise<BaseMapText> | null = null;
let unpacked: Promise<BaseMap> | null = null;

const text = (): Promise<BaseMapText> => (fetched ??= fetchBaseMapText());

/** The map, read for whoever asks first; a failure is forgotten, so that the next one reads it anew. */
function baseMap(): Promise<BaseMap> {
  if (unpacked !== null) return unpacked;
  unpacked = text()
    .then(unpackBaseMap)
    .finally(() => {
      fetched = null;
    });
  unpacked.catch(() => {
    unpacked = null;
  });
  return unpacked;
}

/** Begins to fetch the map before it is shown; who shows it meets a failure. */
export const fetchBaseMap = (): void => void text().catch(() => undefined);

/**
 * The drawn map, read once; `retry` reads it again.
 * @param isWanted false as long as something else is to be shown first: unpacking the map keeps the page busy
 */
export function useBaseMap(isWanted = true): { readonly base: BaseMapState; readonly retry: () => void } {
  const [base, setBase] = useState<BaseMapState>('loading');
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an attempt is what asks again
  useEffect(() => {
    if (!isWanted) return;
    let gone = false;
    const show = (state: BaseMapState): void => {
      if (!gone) setBase(state);
    };
    show('loading');
    baseMap().then(show, () => show('failed'));
    return () => {
      gone = true;
    };
  }, [attempt, isWanted]);
  return { base, retry: () => setAttempt((n) => n + 1) };
}
