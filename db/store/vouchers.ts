import type Database from 'better-sqlite3';

export interface StoredVoucherLeg {
  readonly seq: number;
  readonly kind: string;
  /** Kind of the entry that a reversal takes back. */
  readonly correctsKind: string | null;
  readonly postingDate: string;
  readonly periodCode: string;
  readonly account: string;
  readonly debitFen: number;
  readonly creditFen: number;
  readonly dealerCode: string;
  readonly dealerName: string;
  readonly currency: string;
}

/** The legs posted in `[from, to)`, in ledger order, each with its dealer and the currency of its region. */
export function readVoucherLegs(replica: Database.Database, from: string, to: string): StoredVoucherLeg[] {
  return replica
    .prepare<[string, string], StoredVoucherLeg>(
      `select l.seq, l.kind, l.corrects_kind as correctsKind, l.posting_date as postingDate, l.period_code as periodCode,
              l.account_code as account, l.debit_fen as debitFen, l.credit_fen as creditFen,
              coalesce(d.code, '') as dealerCode, coalesce(d.name, '') as dealerName, r.currency
       from pack p
         join ledger_leg l on l.pk = p.pk
         join region r on r.id = p.region_id
         left join dealer d on d.id = p.dealer_id
       where p.kind = 'ledger_leg' and l.posting_date >= ? and l.posting_date < ?
       order by l.seq, l.leg_no`,
    )
    .all(from, to);
}
