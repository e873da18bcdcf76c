import type { Selection } from '../../../db/contract/selection.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { BY_DEALER, IN_REGION, parameters } from './conditions.ts';

export interface OracleLedgerRow {
  readonly agreementId: string;
  readonly openingFen: number;
  readonly baseFen: number;
  readonly accruedFen: number;
  readonly confirmedFen: number;
  readonly settledFen: number;
  readonly deductedFen: number;
}

/**
 * Every figure of the ledger pane, from entries and legs. A reversal is told by the entry it corrects. What is owed when the
 * period begins is the balance of the two accounts of liabilities, and not a sum of the other figures.
 */
export async function ledgerAtHeadOffice(database: HeadOfficeDatabase, selection: Selection) {
  const { rows } = await database.query<Record<keyof OracleLedgerRow, string | bigint>>(
    `with moved as (
       select e.id, e.agreement_id, coalesce(o.kind, e.kind) as meant, e.base_fen,
         e.posting_date >= $5::date as within,
         coalesce(sum(l.credit_fen - l.debit_fen) filter (where l.account_code in
           ('rebate_accrued', 'rebate_payable')), 0) as owed,
         coalesce(sum(l.debit_fen - l.credit_fen) filter (where l.account_code = 'rebate_expense'), 0) as earned,
         coalesce(sum(l.credit_fen - l.debit_fen) filter (where l.account_code = 'rebate_accrued'), 0) as to_accrued,
         coalesce(sum(l.credit_fen - l.debit_fen) filter (where l.account_code in
           ('dealer_receivable', 'bank', 'output_vat')), 0) as paid
       from ho.entry e join ho.entry_leg l on l.entry_id = e.id left join ho.entry o on o.id = e.corrects_id
         and e.kind = 'reverse'
       join ho.agreement a on a.id = e.agreement_id
       where e.posting_date < $6::date
         and ${IN_REGION('e.region_id')} and ${BY_DEALER('a.dealer_id')}
         and ($4::uuid is null or a.product_line_id is null or a.product_line_id = $4::uuid)
         and exists (select from ho.agreement_version v where v.agreement_id = a.id and v.state = 'approved')
       group by e.id, o.kind
     )
     select agreement_id::text as "agreementId",
       coalesce(sum(owed) filter (where not within), 0)::bigint as "openingFen",
       coalesce(sum(base_fen) filter (where within and earned <> 0 and meant <> 'diversion'), 0)::bigint as "baseFen",
       coalesce(sum(earned) filter (where within and meant <> 'diversion'), 0)::bigint as "accruedFen",
       coalesce(sum(earned - to_accrued) filter (where within and meant <> 'diversion'), 0)::bigint as "confirmedFen",
       coalesce(sum(paid) filter (where within), 0)::bigint as "settledFen",
       coalesce(sum(earned) filter (where within and meant = 'diversion'), 0)::bigint as "deductedFen"
     from moved group by agreement_id
     having bool_or(within) or sum(owed) filter (where not within) <> 0`,
    [...parameters(selection), selection.period.from, selection.period.to],
  );
  return rows.map(
    (row): OracleLedgerRow => ({
      agreementId: String(row.agreementId),
      openingFen: Number(row.openingFen),
      baseFen: Number(row.baseFen),
      accruedFen: Number(row.accruedFen),
      confirmedFen: Number(row.confirmedFen),
      settledFen: Number(row.settledFen),
      deductedFen: Number(row.deductedFen),
    }),
  );
}
