import { useEffect, useState } from 'react';
import type { AccrualRun } from '../../../db/contract/ledger.ts';
import { useClient } from '../../client/client-context.tsx';
import { useSyncStatus } from '../../client/sync-status.ts';

type Done = Extract<AccrualRun, { state: 'done' }>;

/** How far a run over all agreements has come. A cancelled one has changed nothing: it only reads. */
export type AccrualsShown =
  | { readonly state: 'running'; readonly done: number; readonly total: number }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'done'; readonly run: Done };

/** What a run would post now, calculated on this laptop, again whenever its data changed. */
export function useAccruals(regionId: string | null): {
  readonly shown: AccrualsShown;
  cancel(): void;
  again(): void;
} {
  const client = useClient();
  const dataVersion = useSyncStatus()?.dataVersion ?? 0;
  const [shown, setShown] = useState<AccrualsShown>({ state: 'running', done: 0, total: 0 });
  const [attempt, setAttempt] = useState(0);
  const [stop, setStop] = useState<AbortController | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other data, and another attempt, want another run
  useEffect(() => {
    const ending = new AbortController();
    setStop(ending);
    setShown({ state: 'running', done: 0, total: 0 });
    const follow = async (): Promise<void> => {
      const input = { regionId, dealerId: null, asOf: null };
      for await (const news of client.ledger.getAccruals(input, { signal: ending.signal })) {
        if (news.state === 'running') setShown(news);
        else setShown({ state: 'done', run: news });
      }
    };
    follow().catch((error: unknown) => {
      if (!ending.signal.aborted) setShown({ state: 'failed', error });
    });
    return () => ending.abort();
  }, [client, regionId, dataVersion, attempt]);
  return {
    shown,
    cancel() {
      stop?.abort();
      setShown({ state: 'cancelled' });
    },
    again: () => setAttempt((before) => before + 1),
  };
}
