import { useCallback, useEffect, useRef, useState } from 'react';
import type { DrillAnswer, DrillQuestion } from '../../../db/contract/diversion-drill.ts';
import { useClient } from '../../client/client-context.tsx';

export type DrillResult = Extract<DrillAnswer, { state: 'ready' }>;

export type DrillState =
  | { readonly state: 'idle' | 'stopped' }
  | { readonly state: 'working'; readonly progress: Extract<DrillAnswer, { state: 'working' }> | null }
  | { readonly state: 'ready'; readonly result: DrillResult }
  | { readonly state: 'failed'; readonly error: unknown };

/** One drill at a time; leaving the screen ends it. */
export function useDrill(): {
  readonly drill: DrillState;
  readonly start: (question: DrillQuestion) => void;
  readonly stop: () => void;
} {
  const client = useClient();
  const [drill, setDrill] = useState<DrillState>({ state: 'idle' });
  const work = useRef<AbortController | null>(null);
  useEffect(() => () => work.current?.abort(), []);
  const start = useCallback(
    (question: DrillQuestion) => {
      work.current?.abort();
      const stop = new AbortController();
      work.current = stop;
      setDrill({ state: 'working', progress: null });
      const follow = async (): Promise<void> => {
        for await (const answer of client.diversion.runDrill(question, { signal: stop.signal })) {
          setDrill(
            answer.state === 'ready' ? { state: 'ready', result: answer } : { state: 'working', progress: answer },
          );
        }
      };
      follow().catch((error: unknown) => {
        if (!stop.signal.aborted) setDrill({ state: 'failed', error });
      });
    },
    [client],
  );
  const stop = useCallback(() => {
    work.current?.abort();
    setDrill({ state: 'stopped' });
  }, []);
  return { drill, start, stop };
}
