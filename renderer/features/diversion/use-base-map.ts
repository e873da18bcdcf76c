import { useEffect, useState } from 'react';
import { type BaseMap, loadBaseMap } from './base-map.ts';

/** `failed`: its files cannot be read, which leaves the table. */
export type BaseMapState = BaseMap | 'loading' | 'failed';

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
    loadBaseMap().then(show, () => show('failed'));
    return () => {
      gone = true;
    };
  }, [attempt]);
  return { base, retry: () => setAttempt((n) => n + 1) };
}
