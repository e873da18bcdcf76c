import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ImportRecord } from '../../../../db/contract/diversion-imports.ts';
import { useClient } from '../../../client/client-context.tsx';
import { useSyncStatus } from '../../../client/sync-status.ts';

const NAME = 'diversion.listImports';
/** While one is on its way: its parts are counted on the laptop, nobody tells when one has left. */
const LOOK_AGAIN_MS = 1000;

const isUnderWay = ({ state }: ImportRecord): boolean =>
  state === 'sending' || state === 'arriving' || state === 'undoing';

/** The imports of this laptop's regions; asked for again with newer data, and while one is on its way. */
export function useImports() {
  const client = useClient();
  const status = useSyncStatus();
  return useQuery({
    queryKey: [NAME, status?.dataVersion ?? 0, status?.waitingCommands ?? 0, status?.refusedCommands ?? 0],
    queryFn: ({ signal }) => client.diversion.listImports({}, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => (data?.imports.rows.some(isUnderWay) === true ? LOOK_AGAIN_MS : false),
    retry: false,
    networkMode: 'always',
  });
}

export function useRefreshImports(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ predicate: ({ queryKey: [name] }) => name === NAME });
}
