import { v7 as uuid } from 'uuid';
import type { RandomTools, Values } from './random-tools.ts';

/** Agreements of every sort and entries of every kind, reversals included. */
export async function foundLedger(
  tools: RandomTools,
  company: {
    readonly dealers: readonly string[];
    readonly productLines: readonly string[];
    readonly regionOn: (dealer: number, date: string) => string;
  },
): Promise<void> {
  const { insert, below, chance, day, pick } = tools;
  const { dealers, productLines, regionOn } = company;
  const period = uuid();
  await insert('period', 'id, code, starts_on, ends_on, state', [[period, '2025', '2025-01-01', '2027-01-01', 'open']]);
  const people = [uuid(), uuid()] as const;
  await insert('person', 'id, code, name', [
    [people[0], 'maker', '制单'],
    [people[1], 'checker', '复核'],
  ]);
  const agreements = Array.from({ length: 12 }, (_, i) => ({ id: uuid(), dealer: i % dealers.length, no: i + 1 }));
  await insert(
    'agreement',
    'id, no, code, name, dealer_id, region_id, product_line_id',
    agreements.map(({ id, dealer, no }) => [
      id,
      no,
      `A${no}`,
      `协议${no}`,
      dealers[dealer] as string,
      regionOn(dealer, '2025-01-01'),
      chance(0.4) ? null : pick(productLines),
    ]),
  );
  await insert(
    'agreement_version',
    'id, agreement_id, region_id, version, effective_from, effective_to, signed_on, tax_basis, date_basis, currency, kind, rule, state, maker_id, checker_id',
    agreements.map(
      ({ id, dealer, no }): Values => [
        uuid(),
        id,
        regionOn(dealer, '2025-01-01'),
        1,
        '2025-01-01',
        '2027-01-01',
        '2025-01-01',
        'net',
        'order',
        'CNY',
        'percent',
        '{}',
        // The last agreement was never approved: it has no row on any screen.
        no === agreements.length ? 'draft' : 'approved',
        people[0],
        people[1],
      ],
    ),
  );

  let seq = 0;
  const post = async (
    agreement: { readonly id: string; readonly dealer: number } | null,
    kind: string,
    date: string,
    legs: readonly (readonly [account: string, debit: number, credit: number])[],
    corrects: string | null = null,
  ) => {
    seq += 1;
    const id = uuid();
    const dealer = agreement?.dealer ?? 0;
    await insert(
      'entry',
      'id, seq, region_id, dealer_id, agreement_id, kind, posting_date, effective_period_id, currency, base_fen, idempotency_key, corrects_id, prev_hash, hash',
      [
        [
          id,
          seq,
          regionOn(dealer, date),
          dealers[dealer] as string,
          agreement?.id ?? null,
          kind,
          date,
          period,
          'CNY',
          below(1_000_000),
          `key${seq}`,
          corrects,
          seq === 1 ? '' : `h${seq - 1}`,
          `h${seq}`,
        ],
      ],
    );
    await insert(
      'entry_leg',
      'entry_id, leg_no, account_code, debit_fen, credit_fen',
      legs.map(([account, debit, credit], i) => [id, i + 1, account, debit, credit]),
      true,
    );
    return id;
  };
  for (let i = 0; i < 90; i++) {
    const agreement = chance(0.05) ? null : pick(agreements);
    const date = day('2025-06-01', 280);
    const fen = 1 + below(90_000);
    const accrued = await post(agreement, pick(['accrue', 'true_up']), date, [
      ['rebate_expense', fen, 0],
      ['rebate_accrued', 0, fen],
    ]);
    const fate = below(10);
    const end = below(10);
    if (fate < 2)
      await post(
        agreement,
        'reverse',
        date,
        [
          ['rebate_accrued', fen, 0],
          ['rebate_expense', 0, fen],
        ],
        accrued,
      );
    else if (fate < 7) {
      const confirmed = await post(agreement, 'confirm', date, [
        ['rebate_accrued', fen, 0],
        ['rebate_payable', 0, fen],
      ]);
      if (end < 2)
        await post(
          agreement,
          'reverse',
          date,
          [
            ['rebate_payable', fen, 0],
            ['rebate_accrued', 0, fen],
          ],
          confirmed,
        );
      else if (end < 6)
        await post(agreement, 'settle', date, [
          ['rebate_payable', fen, 0],
          ['output_vat', 13, 0],
          ['dealer_receivable', 0, fen + 13],
        ]);
      else if (end < 9) {
        const deducted = await post(agreement, 'diversion', date, [
          ['rebate_payable', fen, 0],
          ['rebate_expense', 0, fen],
        ]);
        if (fate % 2 === 0)
          await post(
            agreement,
            'reverse',
            date,
            [
              ['rebate_expense', fen, 0],
              ['rebate_payable', 0, fen],
            ],
            deducted,
          );
      }
    } else if (fate === 7)
      await post(agreement, 'claw_back', date, [
        ['rebate_accrued', fen, 0],
        ['rebate_expense', 0, fen],
      ]);
  }
}
