import type Database from 'better-sqlite3';
import { type Balance, foldEntries, type PostedEntry } from '../domain/ledger/balances.ts';

export interface StoredProposal {
  readonly id: string;
  readonly region_id: string;
  readonly kind: string;
  readonly body: string;
  readonly body_hash: string;
  readonly maker_id: string;
  readonly made_at: string;
  readonly state: string;
  readonly checker_id: string | null;
  readonly decided_at: string | null;
  readonly reason: string | null;
  readonly result: string;
  readonly row_version: number;
}

const PROPOSAL = `id, region_id, kind, body, body_hash, maker_id, made_at, state, checker_id, decided_at, reason, result,
  row_version`;

/** Proposals as head office has them, newest first. */
export function readProposals(replica: Database.Database): StoredProposal[] {
  return replica.prepare<[], StoredProposal>(`select ${PROPOSAL} from proposal order by made_at desc, id desc`).all();
}

export function readProposal(replica: Database.Database, id: string): StoredProposal | null {
  return replica.prepare<[string], StoredProposal>(`select ${PROPOSAL} from proposal where id = ?`).get(id) ?? null;
}

export interface StoredPeriod {
  readonly id: string;
  readonly code: string;
  readonly starts_on: string;
  readonly ends_on: string;
  readonly state: string;
  readonly closed_hash: string | null;
}

/** Periods of the ledger in order of time. */
export function readPeriods(replica: Database.Database): StoredPeriod[] {
  return replica
    .prepare<[], StoredPeriod>('select id, code, starts_on, ends_on, state, closed_hash from period order by starts_on')
    .all();
}

export function readPeople(replica: Database.Database): ReadonlyMap<string, string> {
  return new Map(replica.prepare<[], [string, string]>('select id, name from person').raw().all());
}

/** Parent of each region. */
export function readRegionParents(replica: Database.Database): ReadonlyMap<string, string | null> {
  return new Map(replica.prepare<[], [string, string | null]>('select id, parent_id from region').raw().all());
}

/** What balances are asked of; null means all. */
export interface BalanceFilter {
  readonly regionIds: ReadonlySet<string> | null;
  readonly dealerId: string | null;
  readonly agreementId: string | null;
  readonly periodCode: string | null;
}

export interface StoredBalance extends Balance {
  readonly agreementId: string;
  readonly dealerId: string;
  readonly periodCode: string;
}

interface LegRow {
  readonly entry_id: string;
  readonly seq: number;
  readonly kind: string;
  readonly agreement_id: string;
  readonly dealer_id: string;
  readonly region_id: string;
  readonly period_code: string;
  readonly base_fen: number;
  readonly corrects_kind: string | null;
  readonly account_code: string;
  readonly debit_fen: number;
  readonly credit_fen: number;
}

/**
 * Entries that name an agreement, in order of the ledger. Whether one is in a region is told by the region of its dealer at
 * the day of its posting.
 */
export function* readPosted(
  replica: Database.Database,
  filter: BalanceFilter,
): Generator<PostedEntry & { id: string }> {
  const rows = replica
    .prepare<{ dealer: string | null; agreement: string | null; period: string | null }, LegRow>(
      `select l.entry_id, l.seq, l.kind, a.id as agreement_id, p.dealer_id, p.region_id, l.period_code, l.base_fen,
         l.corrects_kind, l.account_code, l.debit_fen, l.credit_fen
       from pack p join ledger_leg l on l.pk = p.pk join agreement a on a.no = l.agreement_no
       where p.kind = 'ledger_leg' and (:dealer is null or p.dealer_id = :dealer)
         and (:agreement is null or a.id = :agreement) and (:period is null or l.period_code = :period)
       order by l.seq, l.leg_no`,
    )
    .iterate({ dealer: filter.dealerId, agreement: filter.agreementId, period: filter.periodCode });
  let legs: LegRow[] = [];
  for (const row of rows) {
    if (filter.regionIds !== null && !filter.regionIds.has(row.region_id)) continue;
    if (legs[0] !== undefined && legs[0].seq !== row.seq) {
      yield entryOf(legs[0], legs);
      legs = [];
    }
    legs.push(row);
  }
  if (legs[0] !== undefined) yield entryOf(legs[0], legs);
}

const entryOf = (first: LegRow, legs: readonly LegRow[]): PostedEntry & { id: string } => ({
  id: first.entry_id,
  seq: first.seq,
  kind: first.kind,
  correctsKind: first.corrects_kind,
  agreementId: first.agreement_id,
  dealerId: first.dealer_id,
  periodCode: first.period_code,
  baseFen: first.base_fen,
  legs: legs.map((leg) => ({ account: leg.account_code, debitFen: leg.debit_fen, creditFen: leg.credit_fen })),
});

/** Balances as the entries on this laptop add up. */
export function readBalances(replica: Database.Database, filter: BalanceFilter): StoredBalance[] {
  return [...foldEntries(readPosted(replica, filter))].map(([key, balance]) => {
    const [agreementId = '', dealerId = '', periodCode = ''] = key.split('/');
    return { agreementId, dealerId, periodCode, ...balance };
  });
}

export interface BalanceNames {
  readonly agreements: ReadonlyMap<string, { readonly code: string; readonly name: string }>;
  readonly dealers: ReadonlyMap<string, { readonly code: string; readonly name: string }>;
  /** Currency of the region that the agreement belongs to. */
  readonly currencies: ReadonlyMap<string, string>;
}

/** What the ids of balances are called. */
export function readBalanceNames(replica: Database.Database): BalanceNames {
  const named = (table: 'agreement' | 'dealer') =>
    new Map(
      replica
        .prepare<[], { id: string; code: string; name: string }>(`select id, code, name from ${table}`)
        .all()
        .map(({ id, ...names }) => [id, names]),
    );
  const currencies = replica
    .prepare<[], [string, string]>('select a.id, r.currency from agreement a join region r on r.id = a.region_id')
    .raw()
    .all();
  return { agreements: named('agreement'), dealers: named('dealer'), currencies: new Map(currencies) };
}

/** Dealers that belong to regions on a day; null for all. */
export function readDealersOf(
  replica: Database.Database,
  regionIds: ReadonlySet<string> | null,
  day: string,
): ReadonlySet<string> | null {
  if (regionIds === null) return null;
  const rows = replica
    .prepare<[string, string, string], string>(
      `select dealer_id from dealer_region
       where valid_from <= ? and (valid_to is null or ? < valid_to) and region_id in (select value from json_each(?))`,
    )
    .pluck()
    .all(day, day, JSON.stringify([...regionIds]));
  return new Set(rows);
}

export interface StoredVersionDates {
  readonly id: string;
  readonly agreement_id: string;
  readonly effective_from: string;
  readonly effective_to: string;
}

/** Approved versions, the newest of an agreement first. */
export function readApprovedVersions(replica: Database.Database): StoredVersionDates[] {
  return replica
    .prepare<[], StoredVersionDates>(
      `select id, agreement_id, effective_from, effective_to from agreement_version
       where state = 'approved' order by agreement_id, version desc`,
    )
    .all();
}

/** Tax basis of the newest approved version of each agreement. */
export function readTaxBases(replica: Database.Database): ReadonlyMap<string, 'net' | 'gross'> {
  return new Map(
    replica
      .prepare<[], [string, 'net' | 'gross']>(
        `select agreement_id, tax_basis from agreement_version where state = 'approved' order by agreement_id, version`,
      )
      .raw()
      .all(),
  );
}

interface StoredOrder {
  readonly order_id: string;
  readonly order_code: string;
  readonly ordered_on: string;
  readonly gross_fen: number;
}

/** The newest orders of a dealer that were not cancelled, with their amount with tax. */
export function readOffsetOrders(replica: Database.Database, dealerId: string, limit: number): StoredOrder[] {
  return replica
    .prepare<[string, number], StoredOrder>(
      `select l.order_id, l.order_code, min(l.business_date) as ordered_on, sum(l.net_fen + l.tax_fen) as gross_fen
       from pack p join sales_line l on l.pk = p.pk
       where p.kind = 'sales_line' and p.dealer_id = ? and l.kind = 'order' and l.order_id is not null
       group by l.order_id order by ordered_on desc, l.order_id limit ?`,
    )
    .all(dealerId, limit);
}
