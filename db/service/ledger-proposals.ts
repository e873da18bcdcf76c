import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LedgerDecide, LedgerPropose, LedgerWithdraw } from '../contract/head-office.ts';
import { type Proposal, ProposalState } from '../contract/ledger.ts';
import { ProposalContent } from '../domain/ledger/bodies.ts';
import { proposalHashText } from '../domain/ledger/proposal-hash.ts';
import { decisionRefusal } from '../domain/ledger/roles.ts';
import { readAnswerDetails } from '../store/command-results.ts';
import { readPeople, readProposals, type StoredProposal } from '../store/ledger.ts';
import type { SavedCommand } from '../store/outbox.ts';
import type { Authority } from './ledger.ts';
import { readReplica, type ServiceParts } from './parts.ts';

const Result = z.object({ entryIds: z.array(z.string()).default([]) });
const isRefused = (command: SavedCommand): boolean => command.status === 'rejected' || command.status === 'conflict';

interface Decided {
  readonly what: 'approve' | 'reject' | 'withdraw';
  readonly command: SavedCommand;
}

/** The last thing this laptop decided on each proposal. */
function decisions(parts: ServiceParts): ReadonlyMap<string, Decided> {
  const decided = parts.store.outbox.list('ledger.decide').flatMap((command) => {
    const { proposals, decision } = LedgerDecide.parse(command.payload);
    return proposals.map(({ proposalId }): [string, Decided] => [proposalId, { what: decision, command }]);
  });
  const withdrawn = parts.store.outbox
    .list('ledger.withdraw')
    .map((command): [string, Decided] => [
      LedgerWithdraw.parse(command.payload).proposalId,
      { what: 'withdraw', command },
    ]);
  const all = [...decided, ...withdrawn];
  return new Map(all.sort(([, a], [, b]) => a.command.seq - b.command.seq));
}

/** What stands in the way of a decision by this person here and now. */
function cannotDecide(proposal: Omit<Proposal, 'cannotDecide'>, authority: Authority): Proposal['cannotDecide'] {
  const roles = authority.rolesOver(proposal.regionId);
  const refusal = decisionRefusal(roles, authority.personId, { makerId: proposal.maker.id });
  if (refusal !== null) return refusal;
  if (proposal.state !== 'open') return 'not_open';
  if (proposal.delivery !== 'synced') return 'not_synced';
  return proposal.decision?.delivery === 'waiting' ? 'decision_waiting' : null;
}

/** Proposals as head office has them, with what was proposed and decided on this laptop laid over them; newest first. */
export function proposalsSeen(parts: ServiceParts, authority: Authority): readonly Proposal[] {
  const decided = decisions(parts);
  const proposed = parts.store.outbox
    .list('ledger.propose')
    .map((command) => ({ command, ...LedgerPropose.parse(command.payload) }));
  const refusedIds = [...proposed, ...decided.values()].map(({ command }) => command).filter(isRefused);
  const { rows, people, details } = readReplica(parts, (replica) => ({
    rows: readProposals(replica),
    people: readPeople(replica),
    details: readAnswerDetails(
      replica,
      refusedIds.map(({ id }) => id),
    ),
  }));
  const refusalOf = (command: SavedCommand | undefined): Proposal['refusal'] =>
    command === undefined || !isRefused(command)
      ? null
      : { code: command.reasonCode ?? '', detail: details.get(command.id) ?? {} };
  /** An accepted decision is shown as waiting until the row that it made comes down. */
  const decisionOn = (id: string, state: string): Pick<Proposal, 'decision' | 'refusal'> => {
    const own = decided.get(id);
    if (own === undefined || state !== 'open') return { decision: null, refusal: null };
    const delivery = isRefused(own.command) ? ('refused' as const) : ('waiting' as const);
    return { decision: { what: own.what, delivery }, refusal: refusalOf(own.command) };
  };
  const person = (id: string) => ({ id, name: people.get(id) ?? '' });

  const synced = rows.map((row) => {
    const known = storedProposal(row, person, authority);
    return { ...known, ...decisionOn(row.id, row.state) };
  });
  const ids = new Set(rows.map(({ id }) => id));
  const own = proposed
    .filter(({ proposalId }) => !ids.has(proposalId))
    .map(({ command, proposalId, regionId, content }): Omit<Proposal, 'cannotDecide'> => {
      const text = proposalHashText({ id: proposalId, regionId, kind: content.kind, body: content.body });
      const overlaid = decisionOn(proposalId, 'open');
      return {
        id: proposalId,
        regionId,
        content,
        bodyHash: createHash('sha256').update(text).digest('hex'),
        maker: { id: authority.personId, name: authority.personName },
        madeAt: command.claimedAt,
        state: 'open',
        checker: null,
        decidedAt: null,
        reason: null,
        entryIds: [],
        delivery: isRefused(command) ? 'refused' : 'waiting',
        decision: overlaid.decision,
        refusal: refusalOf(command) ?? overlaid.refusal,
        mine: true,
      };
    });
  return [...own, ...synced]
    .map((proposal): Proposal => ({ ...proposal, cannotDecide: cannotDecide(proposal, authority) }))
    .sort((a, b) => (a.madeAt < b.madeAt ? 1 : a.madeAt > b.madeAt ? -1 : 0));
}

function storedProposal(
  row: StoredProposal,
  person: (id: string) => { id: string; name: string },
  authority: Authority,
): Omit<Proposal, 'cannotDecide' | 'decision' | 'refusal'> {
  return {
    id: row.id,
    regionId: row.region_id,
    content: ProposalContent.parse({ kind: row.kind, body: JSON.parse(row.body) }),
    bodyHash: row.body_hash,
    maker: person(row.maker_id),
    madeAt: row.made_at,
    state: ProposalState.parse(row.state),
    checker: row.checker_id === null ? null : person(row.checker_id),
    decidedAt: row.decided_at,
    reason: row.reason,
    entryIds: Result.parse(JSON.parse(row.result)).entryIds,
    delivery: 'synced',
    mine: row.maker_id === authority.personId,
  };
}
