import { z } from 'zod';
import { type Balance, foldEntries, type PostedEntry } from '../../domain/ledger/balances.ts';
import { keyText, type ProposalContent } from '../../domain/ledger/bodies.ts';
import type { EntryFacts, LedgerFacts, LedgerKey, VersionFacts } from '../../domain/ledger/draft.ts';
import type { EntryKind } from '../../domain/ledger/kinds.ts';
import type { LedgerPeriod } from '../../domain/ledger/periods.ts';
import { keysOf } from '../../domain/ledger/plan.ts';
import type { Queryable } from '../database.ts';

interface LegRow {
  readonly id: string;
  readonly seq: bigint;
  readonly kind: EntryKind;
  readonly corrects_kind: string | null;
  /** Null in entries of old; keys name one. */
  readonly agreement_id: string;
  readonly dealer_id: string;
  readonly period_code: string;
  readonly base_fen: bigint;
  readonly account_code: string;
  readonly debit_fen: bigint;
  readonly credit_fen: bigint;
}

const LEGS = `select e.id::text, e.seq, e.kind, o.kind as corrects_kind, e.agreement_id::text, e.dealer_id::text,
    p.code as period_code, e.base_fen, l.account_code, l.debit_fen, l.credit_fen
  from ho.entry e join ho.period p on p.id = e.effective_period_id join ho.entry_leg l on l.entry_id = e.id
    left join ho.entry o on o.id = e.corrects_id`;

/** Entries with their legs, in ledger order. */
function entriesOf(rows: readonly LegRow[]): (PostedEntry & EntryFacts)[] {
  return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    return [
      {
        seq: Number(first.seq),
        kind: first.kind,
        correctsKind: first.corrects_kind,
        agreementId: first.agreement_id,
        dealerId: first.dealer_id,
        periodCode: first.period_code,
        baseFen: Number(first.base_fen),
        isReversed: false,
        legs: own.map((leg) => ({
          account: leg.account_code,
          debitFen: Number(leg.debit_fen),
          creditFen: Number(leg.credit_fen),
        })),
      },
    ];
  });
}

/** Balances of keys, as all their entries add up, whichever region these were posted in. */
export async function readBalances(tx: Queryable, keys: readonly LedgerKey[]): Promise<ReadonlyMap<string, Balance>> {
  if (keys.length === 0) return new Map();
  const { rows } = await tx.query<LegRow>(
    `${LEGS} join unnest($1::uuid[], $2::uuid[], $3::text[]) as k (agreement_id, dealer_id, code)
       on e.agreement_id::uuid = k.agreement_id and e.dealer_id::uuid = k.dealer_id and p.code = k.code
     order by e.seq, l.leg_no`,
    [
      keys.map(({ agreementId }) => agreementId),
      keys.map(({ dealerId }) => dealerId),
      keys.map(({ periodCode }) => periodCode),
    ],
  );
  return foldEntries(entriesOf(rows));
}

/** The whole ledger, in its order. */
export async function readAllEntries(db: Queryable): Promise<readonly PostedEntry[]> {
  const { rows } = await db.query<LegRow>(`${LEGS} order by e.seq, l.leg_no`);
  return entriesOf(rows);
}

async function readEntries(tx: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, EntryFacts>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<LegRow>(
    `${LEGS} where e.id::uuid = any ($1::uuid[]) and e.agreement_id is not null order by e.seq, l.leg_no`,
    [ids],
  );
  const reversed = await tx.query<{ id: string }>(
    "select corrects_id::text as id from ho.entry where kind = 'reverse' and corrects_id::uuid = any ($1::uuid[])",
    [ids],
  );
  const isReversed = new Set(reversed.rows.map(({ id }) => id));
  const idsInOrder = [...new Set(rows.map(({ id }) => id))];
  return new Map(
    entriesOf(rows).map((entry, at) => {
      const id = idsInOrder[at] ?? '';
      return [id, { ...entry, isReversed: isReversed.has(id) }];
    }),
  );
}

export async function readPeriods(tx: Queryable): Promise<readonly (LedgerPeriod & { readonly id: string })[]> {
  const { rows } = await tx.query<{ id: string; code: string; starts_on: string; ends_on: string; state: string }>(
    'select id::text, code, starts_on::text, ends_on::text, state from ho.period order by starts_on',
  );
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    state: z.enum(['open', 'closing', 'closed']).parse(row.state),
  }));
}

interface VersionRow extends VersionFacts {
  readonly agreementId: string;
  readonly from: string;
  readonly to: string;
}

/** Dealers that a version of an agreement names, besides the one it was made with. */
const NAMED = z.object({
  dealers: z.array(z.string()).optional(),
  groups: z.array(z.object({ members: z.array(z.string()) })).optional(),
});

async function readAgreements(tx: Queryable, ids: readonly string[]) {
  const agreements = await tx.query<{ id: string; dealer_id: string }>(
    'select id::text, dealer_id::text from ho.agreement where id::uuid = any ($1::uuid[])',
    [ids],
  );
  const { rows } = await tx.query<{
    id: string;
    agreement_id: string;
    tax_basis: 'net' | 'gross';
    from: string;
    to: string;
    relations: unknown;
  }>(
    `select id::text, agreement_id::text, tax_basis, effective_from::text as "from", effective_to::text as "to", relations
     from ho.agreement_version where state = 'approved' and agreement_id::uuid = any ($1::uuid[]) order by version desc`,
    [ids],
  );
  const takers = new Map(agreements.rows.map((row) => [row.id, new Set([row.dealer_id])]));
  for (const { agreement_id: id, relations } of rows) {
    const named = NAMED.safeParse(relations);
    for (const dealer of named.data?.dealers ?? []) takers.get(id)?.add(dealer);
    for (const { members } of named.data?.groups ?? []) for (const dealer of members) takers.get(id)?.add(dealer);
  }
  const versions = rows.map(
    (row): VersionRow => ({
      id: row.id,
      agreementId: row.agreement_id,
      taxBasis: row.tax_basis,
      from: row.from,
      to: row.to,
    }),
  );
  return { takers, versions: Map.groupBy(versions, ({ agreementId }) => agreementId) };
}

async function readOrder(tx: Queryable, id: string) {
  const { rows } = await tx.query<{ dealer_id: string; gross: bigint }>(
    `select o.dealer_id::text, coalesce(sum(l.net_fen + l.tax_fen), 0)::bigint as gross
     from ho.sales_order o left join ho.order_line l on l.order_id = o.id
     where o.id = $1 and o.cancelled_on is null group by o.dealer_id`,
    [id],
  );
  const order = rows[0];
  if (order === undefined) return null;
  // What stands on the receivable for earlier offsets on the same order, less those that were taken back.
  const offset = await tx.query<{ fen: bigint }>(
    `select coalesce(sum(l.credit_fen - l.debit_fen), 0)::bigint as fen
     from ho.proposal p join ho.entry e on e.proposal_id = p.id
       left join ho.entry r on r.corrects_id = e.id and r.kind = 'reverse'
       join ho.entry_leg l on l.entry_id = e.id and l.account_code = 'dealer_receivable'
     where p.kind = 'settle' and p.body ->> 'orderId' = $1 and r.id is null`,
    [id],
  );
  return { dealerId: order.dealer_id, grossFen: Number(order.gross), offsetFen: Number(offset.rows[0]?.fen ?? 0n) };
}

/** A case of diversion as the ledger sees it: undecided while the dealer may still appeal, or has. */
async function readCase(tx: Queryable, id: string) {
  const { rows } = await tx.query<{ dealer_id: string; decision: string | null; deducted: boolean }>(
    `select dealer_id::text, case when state in ('observed', 'closed') or (state = 'decided'
       and coalesce(appeal_deadline < (now() at time zone 'Asia/Shanghai')::date, true)) then decision end as decision,
       exists (
         select 1 from ho.proposal p join ho.entry e on e.proposal_id = p.id
         where p.kind = 'diversion' and p.body ->> 'caseId' = $1::uuid::text
           and not exists (select 1 from ho.entry r where r.corrects_id = e.id and r.kind = 'reverse')
       ) as deducted
     from ho.diversion_case where id = $1`,
    [id],
  );
  const [row] = rows;
  return row === undefined ? null : { dealerId: row.dealer_id, decision: row.decision, isDeducted: row.deducted };
}

/** Everything that planning a proposal may ask, read in one snapshot of a ledger that is locked. */
export async function readFacts(
  tx: Queryable,
  content: ProposalContent,
  periods: readonly LedgerPeriod[],
): Promise<LedgerFacts> {
  const entries = await readEntries(tx, content.kind === 'reverse' ? content.body.entryIds : []);
  const keys = [...keysOf(content), ...entries.values()];
  const agreementIds = [...new Set(keys.map(({ agreementId }) => agreementId))];
  const balances = await readBalances(tx, keys);
  const { takers, versions } = await readAgreements(tx, agreementIds);
  const opened = await tx.query<{ key: string }>(
    `select distinct agreement_id || '/' || dealer_id as key from ho.entry where agreement_id::uuid = any ($1::uuid[])`,
    [content.kind === 'opening' ? agreementIds : []],
  );
  const begun = new Set(opened.rows.map(({ key }) => key));
  const order =
    content.kind === 'settle' && content.body.form === 'order_offset'
      ? await readOrder(tx, content.body.orderId)
      : null;
  const decided = content.kind === 'diversion' ? await readCase(tx, content.body.caseId) : null;
  const periodOf = new Map(periods.map((period) => [period.code, period]));
  return {
    balanceOf: (key) => balances.get(keyText(key)) ?? null,
    hasEntries: (agreementId, dealerId) => begun.has(`${agreementId}/${dealerId}`),
    isAgreement: (id) => takers.has(id),
    takesPart: (agreementId, dealerId) => takers.get(agreementId)?.has(dealerId) === true,
    versionIn(agreementId, periodCode) {
      const period = periodOf.get(periodCode);
      if (period === undefined) return null;
      const inEffect = versions.get(agreementId)?.find(({ from, to }) => from < period.endsOn && period.startsOn < to);
      return inEffect ?? null;
    },
    entry: (id) => entries.get(id) ?? null,
    order: () => order,
    diversionCase: () => decided,
  };
}
