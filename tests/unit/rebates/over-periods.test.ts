// Goal: what one period leaves to the next, and a part to its whole, is right to the 分. Method: worked examples by hand;
// both calculations must agree on each, or nothing would be answered.
import { expect, test } from 'vitest';
import { calculate } from '../../../db/domain/rebates/calculate.ts';
import {
  type AgreementInput,
  agreementOf,
  type DocumentInput,
  documentOf,
  type LineInput,
  plain,
} from '../../support/rebates/documents.ts';

const line = (date: string, amount: string): LineInput => ({
  ...{ id: date, dealer: 'D', date, amount },
  ...(amount.startsWith('-') ? { kind: 'return' as const } : {}),
});
/** Payable of each period, in time. */
const payables = (document: DocumentInput): string[] =>
  (calculate(document).runs.at(-1)?.results ?? []).map(({ payable }) => plain(payable));

const TENTH = { kind: 'percent', ratePpm: 100_000 } as const;
const [FEB, MAY, AUG] = ['2026-02-01', '2026-05-01', '2026-08-01'];

// A cap on the term: min(limit, earned since its beginning), less what was paid before.
test.each([
  // Earned 100, 200, 170 since the beginning, so 100, 150, 150 under the cap: goods whose rebate was cut take nothing back.
  ['goods come back whose rebate was cut', { amount: '150' }, ['1000', '1000', '-300'], ['100', '50', '0']],
  // 100, 200, 130: 20 below the cap.
  ['more comes back than was cut', { amount: '150' }, ['1000', '1000', '-700'], ['100', '50', '-20']],
  // −30, 70, 170.
  ['they come back first', { amount: '150' }, ['-300', '1000', '1000'], ['-30', '100', '80']],
  ['nothing is left', { amount: '150' }, ['1000', '1000', '1000'], ['100', '50', '0']],
  // 5 % of 1000, 2000, 3000: a share of the base grows with it.
  ['a share of the base', { ratePpm: 50_000 }, ['1000', '1000', '1000'], ['50', '50', '50']],
  // The lower of 120 and 5 %: 50, 100, 120.
  ['the lower of both', { amount: '120', ratePpm: 50_000 }, ['1000', '1000', '1000'], ['50', '50', '20']],
] as const)('a cap on the term: %s', (_, cap, amounts, expected) => {
  const [first, second, third] = amounts;
  const document = documentOf(TENTH, [line(FEB, first), line(MAY, second), line(AUG, third)], {
    agreement: { to: '2026-10-01', period: { unit: 'quarter' }, cap: { ...cap, across: 'term' } },
  });
  expect(payables(document)).toEqual(expected);
});

test('a cap on the term is not shortened with a period that the agreement begins in', () => {
  const document = documentOf(TENTH, [line('2026-03-20', '1000'), line(MAY, '1000')], {
    agreement: {
      ...{ from: '2026-03-17', to: '2026-07-01', period: { unit: 'quarter' }, proration: 'days' },
      cap: { amount: '150', across: 'term' },
    },
  });
  expect(payables(document)).toEqual(['100', '50']);
});

/** 1 % by quarter, and by year 3 % from 3000 on less what the quarters paid. */
const quarterAndYear = (year: Partial<AgreementInput> = {}): Pick<DocumentInput, 'agreements' | 'stacking'> => ({
  agreements: [
    agreementOf({ kind: 'percent', ratePpm: 10_000 }, { id: 'Q', period: { unit: 'quarter' } }),
    agreementOf(
      { kind: 'whole_volume', tiers: [{ from: '3000', ratePpm: 30_000 }] },
      { id: 'Y', period: { unit: 'year' }, ...year },
    ),
  ],
  stacking: { edges: [{ from: 'Q', to: 'Y', basis: 'less_paid' }] },
});
const postedByRun = (document: DocumentInput): string[][] =>
  calculate(document).runs.map(({ postings }) =>
    postings.map(({ agreement, amount }) => `${agreement} ${plain(amount)}`),
  );
const RUNS = ['2026-03-31', '2026-11-30', '2026-12-31'].map((asOf) => ({ asOf, kind: 'by_date' as const }));

test('while the year runs, its quarters are paid and not taken back; when it ends, it pays the rest', () => {
  const lines = [line(FEB, '1000'), line('2026-11-01', '2500')];
  const document = { schema: 'rebates/1' as const, lines, runs: RUNS, ...quarterAndYear() };
  // Year 3 % of 3500 = 105, less the first quarter's 10 and the fourth's 25 as far as it stands.
  expect(postedByRun(document)).toEqual([['Q 10'], ['Q 25', 'Y 70'], []]);
});

test.each([
  // Below its tier the year pays nothing: the quarters' 10 are taken back at its end, and not before.
  ['claw_back', [['Q 10'], [], ['Y -10']]],
  ['floor', [['Q 10'], [], []]],
] as const)('a year that misses its tier, %s', (negative, expected) => {
  const document = {
    ...{ schema: 'rebates/1' as const, lines: [line(FEB, '1000')], runs: RUNS },
    ...quarterAndYear({ negative }),
  };
  expect(postedByRun(document)).toEqual(expected);
});

test('what a running year has earned covers its first quarters first', () => {
  // Year: 12 earned by a minimum-free lump; quarters paid 10 and 10: all of the first, 2 of the second are taken off.
  const document: DocumentInput = {
    schema: 'rebates/1',
    lines: [line(FEB, '1000'), line(MAY, '1000')],
    runs: [{ asOf: '2026-06-30' }],
    ...quarterAndYear({ rule: { kind: 'lump_sum', lump: '12' } }),
  };
  const year = calculate(document).runs[0]?.results.find(({ agreement }) => agreement === 'Y');
  expect(year?.steps.filter(({ kind }) => kind === 'less_paid').map(({ exact }) => plain(exact))).toEqual([
    '-10',
    '-2',
  ]);
  expect(plain(year?.payable ?? '')).toBe('0');
});

test('money of a group that shares goes to its members alone', () => {
  const document = documentOf(
    TENTH,
    [
      { ...line(FEB, '100'), dealer: 'a' },
      { ...line(MAY, '200'), dealer: 'b' },
    ],
    {
      agreement: { groups: [{ id: 'G', kind: 'shared', members: ['a', 'b'] }] },
    },
  );
  const [result] = calculate(document).runs[0]?.results ?? [];
  expect(result?.payees.map(({ dealer, payable }) => `${dealer} ${plain(payable)}`)).toEqual(['a 10', 'b 20']);
});
