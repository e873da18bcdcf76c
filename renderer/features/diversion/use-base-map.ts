import { useEffect, useState } from 'react';
import { type BaseMap, loadBaseMap } from './base-map.ts';

/** `failed`: its files cannot be read, which leaves the table. */
export type BaseMapState = BaseMap | 'loading' | 'failed';

let begun: Promise<BaseMap> | null = null;

/** The map, read for whoever asks first; a failure is forgotten, so that the next one reads it anew. */
function baseMap(): Promise<BaseMap> {
  if (begun !== null) return begun;
  begun = loadBaseMap();
  begun.catch(() => {
    begun = null;
  });
  return begun;
}

/** Begins to read the map before it is shown; who shows it meets a failure. */
export const fetchBaseMap = (): void => void baseMap();

/** The drawn map, read once; `retry` reads it again. */
export function useBaseMap(): { readonly base: BaseMapState; readonly retry: () => void } {
  const [base, setBase] = useState<BaseMapState>('loading');
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an attempt is what asks again
  useEffect(() => {
    let gone = false;
    const show = (state: BaseMapState): void => {
      if (!gone) setBase(state);
    };
    show('loading');
    baseMap().then(show, () => show('failed'));
    return () => {
      gone = true;
    };
  }, [attempt]);
  return { base, retry: () => setAttempt((n) => n + 1) };
}
