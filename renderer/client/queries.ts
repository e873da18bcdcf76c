import { keepPreviousData, type QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ContractClient } from '../../db/contract/index.ts';
import type { CallOptions } from '../../db/contract/procedure.ts';
import { useClient } from './client-context.tsx';
import { useSyncStatus } from './sync-status.ts';

type Ask<I, O> = (client: ContractClient) => (input: I, options?: CallOptions) => Promise<O>;

/** What is asked, and the name it is kept under. */
export type Question<I, O> = readonly [name: string, ask: Ask<I, O>];

const queryOf = <I, O>(client: ContractClient, [name, ask]: Question<I, O>, input: I, dataVersion: number) => ({
  queryKey: [name, input, dataVersion],
  queryFn: ({ signal }: { signal: AbortSignal }) => ask(client)(input, { signal }),
  retry: false,
  staleTime: Number.POSITIVE_INFINITY,
  networkMode: 'always' as const,
});

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
    ...queryOf(client, [name, ask], input, dataVersion),
    enabled,
    placeholderData: keepPreviousData,
  });
}

/** Asks what {@link useAsk} will ask, before anybody shows the answer. */
export const askAhead = <I, O>(
  queries: QueryClient,
  client: ContractClient,
  question: Question<I, O>,
  input: I,
  dataVersion: number,
): Promise<O> => queries.fetchQuery(queryOf(client, question, input, dataVersion));
