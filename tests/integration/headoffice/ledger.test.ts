// Goal: head office posts what one person proposed and another approved, whole or not at all. Method: commands as laptops
// send them, carried out on real PGlite and PostgreSQL; entries and legs compared with the proposed accounts, and after each
// refusal the whole ledger with what it was before.
import { expect, test } from 'vitest';
import type { ProposalContent } from '../../../db/domain/ledger/bodies.ts';
import type { HeadOfficeDatabase } from '../../../db/headoffice/database.ts';
import { firstBrokenEntry } from '../../../db/headoffice/ledger/verify-chain.ts';
import { describeOnBackends } from '../../support/head-office.ts';
import { decided, foundLedgerCompany, proposed } from '../../support/ledger-company.ts';

const legsOf = async (database: HeadOfficeDatabase, proposalId: string): Promise<unknown[]> => {
  const { rows } = await database.query(
    `select e.kind, l.account_code as account, l.debit_fen::int as debit, l.credit_fen::int as credit
     from ho.entry e join ho.entry_leg l on l.entry_id = e.id where e.proposal_id = $1 order by e.seq, l.leg_no`,
    [proposalId],
  );
  return rows;
};

describeOnBackends('the ledger', (backend) => {
  test('posts every kind', async () => {
    const database = await backend.openDatabase();
    const company = await foundLedgerCompany(database);
    const { maker, checker, group } = company;
    const key = { agreementId: company.ningboAgreement, dealerId: company.ningbo, periodCode: 'current' };
    const run = async (content: ProposalContent) => {
      const { id, answer } = await proposed(maker, group, content);
      expect(answer).toMatchObject({ status: 'accepted' });
      expect(await decided(database, checker, [id])).toMatchObject({ status: 'accepted', reasonCode: null });
      return legsOf(database, id);
    };
    const leg = (kind: string, account: string, debit: number, credit: number) => ({ kind, account, debit, credit });
    expect(
      await run({
        kind: 'opening',
        body: { lines: [{ ...key, baseFen: 5000, earnedFen: 1000, confirmedFen: 600, settledFen: 100 }] },
      }),
    ).toEqual([
      leg('opening', 'opening_balance', 1000, 0),
      leg('opening', 'rebate_accrued', 0, 400),
      leg('opening', 'rebate_payable', 0, 500),
      leg('opening', 'opening_settled', 0, 100),
    ]);
    expect(await run({ kind: 'confirm', body: { lines: [{ ...key, amountFen: 300 }] } })).toEqual([
      leg('confirm', 'rebate_accrued', 300, 0),
      leg('confirm', 'rebate_payable', 0, 300),
    ]);
    expect(
      await run({
        kind: 'settle',
        body: {
          form: 'credit_note',
          redInvoiceNo: null,
          lines: [{ ...key, amountFen: 200, vat: [{ ratePpm: 130_000, amountFen: 200 }] }],
        },
      }),
    ).toEqual([
      leg('settle', 'rebate_payable', 200, 0),
      leg('settle', 'output_vat', 26, 0),
      leg('settle', 'dealer_receivable', 0, 226),
    ]);
    expect(await firstBrokenEntry(database)).toBeNull();
  });
});
