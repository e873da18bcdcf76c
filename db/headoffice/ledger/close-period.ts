import type { BodyOf } from '../../domain/ledger/bodies.ts';
import { closingRefusal } from '../../domain/ledger/periods.ts';
import type { Queryable } from '../database.ts';
import type { Effect } from './decide.ts';
import { outstandingAmount } from './figures.ts';
import { sha256 } from './post.ts';
import { readPeriods } from './read-facts.ts';
import { firstBrokenEntry } from './verify-chain.ts';

async function count(tx: Queryable, sql: string, values: readonly string[]): Promise<number> {
  const { rows } = await tx.query<{ n: bigint }>(sql, values);
  return Number(rows[0]?.n ?? 0n);
}

/**
 * Takes a period on to closing or closed. Before it is closed: nothing about it waits for a decision, debit equals credit
 * up to its end, the chain of its entries holds, and what agreements give for it is what is posted. Closing is for good;
 * the hash of the last entry seals it.
 */
export async function closePeriod(
  tx: Queryable,
  { periodCode, to }: BodyOf<'close_period'>,
  proposalId: string,
  day: string,
): Promise<Effect> {
  const periods = await readPeriods(tx);
  const code = closingRefusal(periods, periodCode, to, day);
  if (code !== null) return { refusal: { code } };
  const period = periods.find((one) => one.code === periodCode);
  if (period === undefined) return { refusal: { code: 'period_unknown' } };
  if (to === 'closing') {
    await tx.query("update ho.period set state = 'closing' where id = $1", [period.id]);
    return { entryIds: [] };
  }
  const waiting = await count(
    tx,
    `select count(*) as n from ho.proposal where state = 'open' and id <> $1
       and body -> 'lines' @> jsonb_build_array(jsonb_build_object('periodCode', $2::text))`,
    [proposalId, periodCode],
  );
  if (waiting > 0) return { refusal: { code: 'proposals_open', foundFen: waiting } };
  const difference = await count(
    tx,
    `select coalesce(sum(l.debit_fen - l.credit_fen), 0)::bigint as n
     from ho.entry e join ho.entry_leg l on l.entry_id = e.id where e.posting_date < $1::date`,
    [period.endsOn],
  );
  if (difference !== 0) return { refusal: { code: 'ledger_unbalanced', foundFen: difference } };
  if ((await firstBrokenEntry(tx, period)) !== null) return { refusal: { code: 'chain_broken' } };
  const outstanding = await outstandingAmount(tx, periodCode, day);
  if (outstanding !== null) return { refusal: outstanding };
  const { rows } = await tx.query<{ hash: string }>(
    'select hash from ho.entry where posting_date < $1::date order by seq desc limit 1',
    [period.endsOn],
  );
  await tx.query("update ho.period set state = 'closed', closed_hash = $2 where id = $1", [
    period.id,
    rows[0]?.hash ?? sha256(periodCode),
  ]);
  return { entryIds: [] };
}
