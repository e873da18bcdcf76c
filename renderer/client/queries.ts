import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ContractClient } from '../../db/contract/index.ts';
import type { CallOptions } from '../../db/contract/procedure.ts';
import { useClient } from './client-context.tsx';
import { useSyncStatus } from './sync-status.ts';

type Ask<I, O> = (client: ContractClient) => (input: I, options?: CallOptions) => Promise<O>;

/**
 * Asks the data service, again whenever the input or the synced data changes; what was shown stays until the new answer
 * is there. An answer nobody waits for any more is cancelled.
 * @param name name of the procedure, e.g. `rebates.getLedger`
 * @param enabled false while there is nothing to ask
 */
export function useAsk<I, O>(name: string, ask: Ask<I, O>, input: I, enabled = true): UseQueryResult<O> {
  const client = useClient();
  const dataVersion = useSyncStatus()?.dataVersion ?? 0;
  return useQuery({
    queryKey: [name, input, dataVersion],
    queryFn: ({ signal }) => ask(client)(input, { signal }),
    enabled,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    networkMode: 'always',
  });
}
