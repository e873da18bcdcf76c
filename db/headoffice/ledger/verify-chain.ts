import { entryHashText } from '../../domain/rebates/entry-hash.ts';
import type { Queryable } from '../database.ts';
import { sha256 } from './post.ts';

interface ChainRow {
  readonly id: string;
  readonly seq: bigint;
  readonly region_id: string;
  readonly dealer_id: string;
  readonly agreement_id: string | null;
  readonly kind: string;
  readonly posting_date: string;
  readonly period_code: string;
  readonly currency: string;
  readonly base_fen: bigint;
  readonly idempotency_key: string;
  readonly corrects_id: string | null;
  readonly proposal_id: string | null;
  readonly reason: string | null;
  readonly maker_id: string | null;
  readonly checker_id: string | null;
  readonly prev_hash: string;
  readonly hash: string;
  readonly before_hash: string | null;
  readonly legs: readonly { readonly account: string; readonly debitFen: number; readonly creditFen: number }[];
}

const PAGE = 5000;

/**
 * Number of the first entry whose hash does not follow from what it says and from the entry before it, or whose number
 * leaves a hole; null when the chain holds.
 * @param range only entries posted in `[startsOn, endsOn)`; absent means all
 */
export async function firstBrokenEntry(
  db: Queryable,
  range: { readonly startsOn: string; readonly endsOn: string } | null = null,
): Promise<number | null> {
  let after = 0;
  for (;;) {
    const { rows } = await db.query<ChainRow>(
      `select e.id::text, e.seq, e.region_id::text, e.dealer_id::text, e.agreement_id::text, e.kind,
         e.posting_date::text, p.code as period_code, e.currency, e.base_fen, e.idempotency_key, e.corrects_id::text,
         e.proposal_id::text, e.reason, e.maker_id::text, e.checker_id::text, e.prev_hash, e.hash,
         b.hash as before_hash, (
           select json_agg(json_build_object('account', l.account_code, 'debitFen', l.debit_fen,
             'creditFen', l.credit_fen) order by l.leg_no) from ho.entry_leg l where l.entry_id = e.id) as legs
       from ho.entry e join ho.period p on p.id = e.effective_period_id left join ho.entry b on b.seq = e.seq - 1
       where e.seq > $1 and ($2::date is null or (e.posting_date >= $2::date and e.posting_date < $3::date))
       order by e.seq limit ${PAGE}`,
      [after, range?.startsOn ?? null, range?.endsOn ?? null],
    );
    for (const row of rows) {
      const seq = Number(row.seq);
      const hash = sha256(
        entryHashText({
          prevHash: row.prev_hash,
          id: row.id,
          seq,
          regionId: row.region_id,
          dealerId: row.dealer_id,
          agreementId: row.agreement_id,
          kind: row.kind,
          postingDate: row.posting_date,
          periodCode: row.period_code,
          currency: row.currency,
          baseFen: Number(row.base_fen),
          idempotencyKey: row.idempotency_key,
          makerId: row.maker_id,
          checkerId: row.checker_id,
          correctsId: row.corrects_id,
          proposalId: row.proposal_id,
          reason: row.reason,
          legs: row.legs ?? [],
        }),
      );
      if (hash !== row.hash || row.prev_hash !== (seq === 1 ? '' : row.before_hash)) return seq;
      after = seq;
    }
    if (rows.length < PAGE) return null;
  }
}
