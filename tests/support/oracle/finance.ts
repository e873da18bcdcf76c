import { expect } from 'vitest';
import { DEFAULT_BOOK, VOUCHER_TARGETS } from '../../../db/domain/ledger/vouchers/chart.ts';
import { readVouchers } from '../../../db/domain/ledger/vouchers/read-vouchers.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import type { FeatureHandlers } from '../../../db/service/handlers.ts';
import { readWorkbook } from '../../../db/service/workbook.ts';

const context = () => ({ signal: new AbortController().signal });
type Range = { readonly from: string; readonly to: string };

/** Holds the voucher files of a range against the legs at head office, one by one. Gives the number of legs. */
export async function compareVouchers(
  handlers: FeatureHandlers<'vouchers'>,
  database: HeadOfficeDatabase,
  range: Range,
): Promise<number> {
  const { rows } = await database.query<Record<string, string | bigint>>(
    `select seq, account_code as account, debit_fen, credit_fen, posting_date::text as "postingDate" from ho.ledger_leg
     where posting_date >= $1::date and posting_date < $2::date and kind <> 'opening' order by posting_date, seq, leg_no`,
    [range.from, range.to],
  );
  const legs = rows.map(({ seq, account, debit_fen, credit_fen, postingDate }) => ({
    seq: Number(seq),
    account,
    debitFen: Number(debit_fen),
    creditFen: Number(credit_fen),
    postingDate,
  }));
  for (const target of VOUCHER_TARGETS) {
    const made = await handlers.make({ target, range }, context());
    expect(made.problems.rows).toEqual([]);
    expect(made.legs).toBe(legs.length);
    expect(made.debitFen).toBe(legs.reduce((sum, { debitFen }) => sum + debitFen, 0));
    const [workbook] = made.files;
    if (workbook === undefined) throw new Error('no file');
    const found = readVouchers(readWorkbook(workbook.bytes), DEFAULT_BOOK, target);
    const inOrder = found.toSorted((a, b) => (a.postingDate === b.postingDate ? a.seq - b.seq : a.postingDate < b.postingDate ? -1 : 1)); // biome-ignore format: one expression
    expect(inOrder).toEqual(legs);
  }
  return legs.length;
}

/** Holds every dealer's statement against sums over accounts at head office. Gives the number of dealers. */
export async function compareStatements(
  handlers: FeatureHandlers<'statements'>,
  database: HeadOfficeDatabase,
  range: Range,
  most: number,
): Promise<number> {
  const { rows } = await database.query<Record<string, string>>(
    `select dealer_id::text as id,
       coalesce(sum(owed) filter (where posting_date < $1::date), 0)::text as opening,
       sum(owed)::text as closing,
       coalesce(sum(paid) filter (where posting_date >= $1::date), 0)::text as settled,
       sum(payable)::text as confirmed,
       count(distinct entry_id) filter (where posting_date >= $1::date)::text as entries
     from (
       select entry_id, dealer_id, posting_date,
         case when account_code in ('rebate_accrued', 'rebate_payable') then credit_fen - debit_fen else 0 end as owed,
         case when account_code = 'rebate_payable' then credit_fen - debit_fen else 0 end as payable,
         case when account_code in ('dealer_receivable', 'bank', 'output_vat') then credit_fen - debit_fen else 0 end as paid
       from ho.ledger_leg where posting_date < $2::date
     ) l group by dealer_id having sum(owed) <> 0 or max(posting_date) >= $1::date order by dealer_id`,
    [range.from, range.to],
  );
  const { dealers } = await handlers.list({ range, regionId: null }, context());
  expect(dealers.rows.map(({ dealerId }) => dealerId).sort()).toEqual(rows.map(({ id }) => id));
  for (const { id, opening, closing, settled, confirmed, entries } of rows.slice(0, most)) {
    const statement = await handlers.get({ range, dealerId: id ?? '' }, context());
    const { totals } = statement;
    expect({ ...totals, entries: statement.entries.totalRows }).toMatchObject({
      openingFen: Number(opening),
      closingFen: Number(closing),
      settledFen: Number(settled),
      confirmedFen: Number(confirmed),
      entries: Number(entries),
    });
    expect(totals.openingFen + totals.earnedFen + totals.deductedFen - totals.settledFen).toBe(totals.closingFen);
    expect(dealers.rows.find(({ dealerId }) => dealerId === id)?.closingFen).toBe(totals.closingFen);
  }
  return rows.length;
}
