import { useQueryClient } from '@tanstack/react-query';
import { useAsk } from '../../client/queries.ts';
import { useSelection } from '../../client/selection.ts';
import { useSyncStatus } from '../../client/sync-status.ts';

const LIST = 'diversion.listCases';
const ONE = 'diversion.getCase';
const DEDUCTION = 'diversion.getDeduction';

/** Changes whenever head office may have answered a step. */
function useOutbox(): string {
  const status = useSyncStatus();
  return `${status?.waitingCommands ?? 0}/${status?.refusedCommands ?? 0}`;
}

/** The cases of the selection; asked for again when the synced data or the outbox change. */
export function useCases(underWayOnly: boolean) {
  const selection = useSelection();
  return useAsk(`${LIST} ${useOutbox()}`, (client) => client.diversion.listCases, { selection, underWayOnly });
}

/** One case with its file. */
export function useCase(caseId: string) {
  return useAsk(`${ONE} ${useOutbox()}`, (client) => client.diversion.getCase, { caseId });
}

/** What the goods of a case earned; asked for again when the synced data or the outbox change. */
export function useDeduction(caseId: string) {
  return useAsk(`${DEDUCTION} ${useOutbox()}`, (client) => client.diversion.getDeduction, { caseId });
}

/** Asks for the cases again after a step was taken here. */
export function useRefreshCases(): () => Promise<void> {
  const queries = useQueryClient();
  return () =>
    queries.invalidateQueries({
      predicate: ({ queryKey: [name] }) =>
        typeof name === 'string' && [LIST, ONE, DEDUCTION].some((own) => name.startsWith(own)),
    });
}
