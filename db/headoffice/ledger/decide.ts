import type { z } from 'zod';
import type { LedgerDecide } from '../../contract/head-office.ts';
import { ProposalContent } from '../../domain/ledger/bodies.ts';
import { CONFLICTS, type Refusal } from '../../domain/ledger/draft.ts';
import { isPosting, planPosting } from '../../domain/ledger/plan.ts';
import { decisionRefusal } from '../../domain/ledger/roles.ts';
import type { Queryable } from '../database.ts';
import { type Outcome, rejected } from '../outcome.ts';
import type { Bearer } from '../tokens.ts';
import { approveTerritory } from './approve-territory.ts';
import { approveVersion } from './approve-version.ts';
import { regionsOfDealers, rolesOver, subtreeOf, today } from './authority.ts';
import { closePeriod } from './close-period.ts';
import { differingDeduction } from './deduction.ts';
import { differingFigure } from './figures.ts';
import { openPeriods } from './open-periods.ts';
import { postEntries } from './post.ts';
import { readFacts, readPeriods } from './read-facts.ts';

interface StoredProposal {
  readonly id: string;
  readonly region_id: string;
  readonly kind: string;
  readonly body: unknown;
  readonly body_hash: string;
  readonly maker_id: string;
  readonly state: string;
}

/** What an approval did, kept with the proposal; or why it could not be. */
export type Effect = { readonly entryIds: readonly string[] } | { readonly refusal: Refusal };

async function lockProposal(tx: Queryable, id: string): Promise<StoredProposal | null> {
  const { rows } = await tx.query<StoredProposal>(
    `select id::text, region_id::text, kind, body, body_hash, maker_id::text, state
     from ho.proposal where id = $1 for update`,
    [id],
  );
  return rows[0] ?? null;
}

async function post(
  tx: Queryable,
  proposal: StoredProposal,
  content: ProposalContent,
  checkerId: string,
  day: string,
): Promise<Effect> {
  if (content.kind === 'close_period') return closePeriod(tx, content.body, proposal.id, day);
  if (content.kind === 'agreement_version') {
    return approveVersion(tx, content.body, { makerId: proposal.maker_id, checkerId, day });
  }
  if (content.kind === 'territory') return approveTerritory(tx, content.body, proposal.region_id, day);
  if (!isPosting(content)) return { entryIds: [] };
  const periods = await readPeriods(tx);
  const facts = await readFacts(tx, content, periods);
  const plan = planPosting(content, proposal.id, facts);
  if ('refusal' in plan) return plan;
  if (content.kind === 'accrue' || content.kind === 'claw_back') {
    const { asOf, lines } = content.body;
    if (asOf > day) return { refusal: { code: 'as_of_future' } };
    const differs = await differingFigure(tx, lines, asOf);
    if (differs !== null) return { refusal: differs };
  }
  if (content.kind === 'diversion') {
    if ((content.body.calculation?.asOf ?? day) > day) return { refusal: { code: 'as_of_future' } };
    const differs = await differingDeduction(tx, content.body);
    if (differs !== null) return { refusal: differs };
  }
  const below = await subtreeOf(tx, proposal.region_id);
  const regions = await regionsOfDealers(
    tx,
    plan.entries.map(({ dealerId }) => dealerId),
    day,
  );
  const stranger = plan.entries.find(({ dealerId }) => !below.has(regions.get(dealerId) ?? ''));
  if (stranger !== undefined) return { refusal: { code: 'dealer_not_in_scope', at: stranger } };
  return postEntries(tx, plan.entries, {
    proposalId: proposal.id,
    makerId: proposal.maker_id,
    checkerId,
    today: day,
    periods,
  });
}

/** What the laptop is told about a refusal: which proposal, where in it, and the figures of both sides. */
const refused = (proposalId: string, refusal: Refusal): Outcome => {
  const { code, at, ...figures } = refusal;
  const place =
    at === undefined ? {} : { agreementId: at.agreementId, dealerId: at.dealerId, periodCode: at.periodCode };
  return {
    status: CONFLICTS.has(code) ? 'conflict' : 'rejected',
    reasonCode: code,
    detail: { proposalId, ...place, ...figures },
  };
};

/**
 * Decides on proposals: each must read as the checker saw it, be open, and be another person's. An approval posts in this
 * transaction; the caller rolls everything back when the outcome is a refusal.
 */
export async function decide(
  tx: Queryable,
  { proposals, decision, reason }: z.output<typeof LedgerDecide>,
  by: Bearer,
): Promise<Outcome> {
  await tx.query('set local role ho_ledger');
  await tx.query('select ho.lock_ledger()');
  const day = await today(tx);
  if (decision === 'approve') await openPeriods(tx, day);
  const done: { proposalId: string; regionId: string; entryIds: string[] }[] = [];
  for (const { proposalId, bodyHash } of proposals) {
    const proposal = await lockProposal(tx, proposalId);
    // One of another region and one that does not exist look the same from here.
    if (proposal === null) return rejected('proposal_unknown', { proposalId });
    const { personId } = by;
    const roles = await rolesOver(tx, personId, proposal.region_id, day);
    const forbidden = decisionRefusal(roles, personId, { makerId: proposal.maker_id });
    if (forbidden !== null) return rejected(forbidden, { proposalId });
    if (proposal.state !== 'open') return rejected('proposal_decided', { proposalId, state: proposal.state });
    if (proposal.body_hash !== bodyHash) return rejected('proposal_differs', { proposalId });
    let entryIds: readonly string[] = [];
    if (decision === 'approve') {
      const content = ProposalContent.parse({ kind: proposal.kind, body: proposal.body });
      const effect = await post(tx, proposal, content, personId, day);
      if ('refusal' in effect) return refused(proposalId, effect.refusal);
      entryIds = effect.entryIds;
    }
    await tx.query(
      `update ho.proposal set state = $2, checker_id = $3, decided_at = now(), reason = $4, result = $5,
         row_version = row_version + 1 where id = $1`,
      [proposalId, decision === 'approve' ? 'approved' : 'rejected', personId, reason, JSON.stringify({ entryIds })],
    );
    done.push({ proposalId, regionId: proposal.region_id, entryIds: [...entryIds] });
  }
  const [first] = done;
  if (first === undefined) return rejected('payload_invalid');
  await tx.query('set local role ho_command');
  return {
    status: 'accepted',
    regionId: first.regionId,
    objectId: first.proposalId,
    detail: { proposals: done.map(({ proposalId, entryIds }) => ({ proposalId, entries: entryIds.length })) },
  };
}
