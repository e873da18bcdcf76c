import { createHash } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { type Draft, draftHashText, type Refusal } from '../../domain/ledger/draft.ts';
import { type LedgerPeriod, postingDate } from '../../domain/ledger/periods.ts';
import { entryHashText } from '../../domain/rebates/entry-hash.ts';
import type { Queryable } from '../database.ts';
import { regionsOfDealers } from './authority.ts';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** In whose name, on which day and by which proposal entries are posted. */
export interface Posting {
  readonly proposalId: string;
  readonly makerId: string;
  readonly checkerId: string;
  readonly today: string;
  readonly periods: readonly (LedgerPeriod & { readonly id: string })[];
}

interface Placed {
  readonly draft: Draft;
  readonly key: string;
  readonly bodyHash: string;
  readonly date: string;
}

/** What was posted before under the same keys: the same again is nothing new, something else is an error. */
async function known(
  tx: Queryable,
  placed: readonly Placed[],
): Promise<{ readonly ids: ReadonlyMap<string, string> } | { readonly refusal: Refusal }> {
  const { rows } = await tx.query<{ id: string; key: string; body_hash: string | null }>(
    'select id::text, idempotency_key as key, body_hash from ho.entry where idempotency_key = any ($1)',
    [placed.map(({ key }) => key)],
  );
  const before = new Map(rows.map((row) => [row.key, row]));
  for (const { key, bodyHash, draft } of placed) {
    const found = before.get(key);
    if (found !== undefined && found.body_hash !== bodyHash) {
      return { refusal: { code: 'key_reused', at: draft, entryId: found.id } };
    }
  }
  return { ids: new Map(rows.map((row) => [row.key, row.id])) };
}

async function regionCurrencies(tx: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await tx.query<{ id: string; currency: string }>(
    'select id::text, currency from ho.region where id::uuid = any ($1::uuid[])',
    [[...new Set(ids)]],
  );
  return new Map(rows.map(({ id, currency }) => [id, currency]));
}

const headOf = async (tx: Queryable): Promise<{ seq: number; hash: string }> => {
  const { rows } = await tx.query<{ seq: bigint; hash: string }>(
    'select seq, hash from ho.entry order by seq desc limit 1',
  );
  return rows[0] === undefined ? { seq: 0, hash: '' } : { seq: Number(rows[0].seq), hash: rows[0].hash };
};

/**
 * Writes entries with their legs at the end of the chain. The ledger must be locked, and what was planned must rest on what
 * was read since. Gives the ids of the entries, of those too that had been posted under the same keys before.
 */
export async function postEntries(
  tx: Queryable,
  drafts: readonly Draft[],
  posting: Posting,
): Promise<{ readonly entryIds: readonly string[] } | { readonly refusal: Refusal }> {
  const placed: Placed[] = [];
  for (const draft of drafts) {
    const place = postingDate(posting.periods, draft.kind, draft.periodCode, posting.today);
    if ('refusal' in place) return { refusal: { code: place.refusal, at: draft } };
    placed.push({ draft, key: sha256(draft.identity), bodyHash: sha256(draftHashText(draft)), date: place.date });
  }
  const before = await known(tx, placed);
  if ('refusal' in before) return before;
  const dates = [...new Set(placed.map(({ date }) => date))];
  const regions = new Map<string, ReadonlyMap<string, string>>();
  for (const date of dates) {
    const dealers = placed.filter((one) => one.date === date).map(({ draft }) => draft.dealerId);
    regions.set(date, await regionsOfDealers(tx, dealers, date));
  }
  const currencies = await regionCurrencies(
    tx,
    [...regions.values()].flatMap((of) => [...of.values()]),
  );
  const periodIds = new Map(posting.periods.map(({ code, id }) => [code, id]));
  let head = await headOf(tx);
  const entries: Record<string, string | number | null>[] = [];
  const legs: Record<string, string | number>[] = [];
  const entryIds: string[] = [];
  for (const { draft, key, bodyHash, date } of placed) {
    const again = before.ids.get(key);
    if (again !== undefined) {
      entryIds.push(again);
      continue;
    }
    const regionId = regions.get(date)?.get(draft.dealerId);
    const currency = currencies.get(regionId ?? '');
    if (regionId === undefined || currency === undefined) {
      return { refusal: { code: 'dealer_without_region', at: draft } };
    }
    const entry = {
      prevHash: head.hash,
      id: uuid(),
      seq: head.seq + 1,
      regionId,
      dealerId: draft.dealerId,
      agreementId: draft.agreementId,
      kind: draft.kind,
      postingDate: date,
      periodCode: draft.periodCode,
      currency,
      baseFen: draft.baseFen,
      idempotencyKey: key,
      makerId: posting.makerId,
      checkerId: posting.checkerId,
      correctsId: draft.correctsId,
      proposalId: posting.proposalId,
      reason: draft.reason,
      legs: draft.legs,
    };
    head = { seq: entry.seq, hash: sha256(entryHashText(entry)) };
    const { periodCode, legs: own, ...columns } = entry;
    entries.push({ ...columns, periodId: periodIds.get(periodCode) ?? null, bodyHash, hash: head.hash });
    own.forEach((leg, at) => {
      legs.push({ entryId: entry.id, legNo: at + 1, ...leg });
    });
    entryIds.push(entry.id);
  }
  if (entries.length > 0) {
    await tx.query(INSERT_ENTRIES, [JSON.stringify(entries)]);
    await tx.query(INSERT_LEGS, [JSON.stringify(legs)]);
  }
  return { entryIds };
}

const INSERT_ENTRIES = `
  insert into ho.entry (id, seq, region_id, dealer_id, agreement_id, kind, posting_date, effective_period_id, currency,
    base_fen, idempotency_key, corrects_id, reason, maker_id, checker_id, prev_hash, hash, proposal_id, body_hash)
  select id, seq, "regionId", "dealerId", "agreementId", kind, "postingDate", "periodId", currency, "baseFen",
    "idempotencyKey", "correctsId", reason, "makerId", "checkerId", "prevHash", hash, "proposalId", "bodyHash"
  from jsonb_to_recordset($1::jsonb) as e (id uuid, seq bigint, "regionId" uuid, "dealerId" uuid, "agreementId" uuid,
    kind text, "postingDate" date, "periodId" uuid, currency text, "baseFen" bigint, "idempotencyKey" text,
    "correctsId" uuid, reason text, "makerId" uuid, "checkerId" uuid, "prevHash" text, hash text, "proposalId" uuid,
    "bodyHash" text)`;

const INSERT_LEGS = `
  insert into ho.entry_leg (entry_id, leg_no, account_code, debit_fen, credit_fen)
  select "entryId", "legNo", account, "debitFen", "creditFen"
  from jsonb_to_recordset($1::jsonb) as l ("entryId" uuid, "legNo" smallint, account text, "debitFen" bigint,
    "creditFen" bigint)`;
