import { useQueryClient } from '@tanstack/react-query';
import { useAsk } from '../../../client/queries.ts';
import { useSyncStatus } from '../../../client/sync-status.ts';

const NAME = 'diversion.getParameters';

/** What holds in a region; asked for again when the synced data or the outbox change. */
export function useParameters(regionId: string | null) {
  const status = useSyncStatus();
  const outbox = `${status?.waitingCommands ?? 0}/${status?.refusedCommands ?? 0}`;
  return useAsk(`${NAME} ${outbox}`, (client) => client.diversion.getParameters, { regionId });
}

/** Asks again after a change was saved here. */
export function useRefreshParameters(): () => Promise<void> {
  const queries = useQueryClient();
  return () =>
    queries.invalidateQueries({
      predicate: ({ queryKey: [name] }) => typeof name === 'string' && name.startsWith(NAME),
    });
}
