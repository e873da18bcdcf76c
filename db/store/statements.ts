import type Database from 'better-sqlite3';

export interface StoredOwed {
  readonly dealer_id: string;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly closing_fen: number;
}

/**
 * What is owed to each dealer at the end of a range: the balance of 预提返利 and 应付返利. Dealers with neither a balance
 * nor an entry in the range are left out; a dealer with amounts in two currencies has a row for each.
 * @param regions ids of the regions whose entries count; null for all
 */
export function readOwed(
  replica: Database.Database,
  range: { readonly from: string; readonly to: string },
  regions: readonly string[] | null,
): StoredOwed[] {
  return replica
    .prepare<[{ from: string; to: string; regions: string | null }], StoredOwed>(
      `select d.id as dealer_id, d.code, d.name, r.currency,
              sum(case when l.account_code in ('rebate_accrued', 'rebate_payable') then l.credit_fen - l.debit_fen
                       else 0 end) as closing_fen
       from pack p
         join ledger_leg l on l.pk = p.pk
         join region r on r.id = p.region_id
         join dealer d on d.id = p.dealer_id
       where p.kind = 'ledger_leg' and l.posting_date < @to
         and (@regions is null or p.region_id in (select value from json_each(@regions)))
       group by d.id, d.code, d.name, r.currency
       having closing_fen <> 0 or max(l.posting_date) >= @from
       order by closing_fen desc, d.code`,
    )
    .all({ from: range.from, to: range.to, regions: regions === null ? null : JSON.stringify(regions) });
}

export interface StoredStatementLeg {
  readonly entry_id: string;
  readonly seq: number;
  readonly kind: string;
  readonly corrects_kind: string | null;
  readonly posting_date: string;
  readonly period_code: string;
  readonly base_fen: number;
  readonly account_code: string;
  readonly debit_fen: number;
  readonly credit_fen: number;
  readonly currency: string;
  readonly agreement_id: string | null;
  readonly agreement_code: string | null;
  readonly agreement_name: string | null;
}

/** Every leg of a dealer that was posted before a day, in ledger order. */
export function readStatementLegs(replica: Database.Database, dealerId: string, before: string): StoredStatementLeg[] {
  return replica
    .prepare<[string, string], StoredStatementLeg>(
      `select l.entry_id, l.seq, l.kind, l.corrects_kind, l.posting_date, l.period_code, l.base_fen, l.account_code, l.debit_fen,
              l.credit_fen, r.currency, a.id as agreement_id, a.code as agreement_code, a.name as agreement_name
       from pack p
         join ledger_leg l on l.pk = p.pk
         join region r on r.id = p.region_id
         left join agreement a on a.no = l.agreement_no
       where p.kind = 'ledger_leg' and p.dealer_id = ? and l.posting_date < ?
       order by l.seq, l.leg_no`,
    )
    .all(dealerId, before);
}
