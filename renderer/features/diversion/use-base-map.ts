import { useEffect, useState } from 'react';
import { type BaseMap, loadBaseMap } from './base-map.ts';

/** `no-webgl`: this machine cannot draw it; `failed`: its files cannot be read. Both leave the table. */
export type BaseMapState = BaseMap | 'loading' | 'no-webgl' | 'failed';

const canDraw = (): boolean => document.createElement('canvas').getContext('webgl2') !== null;

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
    if (!canDraw()) {
      show('no-webgl');
      return;
    }
    show('loading');
    loadBaseMap().then(show, () => show('failed'));
    return () => {
      gone = true;
    };
  }, [attempt]);
  return { base, retry: () => setAttempt((n) => n + 1) };
}
