import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { LedgerPropose, LedgerWithdraw } from '../../contract/head-office.ts';
import type { ProposalContent } from '../../domain/ledger/bodies.ts';
import { keysOf } from '../../domain/ledger/plan.ts';
import { proposalHashText } from '../../domain/ledger/proposal-hash.ts';
import { mayPropose } from '../../domain/ledger/roles.ts';
import type { Queryable } from '../database.ts';
import { type Outcome, rejected } from '../outcome.ts';
import type { Bearer } from '../tokens.ts';
import { regionsOfDealers, rolesOver, subtreeOf, today } from './authority.ts';

function dealersOf(content: ProposalContent): readonly string[] {
  switch (content.kind) {
    case 'agreement_version':
      return [content.body.agreement.dealerId];
    case 'territory':
      return [content.body.dealerId];
    default:
      return keysOf(content).map(({ dealerId }) => dealerId);
  }
}

/** Whether everything that a proposal names lies in its region or below it. */
async function liesWithin(tx: Queryable, content: ProposalContent, regionId: string, day: string): Promise<boolean> {
  const dealers = dealersOf(content);
  if (dealers.length === 0) return true;
  const below = await subtreeOf(tx, regionId);
  const regions = await regionsOfDealers(tx, dealers, day);
  return dealers.every((dealer) => below.has(regions.get(dealer) ?? ''));
}

/** A period is the whole company's: only who speaks for all of it may close one. */
async function isTop(tx: Queryable, regionId: string): Promise<boolean> {
  const { rows } = await tx.query<{ top: boolean }>('select parent_id is null as top from ho.region where id = $1', [
    regionId,
  ]);
  return rows[0]?.top === true;
}

/** Keeps a proposal. The same one again is accepted again; another one under its id is not. */
export async function propose(
  tx: Queryable,
  { proposalId, regionId, content }: z.output<typeof LedgerPropose>,
  by: Bearer,
): Promise<Outcome> {
  const { kind, body } = content;
  const day = await today(tx);
  if (!mayPropose(await rolesOver(tx, by.personId, regionId, day), kind)) return rejected('role_missing');
  if (kind === 'close_period' && !(await isTop(tx, regionId))) return rejected('region_not_top');
  if (!(await liesWithin(tx, content, regionId, day))) return rejected('dealer_not_in_scope');
  const text = proposalHashText({ id: proposalId, regionId, kind, body });
  const hash = createHash('sha256').update(text).digest('hex');
  const { affected } = await tx.query(
    `insert into ho.proposal (id, region_id, kind, body, body_hash, maker_id, made_at)
     values ($1, $2, $3, $4, $5, $6, now()) on conflict do nothing`,
    [proposalId, regionId, kind, JSON.stringify(body), hash, by.personId],
  );
  if (affected === 0) {
    const { rows } = await tx.query<{ body_hash: string; maker_id: string }>(
      'select body_hash, maker_id::text from ho.proposal where id = $1',
      [proposalId],
    );
    if (rows[0]?.body_hash !== hash || rows[0].maker_id !== by.personId) return rejected('proposal_exists');
  }
  return { status: 'accepted', regionId, objectId: proposalId };
}

/** Takes back one's own proposal while nobody has decided on it. */
export async function withdraw(
  tx: Queryable,
  { proposalId }: z.output<typeof LedgerWithdraw>,
  by: Bearer,
): Promise<Outcome> {
  const { rows } = await tx.query<{ region_id: string }>(
    `update ho.proposal set state = 'withdrawn', decided_at = now(), row_version = row_version + 1
     where id = $1 and maker_id = $2 and state = 'open' returning region_id::text`,
    [proposalId, by.personId],
  );
  const row = rows[0];
  return row === undefined
    ? rejected('proposal_not_yours')
    : { status: 'accepted', regionId: row.region_id, objectId: proposalId };
}
