import { useCallback, useEffect, useState } from 'react';
import type { AlertsAnswer } from '../../../db/contract/diversion-alerts.ts';
import { AppError } from '../../../db/contract/errors.ts';
import type { Selection } from '../../../db/contract/selection.ts';
import { useClient } from '../../client/client-context.tsx';
import { useSyncStatus } from '../../client/sync-status.ts';

type Working = Extract<AlertsAnswer, { state: 'working' }>;
export type FoundAlerts = Extract<AlertsAnswer, { state: 'ready' }>;

export type AlertsState =
  | { readonly state: 'working'; readonly progress: Working | null }
  | { readonly state: 'ready'; readonly found: FoundAlerts }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly error: unknown };

/** The alerts of the selection, found anew whenever it or the synced data change; work nobody waits for is ended. */
export function useAlerts(selection: Selection): {
  readonly alerts: AlertsState;
  readonly stop: () => void;
  readonly again: () => void;
} {
  const client = useClient();
  const dataVersion = useSyncStatus()?.dataVersion ?? 0;
  const [alerts, setAlerts] = useState<AlertsState>({ state: 'working', progress: null });
  const [round, setRound] = useState(0);
  const [isStopped, setStopped] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: newer data and another round are asked for again
  useEffect(() => {
    if (isStopped) return;
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      for await (const answer of client.diversion.getAlerts({ selection }, { signal: stop.signal })) {
        setAlerts(
          answer.state === 'ready' ? { state: 'ready', found: answer } : { state: 'working', progress: answer },
        );
      }
    };
    follow().catch((error: unknown) => {
      if (stop.signal.aborted || (error instanceof AppError && error.code === 'cancelled')) return;
      setAlerts({ state: 'failed', error });
    });
    return () => stop.abort();
  }, [client, selection, dataVersion, round, isStopped]);
  const stop = useCallback(() => {
    setStopped(true);
    setAlerts({ state: 'stopped' });
  }, []);
  const again = useCallback(() => {
    setStopped(false);
    setAlerts({ state: 'working', progress: null });
    setRound((n) => n + 1);
  }, []);
  return { alerts, stop, again };
}
