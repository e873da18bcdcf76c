import { useCallback, useEffect, useRef, useState } from 'react';
import type { ContractClient } from '../../../../db/contract/index.ts';
import type { CallOptions } from '../../../../db/contract/procedure.ts';
import { useClient } from '../../../client/client-context.tsx';

/** What a run says: how far it is (`total` 0 where it does not say), then its result. */
export type RunAnswer =
  | { readonly state: 'working'; readonly done: number; readonly total: number }
  | { readonly state: 'ready' };
export type Working<Answer extends RunAnswer> = Extract<Answer, { readonly state: 'working' }>;
export type Ready<Answer extends RunAnswer> = Extract<Answer, { readonly state: 'ready' }>;

/** A run of the detector over all scans of this laptop. `of` is the question that a result answers. */
export type RunState<Question, Answer extends RunAnswer> =
  | { readonly state: 'idle' | 'stopped' }
  | { readonly state: 'working'; readonly progress: Working<Answer> | null }
  | { readonly state: 'ready'; readonly of: Question; readonly result: Ready<Answer> }
  | { readonly state: 'failed'; readonly error: unknown };

type Procedure<Question, Answer> = (
  client: ContractClient,
) => (question: Question, options: CallOptions) => AsyncIterable<Answer>;

const isReady = <Answer extends RunAnswer>(answer: Answer): answer is Ready<Answer> => answer.state === 'ready';

/** One run at a time; leaving the screen ends it. `procedure` stays the same. */
export function useRun<Question, Answer extends RunAnswer>(procedure: Procedure<Question, Answer>) {
  const client = useClient();
  const [run, setRun] = useState<RunState<Question, Answer>>({ state: 'idle' });
  const work = useRef<AbortController | null>(null);
  useEffect(() => () => work.current?.abort(), []);
  const start = useCallback(
    (question: Question) => {
      work.current?.abort();
      const stop = new AbortController();
      work.current = stop;
      setRun({ state: 'working', progress: null });
      const follow = async (): Promise<void> => {
        for await (const answer of procedure(client)(question, { signal: stop.signal })) {
          if (stop.signal.aborted) return;
          if (isReady(answer)) setRun({ state: 'ready', of: question, result: answer });
          else setRun({ state: 'working', progress: answer as Working<Answer> });
        }
      };
      follow().catch((error: unknown) => {
        if (!stop.signal.aborted) setRun({ state: 'failed', error });
      });
    },
    [client, procedure],
  );
  const end = useCallback((state: 'idle' | 'stopped') => {
    work.current?.abort();
    setRun({ state });
  }, []);
  const stop = useCallback(() => end('stopped'), [end]);
  const forget = useCallback(() => end('idle'), [end]);
  return { run, start, stop, forget };
}
