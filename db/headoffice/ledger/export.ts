import type { Queryable } from '../database.ts';

/** A leg with its entry, as it leaves the house. Amounts in 分. */
export interface ExportedLeg {
  readonly seq: number;
  readonly entryId: string;
  readonly postingDate: string;
  readonly periodCode: string;
  readonly kind: string;
  readonly regionCode: string;
  readonly dealerCode: string;
  readonly dealerName: string;
  readonly agreementCode: string | null;
  readonly legNo: number;
  readonly account: string;
  readonly debitFen: number;
  readonly creditFen: number;
  readonly currency: string;
  readonly correctsId: string | null;
  readonly proposalId: string | null;
  readonly reason: string | null;
  readonly maker: string | null;
  readonly checker: string | null;
  readonly hash: string;
}

export const EXPORT_COLUMNS = [
  'seq',
  'entryId',
  'postingDate',
  'periodCode',
  'kind',
  'regionCode',
  'dealerCode',
  'dealerName',
  'agreementCode',
  'legNo',
  'account',
  'debitFen',
  'creditFen',
  'currency',
  'correctsId',
  'proposalId',
  'reason',
  'maker',
  'checker',
  'hash',
] as const satisfies readonly (keyof ExportedLeg)[];

const PAGE = 5000;

/** Every leg posted in `[from, to)`, in order of the ledger, a few thousand entries at a time. */
export async function* exportLegs(
  db: Queryable,
  range: { readonly from: string | null; readonly to: string | null },
): AsyncGenerator<readonly ExportedLeg[]> {
  let after = 0;
  for (;;) {
    const { rows } = await db.query<
      Omit<ExportedLeg, 'seq' | 'debitFen' | 'creditFen'> & Record<'seq' | 'debitFen' | 'creditFen', bigint>
    >(
      `select e.seq, e.id::text as "entryId", e.posting_date::text as "postingDate", p.code as "periodCode", e.kind,
         r.code as "regionCode", d.code as "dealerCode", d.name as "dealerName", a.code as "agreementCode",
         l.leg_no as "legNo", l.account_code as account, l.debit_fen as "debitFen", l.credit_fen as "creditFen", e.currency,
         e.corrects_id::text as "correctsId", e.proposal_id::text as "proposalId", e.reason, m.code as maker,
         c.code as checker, e.hash
       from (select * from ho.entry where seq > $1 and ($2::date is null or posting_date >= $2::date)
           and ($3::date is null or posting_date < $3::date) order by seq limit ${PAGE}) e
         join ho.entry_leg l on l.entry_id = e.id join ho.period p on p.id = e.effective_period_id
         join ho.region r on r.id = e.region_id join ho.dealer d on d.id = e.dealer_id
         left join ho.agreement a on a.id = e.agreement_id left join ho.person m on m.id = e.maker_id
         left join ho.person c on c.id = e.checker_id
       order by e.seq, l.leg_no`,
      [after, range.from, range.to],
    );
    if (rows.length === 0) return;
    after = Number(rows.at(-1)?.seq ?? 0n);
    yield rows.map((row) => ({
      ...row,
      seq: Number(row.seq),
      debitFen: Number(row.debitFen),
      creditFen: Number(row.creditFen),
    }));
  }
}
