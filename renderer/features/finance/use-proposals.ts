import { useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ledger, Proposal } from '../../../db/contract/ledger.ts';
import type { ProposalContent } from '../../../db/domain/ledger/bodies.ts';
import { useClient } from '../../client/client-context.tsx';
import { newId } from '../../client/new-id.ts';
import { useAsk } from '../../client/queries.ts';
import { useSyncStatus } from '../../client/sync-status.ts';

type Asked = z.input<typeof ledger.getProposals.input>;

/** A part of a query's name that changes with the outbox: what was decided here is laid over what head office has. */
export function useOutboxMark(): string {
  const status = useSyncStatus();
  return `${status?.waitingCommands ?? 0}/${status?.refusedCommands ?? 0}`;
}

/** Proposals as head office has them, with what was proposed and decided on this laptop laid over them. */
export function useProposals(asked: Omit<Asked, 'regionId'>) {
  return useAsk(`ledger.getProposals ${useOutboxMark()}`, (client) => client.ledger.getProposals, {
    ...asked,
    regionId: null,
  });
}

export interface LedgerCommands {
  /** Keeps proposals on this laptop, one after the other; gives how many were kept before one failed. */
  propose(regionId: string, contents: readonly ProposalContent[]): Promise<void>;
  decide(proposals: readonly Proposal[], decision: 'approve' | 'reject', reason: string | null): Promise<void>;
  withdraw(id: string): Promise<void>;
}

/** Commands of the ledger; the screen asks again for everything they may have changed. */
export function useLedgerCommands(): LedgerCommands {
  const client = useClient();
  const queries = useQueryClient();
  const refresh = (): Promise<void> =>
    queries.invalidateQueries({
      predicate: ({ queryKey: [name] }) => typeof name === 'string' && /^ledger\./.test(name),
    });
  return {
    async propose(regionId, contents) {
      try {
        for (const content of contents) await client.ledger.propose({ id: newId(), regionId, content });
      } finally {
        await refresh();
      }
    },
    async decide(proposals, decision, reason) {
      try {
        await client.ledger.decide({
          proposals: proposals.map(({ id, bodyHash }) => ({ id, bodyHash })),
          decision,
          reason,
        });
      } finally {
        await refresh();
      }
    },
    async withdraw(id) {
      try {
        await client.ledger.withdraw({ id });
      } finally {
        await refresh();
      }
    },
  };
}
