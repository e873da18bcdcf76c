// Goal: an explanation never claims a sum that is not there. Method: tables of answers as the contract gives them: whole,
// cut and wrong; entries rebuilt from legs; the copied text read back cell by cell.
import { expect, test } from 'vitest';
import { RuleTexts } from '../../../db/domain/rebates/words/texts.ts';
import { type WhyContent, whyText } from '../../../renderer/components/why/why-text.ts';
import { type Explanation, outcomeOf, sumChecks } from '../../../renderer/features/performance/kpi-why.ts';
import {
  compareSums,
  entriesOf,
  type Explanation as LedgerExplanation,
} from '../../../renderer/features/rebates/ledger-why.ts';
import { ruleWords } from '../../../renderer/features/rebates/rule-words.ts';
import zhRules from '../../../resources/locales/zh-CN/rules.json';

const id = (n: number): string => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;

const salesRows = (amounts: readonly (readonly [net: number, cost: number])[], totalRows: number) =>
  ({
    of: 'sales_line',
    list: {
      rows: amounts.map(([netFen, costFen], n) => ({
        ...{ id: id(n), kind: 'order', businessDate: '2026-07-01', dealerId: id(900), dealerName: '甲', skuName: '粉' },
        ...{ quantityMilli: 1000, netFen, taxFen: 0, costFen },
      })),
      totalRows,
      truncated: totalRows > amounts.length,
    },
  }) satisfies Explanation['rows'];

const documentRows = (values: readonly (number | null)[], totalRows = values.length) =>
  ({
    of: 'document',
    list: {
      rows: values.map((value, n) => ({ id: id(n), label: String(n), from: null, to: null, value })),
      totalRows,
      truncated: totalRows > values.length,
    },
  }) satisfies Explanation['rows'];

const kpi = (
  key: Explanation['kpi']['key'],
  value: number | null,
  numerator: number | null = null,
  denominator: number | null = null,
): Explanation['kpi'] => ({ key, unit: 'fen', value, previousYear: null, numerator, denominator });

test.each([
  [
    'all rows',
    kpi('net_sales', 300),
    salesRows(
      [
        [500, 0],
        [-200, 0],
      ],
      2,
    ),
    ['agrees'],
  ],
  [
    'one fen off',
    kpi('net_sales', 301),
    salesRows(
      [
        [500, 0],
        [-200, 0],
      ],
      2,
    ),
    ['differs'],
  ],
  [
    'some rows',
    kpi('net_sales', 900),
    salesRows(
      [
        [500, 0],
        [-200, 0],
      ],
      7,
    ),
    ['part'],
  ],
  [
    'margin, both parts',
    kpi('gross_margin', 1, 120, 300),
    salesRows(
      [
        [500, 300],
        [-200, -120],
      ],
      2,
    ),
    ['agrees', 'agrees'],
  ],
  [
    'margin, wrong cost',
    kpi('gross_margin', 1, 121, 300),
    salesRows(
      [
        [500, 300],
        [-200, -120],
      ],
      2,
    ),
    ['differs', 'agrees'],
  ],
  ['converted leads of all', kpi('lead_conversion', 1, 1, 3), documentRows([1, 0, 0]), ['agrees', 'agrees']],
  ['a lead too many', kpi('lead_conversion', 1, 1, 4), documentRows([1, 0, 0]), ['agrees', 'differs']],
  ['dealers are counted', kpi('active_dealers', 2), documentRows([1, 1]), ['agrees']],
  [
    'rounded rows of the approval time',
    kpi('contract_approval', 1, 3001, 2),
    documentRows([1500, 1500]),
    ['agrees', 'agrees'],
  ],
  ['more than rounding', kpi('contract_approval', 1, 3003, 2), documentRows([1500, 1500]), ['differs', 'agrees']],
  ['nothing to compute from', kpi('lead_conversion', null), documentRows([]), []],
])('%s', (_, figure, rows, outcomes) => {
  expect(sumChecks(figure, rows).map(outcomeOf)).toEqual(outcomes);
});

test('what is not listed is said as a difference, not as a sum', () => {
  const [check] = sumChecks(kpi('net_sales', 900), salesRows([[500, 0]], 7));
  expect(check).toMatchObject({ shown: 500, whole: 900, restRows: 6 });
});

type Leg = LedgerExplanation['legs']['rows'][number];
const leg = (
  entry: number,
  kind: string,
  accountCode: string,
  debitFen: number,
  creditFen: number,
  baseFen = 0,
): Leg => ({
  ...{ entryId: id(entry), seq: entry, legNo: 1, kind, postingDate: '2026-07-10', periodCode: '2026Q3' },
  ...{ accountCode, debitFen, creditFen, baseFen },
  ...{ correctsId: null, correctsKind: null, proposalId: null, reason: null },
});
const LEGS: readonly Leg[] = [
  leg(1, 'accrue', 'rebate_expense', 1000, 0, 50_000),
  leg(1, 'accrue', 'rebate_accrued', 0, 1000, 50_000),
  leg(2, 'confirm', 'rebate_accrued', 600, 0),
  leg(2, 'confirm', 'rebate_payable', 0, 600),
  leg(3, 'diversion', 'rebate_payable', 50, 0),
  leg(3, 'diversion', 'rebate_expense', 0, 50),
  leg(4, 'settle', 'rebate_payable', 400, 0),
  leg(4, 'settle', 'bank', 0, 400),
];
const ROW = {
  ...{ agreementId: id(1), agreementCode: 'FL1', agreementName: '年度量返', dealerId: id(2), dealerName: '甲' },
  ...{ kind: 'percent', productLineId: null, status: 'awaiting_settlement' },
  ...{
    openingFen: 0,
    baseFen: 50_000,
    accruedFen: 1000,
    confirmedFen: 600,
    settledFen: 400,
    deductedFen: -50,
    balanceFen: 550,
  },
} satisfies LedgerExplanation['row'];

test('the entries of a ledger row add up to each of its amounts', () => {
  const entries = entriesOf(LEGS);
  expect(entries.map(({ seq, legs }) => [seq, legs.length])).toEqual([
    [1, 2],
    [2, 2],
    [3, 2],
    [4, 2],
  ]);
  for (const { sum, whole } of compareSums(ROW, entries)) expect(sum).toBe(whole);
});

test('a row that its entries do not make up is found out, amount by amount', () => {
  const wrong = compareSums({ ...ROW, settledFen: 401 }, entriesOf(LEGS)).filter(({ sum, whole }) => sum !== whole);
  expect(wrong).toEqual([{ amount: 'settledFen', sum: 400, whole: 401 }]);
});

const LANGUAGE = { texts: RuleTexts.parse(zhRules), currency: 'CNY' } as const;
test.each([
  [{ period: { unit: 'quarter' }, taxBasis: 'net', rule: { kind: 'percent', ratePpm: 15_000 } }, ['1.5%', '季']],
  [
    {
      ...{ period: { unit: 'year' }, taxBasis: 'net' },
      rule: {
        kind: 'marginal',
        edge: '>',
        tiers: [
          { from: '1.00', ratePpm: 1000 },
          { from: 2, ratePpm: 20_000 },
        ],
      },
    },
    ['超过', '0.1%', '2%', '年'],
  ],
  // A cap changes the amount: the rule alone would be half the truth.
  [
    {
      ...{ period: { unit: 'year' }, taxBasis: 'net', rule: { kind: 'percent', ratePpm: 5000 } },
      cap: { amount: 900 },
    },
    ['0.5%', '900'],
  ],
])('rule %j is told whole', (rule, parts) => {
  const words = ruleWords(rule, LANGUAGE)?.join('') ?? '';
  for (const part of parts) expect(words).toContain(part);
});

test.each([{ rule: { kind: 'marginal', tiers: [] } }, { formula: 'x' }, null])('rule %j is not guessed at', (rule) => {
  expect(ruleWords(rule, LANGUAGE)).toBeNull();
});

const CONTENT: WhyContent = {
  figure: '¥3.00',
  formula: 'a − b',
  inputs: [{ label: 'a', value: '5' }],
  checks: [{ outcome: 'agrees', text: '2 行' }],
  tables: [
    {
      title: '行',
      columns: [{ title: '名称' }, { title: '金额', isNumber: true }],
      rows: [
        { id: '1', cells: ['甲\t乙', '1.00'] },
        { id: '2', cells: ['=HYPERLINK("x")', '−2.00'] },
      ],
      totals: ['合计', '−1.00'],
      cut: '前 2 行，共 9 行',
    },
  ],
  asOf: '截至 10:42',
};

test('the copied text keeps cells apart, says what was cut, and runs nothing in a spreadsheet', () => {
  const lines = whyText('净销售额', CONTENT).split('\n');
  expect(lines[0]).toBe('净销售额\t¥3.00');
  expect(lines).toContain('行 前 2 行，共 9 行');
  expect(lines).toContain('甲 乙\t1.00');
  expect(lines).toContain(`'=HYPERLINK("x")\t−2.00`);
  expect(lines.at(-1)).toBe('合计\t−1.00');
});
