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

/** Where an attempt stands, and on which data and of which region it was made. */
interface Attempt {
  readonly of: string;
  readonly shown: AccrualsShown;
}

const RUNNING: AccrualsShown = { state: 'running', done: 0, total: 0 };

/**
 * What a run would post now, calculated on this laptop, again whenever its data changed.
 * @param isHeld somebody works with the result: other data then only make it stale, until he asks for another one
 */
export function useAccruals(
  regionId: string | null,
  isHeld: boolean,
): {
  readonly shown: AccrualsShown;
  /** Done, but on data that have changed since. */
  readonly isStale: boolean;
  cancel(): void;
  again(): void;
} {
  const client = useClient();
  const dataVersion = useSyncStatus()?.dataVersion ?? 0;
  const [number, setNumber] = useState(0);
  const wanted = `${regionId} ${dataVersion} ${number}`;
  const [attempt, setAttempt] = useState<Attempt>({ of: wanted, shown: RUNNING });
  const [stop, setStop] = useState<AbortController | null>(null);
  const isStale = attempt.shown.state === 'done' && attempt.of !== wanted;
  const waits = isStale && isHeld;
  useEffect(() => {
    if (waits) return;
    const ending = new AbortController();
    const show = (shown: AccrualsShown): void => setAttempt({ of: wanted, shown });
    setStop(ending);
    show(RUNNING);
    const follow = async (): Promise<void> => {
      const input = { regionId, dealerId: null, asOf: null };
      for await (const news of client.ledger.getAccruals(input, { signal: ending.signal })) {
        show(news.state === 'running' ? news : { state: 'done', run: news });
      }
    };
    follow().catch((error: unknown) => {
      if (!ending.signal.aborted) show({ state: 'failed', error });
    });
    return () => ending.abort();
  }, [client, regionId, wanted, waits]);
  return {
    shown: attempt.shown,
    isStale,
    cancel() {
      stop?.abort();
      setAttempt({ of: wanted, shown: { state: 'cancelled' } });
    },
    again() {
      setNumber((before) => before + 1);
      setAttempt({ of: wanted, shown: RUNNING });
    },
  };
}
