// Goal: what cannot be calculated is refused with its place and a sentence, and nothing of it is calculated. Method: a
// table of broken documents, each made from a good one by one change.
import { describe, expect, test } from 'vitest';
import { calculate } from '../../../db/domain/rebates/calculate.ts';
import { RebateProblems } from '../../../db/domain/rebates/problem.ts';
import { readTerms } from '../../../db/domain/rebates/read/read-document.ts';
import { EXAMPLE } from '../../../db/domain/rebates/schema/example.ts';
import {
  agreementOf,
  type DocumentInput,
  documentOf,
  linesOf,
  only,
  onlyRun,
  type RuleInput,
} from '../../support/rebates/documents.ts';

const GOOD = documentOf({ kind: 'percent', ratePpm: 10_000 }, linesOf(['100', '200'], 'amount'));
const [FIRST = linesOf(['1'], 'amount')[0]!, SECOND = FIRST] = GOOD.lines;
const rule = (own: RuleInput): DocumentInput => ({ ...GOOD, agreements: [agreementOf(own)] });
const agreement = (more: object): DocumentInput => ({
  ...GOOD,
  agreements: [{ ...agreementOf({ kind: 'percent', ratePpm: 10_000 }), ...more }],
});
const two = (stacking: DocumentInput['stacking'], more: object = {}): DocumentInput => ({
  ...GOOD,
  agreements: [
    agreementOf({ kind: 'percent', ratePpm: 1 }),
    { ...agreementOf({ kind: 'percent', ratePpm: 1 }, { id: 'B' }), ...more },
  ],
  ...(stacking === undefined ? {} : { stacking }),
});
/** Goods of every quarter, then money of the year. */
const goods = (stacking: DocumentInput['stacking']): DocumentInput => {
  const { agreements: [, money], ...document } = two(stacking); // biome-ignore format: one line
  const given = agreementOf(
    { kind: 'free_goods', buy: '10', free: '1' },
    { pays: 'goods', period: { unit: 'quarter' } },
  );
  return {
    ...document,
    agreements: [given, ...(money === undefined ? [] : [money])],
    lines: [{ ...FIRST, quantity: '30' }],
  };
};
const firstLine = (more: object): DocumentInput => ({ ...GOOD, lines: [{ ...FIRST, ...more }, SECOND] });
const edge = (from: string, to: string, basis: 'gross' | 'net' | 'less_paid' | 'rebate' = 'gross') => ({
  from,
  to,
  basis,
});

/** Code and place of the first problem. */
function refusal(document: unknown): string {
  try {
    calculate(document);
    return 'calculated';
  } catch (error) {
    if (!(error instanceof RebateProblems)) throw error;
    const [problem] = error.problems;
    expect(problem?.message.length).toBeGreaterThan(10);
    return `${problem?.code} ${problem?.path}`;
  }
}

test('the good document and the published example are calculated', () => {
  expect(refusal(GOOD)).toBe('calculated');
  expect(refusal(EXAMPLE)).toBe('calculated');
});

describe('shape', () => {
  test.each([
    ['nothing', null, 'schema $'],
    ['another schema', { ...GOOD, schema: 'rebates/2' }, 'schema $.schema'],
    ['a field that does not exist', firstLine({ amout: '1' }), 'schema $.lines[0].amout'],
    ['NaN', firstLine({ amount: 'NaN' }), 'schema $.lines[0].amount'],
    ['a fraction in floating point', firstLine({ amount: 0.1 }), 'schema $.lines[0].amount'],
    ['an exponent', firstLine({ amount: '1e3' }), 'schema $.lines[0].amount'],
    ['spaces around a number', firstLine({ amount: ' 100 ' }), 'schema $.lines[0].amount'],
    ['a dealer of spaces', firstLine({ dealer: ' ' }), 'schema $.lines[0].dealer'],
    ['a dealer with a space behind', firstLine({ dealer: 'D ' }), 'schema $.lines[0].dealer'],
    ['a dealer that a conversion damaged', firstLine({ dealer: '\uFFFD\uFFFD' }), 'schema $.lines[0].dealer'],
    ['half a character', firstLine({ dealer: '\ud800' }), 'schema $.lines[0].dealer'],
    ['VAT that is not whole', firstLine({ vatPpm: '0.13' }), 'schema $.lines[0].vatPpm'],
    ['a negative rate', agreement({ rule: { kind: 'percent', ratePpm: -1 } }), 'schema $.agreements[0].rule.ratePpm'],
    [
      'a negative price of a tier',
      rule({ kind: 'marginal', tiers: [{ perUnit: '-1' }] }),
      'schema $.agreements[0].rule.tiers[0].perUnit',
    ],
    ['a negative lump', rule({ kind: 'lump_sum', lump: '-1' }), 'schema $.agreements[0].rule.lump'],
    ['a negative cap', agreement({ cap: { amount: '-1' } }), 'schema $.agreements[0].cap.amount'],
    [
      'a negative weight',
      agreement({ scope: { include: [{ match: {}, weightPpm: -1 }] } }),
      'schema $.agreements[0].scope.include[0].weightPpm',
    ],
    [
      'a negative forecast',
      { ...GOOD, runs: [{ forecasts: [{ agreement: 'A', qualifier: '-1' }] }] },
      'schema $.runs[0].forecasts[0].qualifier',
    ],
    [
      'a measure named after the language',
      rule({ kind: 'whole_volume', qualifier: '__proto__', tiers: [{ lump: '1' }] }),
      'schema $.agreements[0].rule.qualifier',
    ],
    ['separators', firstLine({ amount: '1,000' }), 'schema $.lines[0].amount'],
    ['a number that JSON has rounded already', firstLine({ amount: 2 ** 53 }), 'schema $.lines[0].amount'],
    ['an impossible date', firstLine({ date: '2026-02-30' }), 'schema $.lines[0].date'],
    ['an unknown kind of rule', agreement({ rule: { kind: 'magic' } }), 'schema $.agreements[0].rule.kind'],
    ['a rule without its rate', agreement({ rule: { kind: 'percent' } }), 'schema $.agreements[0].rule.ratePpm'],
    [
      'an exclusion above 100 %',
      agreement({ scope: { exclude: [{ match: {}, ratioPpm: 1_000_001 }] } }),
      'schema $.agreements[0].scope.exclude[0].ratioPpm',
    ],
  ])('%s', (_, document, expected) => {
    expect(refusal(document)).toBe(expected);
  });
});

test('every number that is not written exactly is told in the same sentence, and VAT may be a string', () => {
  const sentence = (amount: unknown): string => {
    try {
      calculate(firstLine({ amount }));
    } catch (error) {
      if (error instanceof RebateProblems) return error.problems.map(({ message }) => message).join();
    }
    return 'calculated';
  };
  const told = ['1,000.00', ' 100 ', '1e3', 'NaN', '', 0.5, 2 ** 53, '9'.repeat(61)].map(sentence);
  expect(new Set(told)).toEqual(new Set([expect.stringMatching(/^Write an exact decimal number as a string, such as "1234.50"/)]));
  expect(refusal(firstLine({ vatPpm: '130000' }))).toBe('calculated');
}); // biome-ignore format: a list

describe('agreements', () => {
  const tiers = (...froms: (string | undefined)[]) =>
    rule({
      kind: 'marginal',
      tiers: froms.map((from) => (from === undefined ? { ratePpm: 1 } : { from, ratePpm: 1 })),
    });
  const monthly = (custom: object[]) => agreement({ period: { unit: 'custom', custom } });
  test.each([
    ['tiers out of order', tiers('100', '50'), 'tiers_out_of_order $.agreements[0].rule.tiers[1].from'],
    ['the same threshold twice', tiers('100', '100.00'), 'tiers_out_of_order $.agreements[0].rule.tiers[1].from'],
    ['no threshold in the middle', tiers('100', undefined), 'tiers_out_of_order $.agreements[0].rule.tiers[1]'],
    ['bands out of order', rule({ kind: 'payment', bands: [{ upToDays: 60 }, { upToDays: 30 }] }), 'tiers_out_of_order $.agreements[0].rule.bands[1].upToDays'],
    ['a group called like a dealer outside it', agreement({ groups: [{ id: 'D', kind: 'shared', members: ['E', 'F'] }] }), 'groups $.agreements[0].groups[0].id'],
    ['two groups of one name', agreement({ groups: [{ id: 'G', kind: 'shared', members: ['D'] }, { id: 'G', kind: 'shared', members: ['E'] }] }), 'duplicate $.agreements[0].groups[1].id'],
    ['two targets for the same', rule({ kind: 'target', targets: [{ value: '1' }, { dealer: 'D', value: '2' }, { value: '3' }], tiers: [{ ratePpm: 1 }] }), 'duplicate $.agreements[0].rule.targets[2]'],
    ['two baselines for the same', rule({ kind: 'growth', payOn: 'whole', tiers: [{ ratePpm: 1 }], baseline: [{ dealer: 'D', value: '1' }, { dealer: 'D', value: '2' }] }), 'duplicate $.agreements[0].rule.baseline[1]'],
    ['own periods outside the agreement', monthly([{ key: 'a', from: '2020-01-01', to: '2020-02-01' }]), 'dates $.agreements[0].period.custom'],
    ['an accrual of nothing', agreement({ accrual: {} }), 'rule_incomplete $.agreements[0].accrual'],
    ['a member who is not among the dealers', agreement({ dealers: ['D'], groups: [{ id: 'G', kind: 'shared', members: ['D', 'E'] }] }), 'groups $.agreements[0].groups[0].members[1]'],
    ['posted by parts longer than the period', agreement({ period: { unit: 'quarter' }, postBy: { unit: 'year' } }), 'rule_incomplete $.agreements[0].postBy.unit'],
    ['posted by the whole term', agreement({ period: { unit: 'quarter' }, postBy: { unit: 'term' } }), 'rule_incomplete $.agreements[0].postBy.unit'],
    ['a negative guarantee', agreement({ minimum: { amount: '-50' } }), 'schema $.agreements[0].minimum.amount'],
    ['a target of a period that an agreement without end never has', agreement({ to: undefined, period: { unit: 'quarter' }, rule: { kind: 'target', targets: [{ value: '1' }, { period: '2026-02', value: '1' }], tiers: [{ ratePpm: 1 }] } }), 'unknown_period $.agreements[0].rule.targets[1].period'],
    ['an end before the beginning', agreement({ to: '2026-01-01' }), 'dates $.agreements[0].to'],
    ['the same version twice', { ...GOOD, agreements: [...GOOD.agreements, ...GOOD.agreements] }, 'duplicate $.agreements[1].version'],
    ['an agreement in dollars', agreement({ currency: 'USD' }), 'mixed_currencies $.agreements[0].currency'],
    ['a cap of nothing', agreement({ cap: {} }), 'rule_incomplete $.agreements[0].cap'],
    ['a cap below the minimum', agreement({ cap: { amount: '1' }, minimum: { amount: '2' } }), 'rule_incomplete $.agreements[0].cap.amount'],
    ['each of what', agreement({ each: { maximum: '2' } }), 'rule_incomplete $.agreements[0].each'],
    ['periods that overlap', monthly([{ key: 'a', from: '2026-01-01', to: '2026-03-01' }, { key: 'b', from: '2026-02-01', to: '2026-04-01' }]), 'dates $.agreements[0].period.custom[1].from'],
    ['free goods without a value', rule({ kind: 'free_goods', buy: '10', free: '1' }), 'rule_incomplete $.agreements[0].rule.unitValue'],
    ['a dealer in two groups', agreement({ groups: [{ id: 'G', members: ['D', 'E'], kind: 'shared' }, { id: 'H', members: ['D'], kind: 'shared' }] }), 'groups $.agreements[0].groups[1].members'],
    ['a merger without successor', agreement({ groups: [{ id: 'G', members: ['D', 'E'], kind: 'merged' }] }), 'groups $.agreements[0].groups[0].successor'],
    ['a target of an unknown period', rule({ kind: 'target', targets: [{ period: '2025Q1', value: '1' }], tiers: [{ ratePpm: 1 }] }), 'unknown_period $.agreements[0].rule.targets[0].period'],
    ['no target for the dealer', rule({ kind: 'target', targets: [{ dealer: 'E', value: '1' }], tiers: [{ ratePpm: 1 }] }), 'missing_target $.agreements[0].rule.targets'],
    ['no baseline', rule({ kind: 'growth', payOn: 'whole', tiers: [{ ratePpm: 1 }] }), 'missing_baseline $.agreements[0].rule.baseline'],
    ['a negative baseline', rule({ kind: 'growth', payOn: 'whole', tiers: [{ ratePpm: 1 }], baseline: [{ value: '-1' }] }), 'missing_baseline $.agreements[0].rule.baseline'],
  ])('%s', (_, document, expected) => {
    expect(refusal(document)).toBe(expected);
  }); // biome-ignore format: table

  test('terms by themselves are read for head office', () => {
    expect(readTerms({ rule: { kind: 'percent', ratePpm: 1 } }).negative).toBe('claw_back');
    expect(() => readTerms({ rule: { kind: 'marginal', tiers: [{ from: '2' }, { from: '1' }] } })).toThrow(
      RebateProblems,
    );
  });
});

describe('lines', () => {
  test.each([
    ['the same line twice', { ...GOOD, lines: [FIRST, FIRST] }, 'duplicate $.lines[1].id'],
    ['a negative sale', firstLine({ amount: '-1' }), 'sign $.lines[0].amount'],
    ['a positive return', firstLine({ kind: 'return' }), 'sign $.lines[0].amount'],
    ['goods in a price adjustment', firstLine({ kind: 'price_adjustment', quantity: '1' }), 'sign $.lines[0].quantity'],
    ['a line in dollars', firstLine({ currency: 'USD' }), 'mixed_currencies $.lines[0].currency'],
    ['an own measure that only every object has', { ...rule({ kind: 'whole_volume', qualifier: 'constructor', tiers: [{ lump: '1' }] }), lines: [{ ...FIRST, measures: { litres: '1' } }] }, 'missing_value $.lines[0].measures.constructor'],
    ['no amount', firstLine({ amount: undefined }), 'missing_value $.lines[0].amount'],
    ['outside every agreement', firstLine({ date: '2025-12-31' }), 'date_outside_agreement $.lines[0].date'],
    ['cancelled before it was there', firstLine({ cancelledOn: '2025-12-31' }), 'dates $.lines[0].cancelledOn'],
    ['gross without a rate, for a net agreement', { ...agreement({ taxBasis: 'net' }), lines: [{ ...FIRST, gross: '113' }] }, 'missing_tax_rate $.lines[0].net'],
    ['no SKU where they are counted', rule({ kind: 'mix', by: 'distinct_skus', tiers: [{ from: '1', ratePpm: 1 }] }), 'missing_value $.lines[0].sku'],
    ['a grouping by what no line has', { ...GOOD, lines: [{ ...FIRST, brand: 'B' }], groupBy: ['brand', 'Brand'] }, 'missing_value $.groupBy[1]'],
    ['years before an agreement that compares with nothing', { ...GOOD, lines: [{ ...FIRST, date: '2023-01-01' }, SECOND] }, 'date_outside_agreement $.lines[0].date'],
    ['a day after an agreement that looks back', { ...rule({ kind: 'growth', payOn: 'whole', missingBaseline: 'skip', tiers: [{ ratePpm: 1 }] }), lines: [{ ...FIRST, date: '2027-01-01' }] }, 'date_outside_agreement $.lines[0].date'],
    ['gross that is not net with its VAT', firstLine({ net: '100.00', gross: '120.00', vatPpm: 130_000 }), 'tax_mismatch $.lines[0].gross'],
    ['gross with another sign than net', firstLine({ net: '0', gross: '100', vatPpm: 130_000 }), 'tax_mismatch $.lines[0].gross'],
    ['gross that is off by 1.28 among billions', firstLine({ net: '1000000000000.00', gross: '1130000000001.28', vatPpm: 130_000 }), 'tax_mismatch $.lines[0].gross'],
    ['VAT in percent', firstLine({ net: '100.00', vatPpm: 13 }), 'schema $.lines[0].vatPpm'],
    ['kilograms and boxes', { ...rule({ kind: 'per_unit', perUnit: '1' }), lines: [{ ...FIRST, quantity: '1', unit: 'kg' }, { ...SECOND, quantity: '1', unit: 'box' }] }, 'mixed_units $.lines[1].unit'],
  ])('%s', (_, document, expected) => {
    expect(refusal(document)).toBe(expected);
  }); // biome-ignore format: table

  // The software that prints VAT invoices lets the tax of a whole one be off by 1.27 yuan at most (总误差).
  test.each([
    ['without VAT', { net: '100.00', gross: '100.00', vatPpm: 0 }],
    ['gross rounded to 分', { net: '0.37', gross: '0.42', vatPpm: 130_000 }],
    ['net rounded to 分', { net: '88.50', gross: '100.00', vatPpm: 130_000 }],
    ['1.27 off, as an invoice of many lines may be', { net: '100.00', gross: '114.27', vatPpm: 130_000 }],
    ['1.27 off among billions', { net: '1000000000000.00', gross: '1130000000001.27', vatPpm: 130_000 }],
    ['net and gross without a rate', { net: '100.00', gross: '113.00' }],
  ])('net and gross that belong together: %s', (_, amounts) => {
    expect(refusal(firstLine(amounts))).toBe('calculated');
  });

  test('history that an agreement looking back does not need is not counted, and named', () => {
    const growth: RuleInput = { kind: 'growth', payOn: 'whole', tiers: [{ ratePpm: 10_000 }] };
    const dates = ['2024-05-01', '2025-02-01', '2025-11-01', '2026-02-01'];
    const lines = dates.map((date, n) => ({ id: `L${n}`, dealer: 'D', date, amount: '100' }));
    const { results, uncounted } = onlyRun(documentOf(growth, lines, { agreement: { to: '2026-07-01' } }));
    expect(results.map(({ payable }) => payable)).toEqual(['1.00']);
    expect(uncounted.map(({ line, reason }) => [line, reason])).toEqual(
      ['L0', 'L1', 'L2'].map((line) => [line, 'outside_dates']),
    );
  });

  test('sums beyond 2^53 are exact', () => {
    const amounts = ['90071992547409.93', '90071992547409.93', '0.01'];
    const result = only(documentOf({ kind: 'percent', ratePpm: 1_000_000 }, linesOf(amounts, 'amount')));
    expect(result.payable).toBe('180143985094819.87');
  });
});

describe('stacking', () => {
  test.each([
    ['overlap without a word', two(undefined), 'overlap_without_stacking $.agreements[1]'],
    ['a circle', two({ edges: [edge('A', 'B'), edge('B', 'A')] }), 'stacking_cycle $.stacking.edges'],
    ['an edge to itself', two({ edges: [edge('A', 'A')] }), 'stacking_cycle $.stacking.edges'],
    ['an edge to nowhere', two({ edges: [edge('A', 'C')] }), 'unknown_agreement $.stacking.edges[0].to'],
    ['quarter and year left open', two({ others: 'independent' }, { period: { unit: 'quarter' } }), 'quarter_year_convention_missing $.stacking.edges'],
    ['a circle of priorities', two({ choices: [{ kind: 'priority', agreements: ['A', 'B'] }, { kind: 'priority', agreements: ['B', 'A'] }] }), 'stacking_cycle $.stacking.choices'],
    ['two edges that contradict each other', two({ edges: [edge('A', 'B', 'net'), edge('A', 'B')] }), 'duplicate $.stacking.edges[1]'],
    ['a quarter less the year that it lies in', two({ edges: [edge('A', 'B', 'less_paid')] }, { period: { unit: 'quarter' } }), 'stacking_edge $.stacking.edges[0].basis'],
    ['net of what is not multiplied', two({ edges: [edge('A', 'B', 'net')] }, { rule: { kind: 'lump_sum', lump: '1' } }), 'stacking_edge $.stacking.edges[0].basis'],
    ['the year less goods of the quarters', goods({ edges: [edge('A', 'B', 'less_paid')] }), 'stacking_edge $.stacking.edges[0].basis'],
    ['money net of goods', goods({ edges: [edge('A', 'B', 'net')] }), 'stacking_edge $.stacking.edges[0].basis'],
    ['a choice between goods and money', goods({ choices: [{ kind: 'best_deal', agreements: ['A', 'B'] }] }), 'stacking_edge $.stacking.choices[0].agreements'],
    ['a choice between what builds on each other', two({ edges: [edge('A', 'B')], choices: [{ kind: 'best_deal', agreements: ['A', 'B'] }] }), 'stacking_edge $.stacking.choices[0].agreements'],
  ])('%s', (_, document, expected) => {
    expect(refusal(document)).toBe(expected);
  }); // biome-ignore format: table

  test.each([
    ['an edge', two({ edges: [edge('A', 'B')] })],
    ['a choice', two({ choices: [{ kind: 'best_deal', agreements: ['A', 'B'] }] })],
    ['others independent', two({ others: 'independent' })],
    ['scopes that do not meet', two(undefined, { scope: { include: [{ match: { sku: ['other'] } }] } })],
    ['quarter and year with an edge', two({ edges: [edge('A', 'B')] }, { period: { unit: 'quarter' } })],
  ])('%s will do', (_, document) => {
    expect(refusal(document)).toBe('calculated');
  });
});

describe('what else a document names', () => {
  const quarterly = agreement({ period: { unit: 'quarter' } });
  const entry = { id: 'X', agreement: 'A', dealer: 'D', kind: 'adjustment', amount: '1' } as const;
  test.each([
    ['an adjustment of no agreement', { ...GOOD, adjustments: [{ ...entry, agreement: 'Z' }] }, 'unknown_agreement $.adjustments[0].agreement'],
    ['an adjustment of one of several periods', { ...quarterly, adjustments: [entry] }, 'unknown_period $.adjustments[0].period'],
    ['an adjustment of a period that is not', { ...quarterly, adjustments: [{ ...entry, period: '2027Q1' }] }, 'unknown_period $.adjustments[0].period'],
    ['a negative self-deduction', { ...GOOD, adjustments: [{ ...entry, kind: 'self_deduction', amount: '-1' }] }, 'sign $.adjustments[0].amount'],
    ['the same adjustment twice', { ...GOOD, adjustments: [entry, entry] }, 'duplicate $.adjustments[1].id'],
    ['an adjustment for a dealer whom the agreement does not concern', { ...agreement({ dealers: ['D'] }), adjustments: [{ ...entry, dealer: 'E' }] }, 'unknown_dealer $.adjustments[0].dealer'],
    ['a forecast for a dealer whom the agreement does not concern', { ...agreement({ dealers: ['D'] }), runs: [{ kind: 'partial', forecasts: [{ agreement: 'A', dealer: 'E', qualifier: '1' }] }] }, 'unknown_dealer $.runs[0].forecasts[0].dealer'],
    ['two forecasts for the same', { ...GOOD, runs: [{ kind: 'partial', forecasts: [{ agreement: 'A', qualifier: '1' }, { agreement: 'A', qualifier: '2' }] }] }, 'duplicate $.runs[0].forecasts[1]'],
    ['posted under no agreement', { ...GOOD, posted: [{ agreement: 'Z', dealer: 'D', amount: '1' }] }, 'unknown_agreement $.posted[0].agreement'],
    ['posted in a period that is not', { ...quarterly, posted: [{ agreement: 'A', dealer: 'D', period: '2026-Q1', amount: '1' }] }, 'unknown_period $.posted[0].period'],
    ['posted as a part of an agreement without parts', { ...GOOD, posted: [{ agreement: 'A', dealer: 'D', part: '2026Q1', amount: '1' }] }, 'unknown_period $.posted[0].part'],
    ['posted as a part that is not', { ...agreement({ postBy: { unit: 'quarter' } }), posted: [{ agreement: 'A', dealer: 'D', part: '2026Q9', amount: '1' }] }, 'unknown_period $.posted[0].part'],
    ['posted as a part of another year', { ...agreement({ postBy: { unit: 'quarter' } }), posted: [{ agreement: 'A', dealer: 'D', part: '2027Q1', amount: '1' }] }, 'unknown_period $.posted[0].part'],
    ['a forecast of a period that is not', { ...quarterly, runs: [{ kind: 'partial', forecasts: [{ agreement: 'A', period: '2026', qualifier: '1' }] }] }, 'unknown_period $.runs[0].forecasts[0].period'],
    ['runs that go back', { ...GOOD, runs: [{ asOf: '2026-02-01' }, { asOf: '2026-01-01' }] }, 'dates $.runs[1].asOf'],
  ])('%s', (_, document, expected) => {
    expect(refusal(document)).toBe(expected);
  }); // biome-ignore format: table

  describe('periods of an agreement without end', () => {
    const posted = (unit: 'month' | 'quarter' | 'term', period: string, more: object = {}) => ({
      ...agreement({ to: undefined, period: { unit, ...more } }),
      posted: [{ agreement: 'A', dealer: 'D', period, amount: '1' }],
    });
    test.each([
      ['a quarter', posted('quarter', '2026Q1'), 'calculated'],
      ['a quarter of later', posted('quarter', '2031Q4'), 'calculated'],
      ['a cycle that begins in the year before', posted('month', '2027-01', { firstDay: 26 }), 'calculated'],
      ['a year that begins in April', posted('quarter', '2026-10-01/2027-01-01', { firstMonth: 4 }), 'calculated'],
      ['the term', posted('term', 'term'), 'calculated'],
      ['a quarter that no year has', posted('quarter', '2031Q7'), 'unknown_period $.posted[0].period'],
      ['a quarter before it began', posted('quarter', '2025Q4'), 'unknown_period $.posted[0].period'],
      ['a month instead of a quarter', posted('quarter', '2026-02'), 'unknown_period $.posted[0].period'],
      ['no period at all', posted('quarter', 'banana'), 'unknown_period $.posted[0].period'],
    ])('%s', (_, document, expected) => {
      expect(refusal(document)).toBe(expected);
    });
  });
});
