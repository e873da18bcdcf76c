import type Database from 'better-sqlite3';

export interface StoredVoucherLeg {
  readonly seq: number;
  readonly kind: string;
  readonly posting_date: string;
  readonly period_code: string;
  readonly account_code: string;
  readonly debit_fen: number;
  readonly credit_fen: number;
  readonly dealer_code: string;
  readonly dealer_name: string;
  readonly currency: string;
}

/** The legs posted in `[from, to)`, in ledger order, each with its dealer and the currency of its region. */
export function readVoucherLegs(replica: Database.Database, from: string, to: string): StoredVoucherLeg[] {
  return replica
    .prepare<[string, string], StoredVoucherLeg>(
      `select l.seq, l.kind, l.posting_date, l.period_code, l.account_code, l.debit_fen, l.credit_fen,
              coalesce(d.code, '') as dealer_code, coalesce(d.name, '') as dealer_name, r.currency
       from pack p
         join ledger_leg l on l.pk = p.pk
         join region r on r.id = p.region_id
         left join dealer d on d.id = p.dealer_id
       where p.kind = 'ledger_leg' and l.posting_date >= ? and l.posting_date < ?
       order by l.seq, l.leg_no`,
    )
    .all(from, to);
}
