import { useQueryClient } from '@tanstack/react-query';
import { useAsk } from '../../client/queries.ts';
import { useSyncStatus } from '../../client/sync-status.ts';

const NAME = 'annotations.list';

/** The notes on a dealer; asked for again when the synced data or the outbox change. */
export function useAnnotations(dealerId: string) {
  const status = useSyncStatus();
  const outbox = `${status?.waitingCommands ?? 0}/${status?.refusedCommands ?? 0}`;
  return useAsk(`${NAME} ${outbox}`, (client) => client.annotations.list, { dealerId });
}

/** Asks for the notes again after one was written or taken back here. */
export function useRefreshAnnotations(): () => Promise<void> {
  const queries = useQueryClient();
  return () =>
    queries.invalidateQueries({
      predicate: ({ queryKey: [name] }) => typeof name === 'string' && name.startsWith(NAME),
    });
}
