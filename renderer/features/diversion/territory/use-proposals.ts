import type { QueryClient } from '@tanstack/react-query';
import { useAsk } from '../../../client/queries.ts';
import { useSyncStatus } from '../../../client/sync-status.ts';

/** Proposals of territories; asked for again whenever something of this laptop has left or come back. */
export function useTerritoryProposals() {
  const status = useSyncStatus();
  const outbox = `${status?.waitingCommands ?? 0}/${status?.refusedCommands ?? 0}`;
  return useAsk(`ledger.getProposals ${outbox}`, (client) => client.ledger.getProposals, {
    states: ['open', 'approved', 'rejected', 'withdrawn'],
    kinds: ['territory'],
    regionId: null,
  });
}

export const refreshProposals = (queries: QueryClient): Promise<void> =>
  queries.invalidateQueries({
    predicate: ({ queryKey: [name] }) => typeof name === 'string' && name.startsWith('ledger.'),
  });
