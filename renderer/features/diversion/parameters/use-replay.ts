import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReplayAnswer } from '../../../../db/contract/diversion-parameters.ts';
import { useClient } from '../../../client/client-context.tsx';
import type { ReadDraft } from './parameter-draft.ts';

export type ReplayResult = Extract<ReplayAnswer, { state: 'ready' }>;
export type ReplayQuestion = Pick<ReadDraft, 'change' | 'bounds'> & { readonly regionId: string };

export type ReplayState =
  | { readonly state: 'idle' }
  | { readonly state: 'stopped' }
  | { readonly state: 'working'; readonly progress: Extract<ReplayAnswer, { state: 'working' }> | null }
  | { readonly state: 'ready'; readonly result: ReplayResult; readonly question: string }
  | { readonly state: 'failed'; readonly error: unknown };

/** By which a result is held against what stands in the fields now. */
export const questionText = ({ regionId, change, bounds }: ReplayQuestion): string =>
  JSON.stringify([regionId, change, bounds]);

/** One replay at a time; leaving the screen ends it. */
export function useReplay(): {
  readonly replay: ReplayState;
  readonly start: (question: ReplayQuestion) => void;
  readonly stop: () => void;
  readonly forget: () => void;
} {
  const client = useClient();
  const [replay, setReplay] = useState<ReplayState>({ state: 'idle' });
  const work = useRef<AbortController | null>(null);
  useEffect(() => () => work.current?.abort(), []);
  const start = useCallback(
    (question: ReplayQuestion) => {
      work.current?.abort();
      const stop = new AbortController();
      work.current = stop;
      setReplay({ state: 'working', progress: null });
      const follow = async (): Promise<void> => {
        for await (const answer of client.diversion.replayParameters(question, { signal: stop.signal })) {
          if (stop.signal.aborted) return;
          setReplay(
            answer.state === 'ready'
              ? { state: 'ready', result: answer, question: questionText(question) }
              : { state: 'working', progress: answer },
          );
        }
      };
      follow().catch((error: unknown) => {
        if (!stop.signal.aborted) setReplay({ state: 'failed', error });
      });
    },
    [client],
  );
  const end = useCallback((state: 'idle' | 'stopped') => {
    work.current?.abort();
    setReplay({ state });
  }, []);
  const stop = useCallback(() => end('stopped'), [end]);
  const forget = useCallback(() => end('idle'), [end]);
  return { replay, start, stop, forget };
}
