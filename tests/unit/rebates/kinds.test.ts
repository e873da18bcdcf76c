// Goal: every kind of rule pays what its definition says, on both sides of every edge. Method: a table of cases small
// enough to be checked by hand, the arithmetic beside each; the source of a definition where it has one.
import { describe, expect, test } from 'vitest';
import { documentOf, type LineInput, linesOf, only, plain, type RuleInput } from '../../support/rebates/documents.ts';

const exact = { rounding: { mode: 'NONE' } } as const;
const onAmounts = (rule: RuleInput, ...amounts: readonly string[]): string =>
  plain(only(documentOf(rule, linesOf(amounts, 'amount'), exact)).exact);
const onUnits = (rule: RuleInput, ...quantities: readonly string[]): string =>
  plain(only(documentOf(rule, linesOf(quantities, 'quantity'), exact)).exact);

/** 1 % from 100 on, 2 % from 200 on. */
const tiers = [
  { from: '100', ratePpm: 10_000 },
  { from: '200', ratePpm: 20_000 },
];

describe('tier tables', () => {
  test.each([
    // 全额阶梯: the tier reached, on everything.
    ['whole_volume', '>=', '99.99', '0'],
    ['whole_volume', '>=', '100', '1'],
    ['whole_volume', '>', '100', '0'],
    ['whole_volume', '>', '100.01', '1.0001'],
    ['whole_volume', '>=', '200', '4'],
    ['whole_volume', '>', '200', '2'],
    // 超额累进: (150 − 100) · 1 %; (200 − 100) · 1 % + (250 − 200) · 2 %.
    ['marginal', '>=', '150', '0.5'],
    ['marginal', '>=', '250', '2'],
    ['marginal', '>', '100', '0'],
    // Lower tiers on the volume up to the next threshold: 200 · 1 % + 250 · 2 %.
    ['rolling', '>=', '250', '7'],
    // Every reached tier on everything: 250 · 1 % + 250 · 2 %.
    ['total', '>=', '250', '7.5'],
    ['total', '>=', '150', '1.5'],
    // Half way between 1 % and 2 %: 150 · 1.5 %; flat beyond the last.
    ['interpolated', '>=', '150', '2.25'],
    ['interpolated', '>=', '300', '6'],
    ['interpolated', '>=', '99', '0'],
  ] as const)('%s with %s on %s is %s', (kind, edge, amount, expected) => {
    expect(onAmounts({ kind, edge, tiers }, amount)).toBe(expected);
  });

  test('rate, per-unit and lump parts of a tier are added', () => {
    // 100 · 1 % + 4 · 0.5 + 3.
    const rule: RuleInput = { kind: 'whole_volume', tiers: [{ ratePpm: 10_000, perUnit: '0.5', lump: '3' }] };
    expect(
      plain(
        only(
          documentOf(
            rule,
            linesOf(['100'], 'amount', () => ({ quantity: '4' })),
          ),
        ).payable,
      ),
    ).toBe('6');
  });

  test('marginal lumps of all reached tiers are added, whole-volume lumps are not', () => {
    const lumps = [{ lump: '10' }, { from: '5', lump: '7' }];
    expect(onUnits({ kind: 'marginal', qualifier: 'quantity', tiers: lumps }, '5')).toBe('17');
    expect(onUnits({ kind: 'whole_volume', qualifier: 'quantity', tiers: lumps }, '5')).toBe('7');
  });

  test('the blended price per unit is weighted by the amounts in each tier', () => {
    // 300 = 100 at 2 and 200 at 5: (100 · 2 + 200 · 5) / 300 = 4 a unit, for 6 units.
    const rule: RuleInput = { kind: 'blended_per_unit', tiers: [{ perUnit: '2' }, { from: '100', perUnit: '5' }] };
    expect(
      plain(
        only(
          documentOf(
            rule,
            linesOf(['300'], 'amount', () => ({ quantity: '6' })),
          ),
        ).payable,
      ),
    ).toBe('24');
  });

  test('a first tier without a threshold holds net returns, one from zero does not', () => {
    expect(onAmounts({ kind: 'marginal', tiers: [{ ratePpm: 100_000 }] }, '10', '-30')).toBe('-2');
    expect(onAmounts({ kind: 'marginal', tiers: [{ from: '0', ratePpm: 100_000 }] }, '10', '-30')).toBe('0');
  });

  test('100.5 belongs to exactly one tier, however thresholds are written', () => {
    const adjacent = [
      { from: '0', ratePpm: 10_000 },
      { from: '100', ratePpm: 20_000 },
      { from: '101', ratePpm: 30_000 },
    ];
    expect(onAmounts({ kind: 'whole_volume', tiers: adjacent }, '100.5')).toBe('2.01');
  });

  test('the qualifier selects, the measure pays: tier by litres, percent of money', () => {
    const rule: RuleInput = { kind: 'whole_volume', qualifier: 'litres', tiers: [{ from: '1000', ratePpm: 30_000 }] };
    const line = (litres: string): LineInput => ({
      id: 'L',
      dealer: 'D',
      date: '2026-02-01',
      amount: '500',
      measures: { litres },
    });
    expect(only(documentOf(rule, [line('1000')])).payable).toBe('15.00');
    expect(only(documentOf(rule, [line('999.9')])).payable).toBe('0.00');
  });

  test('in order, each line is priced where it lies; a return empties the slice it falls back into', () => {
    // 8 units: 5 at 10, 3 at 5; then −4: 3 out of the upper slice, 1 out of the lower one. Priced on own money of 1 a unit.
    const rule: RuleInput = {
      kind: 'marginal', qualifier: 'quantity', attribution: 'in_order', edge: '>',
      tiers: [{ perUnit: '10' }, { from: '5', perUnit: '5' }],
    }; // biome-ignore format: one rule
    const result = only(documentOf(rule, linesOf(['8', '-4'], 'quantity'), exact));
    expect(result.lines.map(({ exact: share }) => share)).toEqual(['65', '-25']);
    expect(result.payable).toBe('40');
  });
});

describe('plain rules and packages', () => {
  test.each([
    [{ kind: 'percent', ratePpm: '12.5' }, ['800000'], '10'],
    [{ kind: 'percent', ratePpm: 20_000 }, ['1000', '-250'], '15'],
    [{ kind: 'lump_sum', lump: '30000', target: '1000000' }, ['990000', '10000'], '30000'],
    [{ kind: 'lump_sum', lump: '30000', target: '1000000', edge: '>' }, ['1000000'], '0'],
  ] as const)('%j on amounts %j is %s', (rule, amounts, expected) => {
    expect(onAmounts(rule, ...amounts)).toBe(expected);
  });

  test.each([
    [{ kind: 'per_unit', perUnit: '0.045' }, ['1000', '-100'], '40.5'],
    // 买十赠一: 29 give 2, at 3 each.
    [{ kind: 'free_goods', buy: '10', free: '1', unitValue: '3' }, ['29'], '6'],
    [{ kind: 'free_goods', buy: '10', free: '1', unitValue: '3', counting: 'started' }, ['29'], '9'],
    [{ kind: 'free_goods', buy: '10', free: '1', unitValue: '3' }, ['5', '-20'], '0'],
    // (121 − 10) / 10, started: 12 of 100.
    [{ kind: 'package', size: '10', amount: '100', counting: 'started', freeUnits: '10' }, ['121'], '1200'],
    [{ kind: 'package', size: '10', amount: '100', counting: 'full', freeUnits: '10' }, ['121'], '1100'],
  ] as const)('%j on units %j is %s', (rule, units, expected) => {
    expect(onUnits(rule, ...units)).toBe(expected);
  });
});

describe('growth', () => {
  const rule = (more: object) =>
    ({
      kind: 'growth',
      payOn: 'whole',
      baseline: [{ value: '1000' }],
      tiers: [{ from: 100_000, ratePpm: 20_000 }],
      ...more,
    }) as RuleInput;
  test.each([
    // 2 % from 10 % growth on: 1100 · 2 %, or only on what is more than before.
    [{}, '1100', '22'],
    [{}, '1099', '0'],
    [{ payOn: 'increment' }, '1100', '2'],
    [{ edge: '>' }, '1100', '0'],
    // Prices rose by 10 %: against 1000 · 1.1 = 1100, or with a threshold of 20 %.
    [{ priceIncreasePpm: 100_000 }, '1209', '0'],
    [{ priceIncreasePpm: 100_000 }, '1210', '24.2'],
    [{ priceIncreasePpm: 100_000, normalise: 'shift_targets' }, '1200', '24'],
    // Without a baseline.
    [{ baseline: [{ value: '0' }], missingBaseline: 'skip' }, '1100', '0'],
    [{ baseline: [{ value: '-5' }], missingBaseline: 'zero', payOn: 'increment' }, '1100', '22'],
  ] as const)('%j on %s is %s', (more, amount, expected) => {
    expect(onAmounts(rule(more), amount)).toBe(expected);
  });

  test('the baseline is the same days a year earlier', () => {
    const lines: LineInput[] = [
      { id: 'before', dealer: 'D', date: '2025-01-31', amount: '1000' },
      { id: 'not', dealer: 'D', date: '2025-04-01', amount: '5000' },
      { id: 'now', dealer: 'D', date: '2026-03-31', amount: '1500' },
    ];
    const document = documentOf({ kind: 'growth', payOn: 'increment', tiers: [{ ratePpm: 100_000 }] }, lines, {
      agreement: { period: { unit: 'quarter' }, to: '2026-04-01' },
      outsideLines: 'ignore',
    });
    expect(only(document).payable).toBe('50.00');
  });
});

describe('target', () => {
  // 2 % on everything from 90 % on, and 1 % more on what exceeds the target of 1000.
  const rule: RuleInput = {
    kind: 'target',
    targets: [{ value: '9999' }, { dealer: 'D', value: '1000' }],
    tiers: [{ from: 900_000, ratePpm: 20_000 }],
    excess: { ratePpm: 10_000 },
  };
  test.each([
    ['899', '0'],
    ['900', '18'],
    ['1000', '20'],
    ['1200', '26'],
  ])('%s pays %s', (amount, expected) => {
    expect(onAmounts(rule, amount)).toBe(expected);
  });
});

describe('payment', () => {
  const rule: RuleInput = {
    kind: 'payment',
    bands: [
      { upToDays: 30, ratePpm: 30_000 },
      { upToDays: 60, ratePpm: 20_000 },
    ],
  };
  const paid = (paidOn: string | undefined): LineInput => ({
    id: 'L', dealer: 'D', date: '2026-01-01', invoicedOn: '2026-01-01', amount: '1000', ...(paidOn === undefined ? {} : { paidOn }),
  }); // biome-ignore format: one line
  test.each([
    ['2026-01-31', '30'],
    ['2026-02-01', '20'],
    ['2026-03-02', '20'],
    ['2026-03-03', '0'],
    [undefined, '0'],
  ])('paid on %s: %s', (paidOn, expected) => {
    expect(plain(only(documentOf(rule, [paid(paidOn)])).payable)).toBe(expected);
  });
});

describe('mix', () => {
  const line = (sku: string, amount: string): LineInput => ({
    id: `${sku}${amount}`, sku, dealer: 'D', date: '2026-01-01', amount, ...(amount.startsWith('-') ? { kind: 'return' } : {}),
  }); // biome-ignore format: one line
  const tiersOf = (...froms: readonly (string | number)[]) =>
    froms.map((from, n) => ({ from, ratePpm: 10_000 * (n + 1) }));
  test.each([
    // 30 of 100 is 30 %.
    [{ by: 'share', of: { sku: ['A'] }, tiers: tiersOf(300_000) }, [line('A', '30'), line('B', '70')], '1'],
    [{ by: 'share', of: { sku: ['A'] }, tiers: tiersOf(300_001) }, [line('A', '30'), line('B', '70')], '0'],
    // B was returned altogether, so one SKU is left.
    [{ by: 'distinct_skus', tiers: tiersOf(1, 2) }, [line('A', '100'), line('B', '50'), line('B', '-50')], '1'],
    [{ by: 'distinct_skus', tiers: tiersOf(1, 2) }, [line('A', '50'), line('B', '50')], '2'],
    [
      {
        by: 'groups_reached', tiers: tiersOf(2),
        groups: [{ name: 'a', match: { sku: ['A'] }, minimum: '50' }, { name: 'b', match: { sku: ['B'] }, minimum: '50' }],
      },
      [line('A', '50'), line('B', '50')], '1',
    ],
  ] as const)('%j', (rule, lines, expected) => {
    expect(plain(only(documentOf({ kind: 'mix', ...rule } as RuleInput, lines)).payable)).toBe(expected);
  }); // biome-ignore format: table
});
