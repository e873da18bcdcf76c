// Goal: a deduction is what the diverted goods earned and nothing else: R(all lines) less R(without exactly those lots), to
// the 分, tiers, shared tiers and choices included. Method: worked by hand, from stored rows through both calculations of the
// engine; properties over random lots.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DeductionFigure,
  deductible,
  deductionOf,
  differingDeductionFigure,
  statedFigures,
} from '../../../db/domain/diversion/deduction/deduction.ts';
import { divertedLots, withoutLots } from '../../../db/domain/diversion/deduction/lots.ts';
import { groupsOf, knownAgreements } from '../../../db/domain/rebates/rows/groups.ts';
import type { LineRow } from '../../../db/domain/rebates/rows/source.ts';

const SKU = { id: 'S', brandId: 'B', categoryId: 'C', productLineId: 'P', baseUnit: '袋', vatPpm: 130_000 };
/** A line of 10 袋 at `netFen` 不含税. */
const line = (id: string, netFen: number, more: Partial<LineRow> = {}): LineRow => ({
  ...{
    id,
    date: '2026-02-01',
    netFen,
    dealerId: 'D1',
    kind: 'order',
    orderId: `O-${id}`,
    orderCode: `SO-${id}`,
    sku: SKU,
  },
  ...{ quantityMilli: 10_000, taxFen: Math.round(netFen * 0.13), cancelledOn: null },
  ...more,
});
const lot = (code: string, lineId: string | null, quantityMilli: number) => ({ code, lineId, quantityMilli });
const PERIODS = [
  { code: '2026Q1', startsOn: '2026-01-01', endsOn: '2026-04-01' },
  { code: '2026', startsOn: '2026-04-01', endsOn: '2027-01-01' },
];
const terms = (rule: object) => ({ taxBasis: 'net', period: { unit: 'quarter' }, rule });
const tiers = (kind: string, rates: readonly (readonly [string, number])[]) =>
  terms({ kind, tiers: rates.map(([from, ratePpm]) => ({ from, ratePpm })) });
const ONE_PERCENT = terms({ kind: 'percent', ratePpm: 10_000 });
const TWO_TIERS = [['100', 10_000], ['300', 20_000]] as const; // biome-ignore format: one table

/** Figures of agreements A1, A2 … of D1 with these terms, each as `agreement dealer with without`. */
function figuresOf(
  rules: readonly { readonly rule: object; readonly relations?: object }[],
  lines: readonly LineRow[],
  lots: readonly ReturnType<typeof lot>[],
): readonly DeductionFigure[] {
  const agreements = rules.map((_, at) => ({
    ...{ id: `A${at + 1}`, no: at + 1, code: `FL${at + 1}`, name: '返利', dealerId: 'D1' },
  }));
  const versions = rules.map(({ rule, relations = {} }, at) => ({
    ...{ agreementId: `A${at + 1}`, version: 1, effectiveFrom: '2026-01-01', effectiveTo: '2027-01-01' },
    ...{ signedOn: '2025-12-20', currency: 'CNY', rule, relations },
  }));
  const [group] = groupsOf(knownAgreements(agreements, versions, '2026-12-31'));
  if (group === undefined) throw new Error('no group');
  expect(group.agreements.flatMap(({ problems }) => problems)).toEqual([]);
  const trade = { lines, deliveries: [], invoices: [], allocations: [] };
  return deductionOf(group, trade, lots, PERIODS, '2026-12-31').figures;
}
const short = (figures: readonly DeductionFigure[]): string[] =>
  figures.map(({ agreementId, dealerId, periodCode, withFen, withoutFen, differenceFen }) =>
    [agreementId, dealerId, periodCode, withFen, withoutFen, differenceFen].join(' '),
  );

describe('worked by hand', () => {
  // 200.00 + 150.00 = 350.00, and the diverted part is two thirds of the second line: 100.00.
  const lines = [line('L1', 20_000), line('L2', 15_000, { quantityMilli: 15_000 })];
  const diverted = [lot('X', 'L2', 4_000), lot('Y', 'L2', 6_000)];
  test.each<[string, object, string]>([
    ['percent: 3.50 − 2.50', ONE_PERCENT, 'A1 D1 2026Q1 350 250 100'],
    // 2 % of 350.00 = 7.00; without them 250.00 lies in the tier of 1 %: 2.50. The tier costs 2.50 on top of 2.00.
    ['whole volume, a tier lost: 7.00 − 2.50', tiers('whole_volume', TWO_TIERS), 'A1 D1 2026Q1 700 250 450'],
    // Marginal: 100…300 at 1 % is 2.00, 50.00 above at 2 % is 1.00; without them 150.00 in the first tier is 1.50.
    ['marginal: 3.00 − 1.50', tiers('marginal', TWO_TIERS), 'A1 D1 2026Q1 300 150 150'],
    // The lowest tier begins above what is left: nothing remains of it.
    ['everything lost: 3.50 − 0', tiers('whole_volume', [['300', 10_000]]), 'A1 D1 2026Q1 350 0 350'],
    [
      'by quantity: 25 袋 at 1 元, 15 without them',
      terms({ kind: 'whole_volume', qualifier: 'quantity', tiers: [{ from: '1', perUnit: '1' }] }),
      'A1 D1 2026Q1 2500 1500 1000',
    ],
  ])('%s', (_, rule, expected) => {
    expect(short(figuresOf([{ rule }], lines, diverted))).toEqual([expected]);
  }); // biome-ignore format: cases

  test('two agreements on the same goods are two figures, and their sum is the deduction', () => {
    const rules = [
      { rule: ONE_PERCENT },
      { rule: tiers('whole_volume', TWO_TIERS), relations: { after: [{ agreement: 'A1', basis: 'gross' }], choices: [] } },
    ]; // biome-ignore format: rules
    const figures = figuresOf(rules, lines, diverted);
    expect(short(figures)).toEqual(['A1 D1 2026Q1 350 250 100', 'A2 D1 2026Q1 700 250 450']);
    expect(deductible(figures, 'D1')).toEqual([
      { agreementId: 'A1', periodCode: '2026Q1', amountFen: 100 },
      { agreementId: 'A2', periodCode: '2026Q1', amountFen: 450 },
    ]);
  });

  test('where the best deal changes, the other agreement’s gain is taken off: 7.00 paid, 2.50 without', () => {
    const choices = [{ kind: 'best_deal', agreements: ['A1', 'A2'], per: 'period' }];
    const relations = { after: [], choices };
    // 2 % from 300.00 on, or 1 % of everything: with the goods A1 is better, without them only A2 pays.
    const rules = [
      { rule: tiers('whole_volume', [['300', 20_000]]), relations },
      { rule: ONE_PERCENT, relations },
    ];
    const figures = figuresOf(rules, lines, diverted);
    expect(short(figures)).toEqual(['A1 D1 2026Q1 700 0 700', 'A2 D1 2026Q1 0 250 -250']);
    expect(deductible(figures, 'D1')).toEqual([{ agreementId: 'A1', periodCode: '2026Q1', amountFen: 450 }]);
  });

  test('what another dealer of a shared tier loses is shown and not taken', () => {
    const relations = {
      after: [],
      choices: [],
      dealers: ['G'],
      groups: [{ id: 'G', kind: 'shared', members: ['D1', 'D2'] }],
    };
    const shared = [...lines, line('M1', 10_000, { dealerId: 'D2' })];
    const figures = figuresOf([{ rule: tiers('whole_volume', [['100', 10_000], ['400', 20_000]]), relations }], shared, diverted); // biome-ignore format: one table
    // 450.00 at 2 %: 7.00 and 2.00; without them 350.00 at 1 %: 2.50 and 1.00.
    expect(short(figures)).toEqual(['A1 D1 2026Q1 700 250 450', 'A1 D2 2026Q1 200 100 100']);
    expect(deductible(figures, 'D1')).toEqual([{ agreementId: 'A1', periodCode: '2026Q1', amountFen: 450 }]);
  });

  test('a figure for which the ledger has no period is told and not proposed', () => {
    const figures: DeductionFigure[] = [
      { agreementId: 'A1', dealerId: 'D1', periodCode: null, withFen: 9, withoutFen: 4, differenceFen: 5 },
    ];
    expect([deductible(figures, 'D1'), statedFigures(figures, 'D1')]).toEqual([[], []]);
  });
});

describe('lots', () => {
  const taken = (lines: readonly LineRow[], lots: readonly ReturnType<typeof lot>[]) => {
    const { lines: left, diverted, ...counts } = withoutLots(lines, lots, '2026-12-31');
    return {
      left: left.map((one) => [one.id, one.quantityMilli, one.netFen, one.taxFen]),
      diverted: diverted.map((one) => [one.lineId, one.quantityMilli, one.netFen, one.taxFen]),
      ...counts,
    };
  };
  const rest = { codesWithoutLine: 0, cameBackMilli: 0 };

  test.each<[string, LineRow[], ReturnType<typeof lot>[], ReturnType<typeof taken>]>([
    // A third of 100.00 is 33.33, of its VAT 13.00 it is 4.33.
    ['a third, to the 分', [line('L', 10_000, { quantityMilli: 3000 })], [lot('X', 'L', 1000)],
      { left: [['L', 2000, 6667, 867]], diverted: [['L', 1000, 3333, 433]], ...rest }],
    ['three thirds leave nothing', [line('L', 10_000, { quantityMilli: 3000 })], [lot('X', 'L', 1000), lot('Y', 'L', 1000), lot('Z', 'L', 1000)],
      { left: [], diverted: [['L', 3000, 10_000, 1300]], ...rest }],
    ['more than was sold', [line('L', 10_000)], [lot('X', 'L', 12_000)],
      { left: [], diverted: [['L', 10_000, 10_000, 1300]], codesWithoutLine: 0, cameBackMilli: 2000 }],
    ['codes without a line', [line('L', 10_000)], [lot('X', null, 1000), lot('Y', 'other', 1000)],
      { left: [['L', 10_000, 10_000, 1300]], diverted: [], codesWithoutLine: 2, cameBackMilli: 0 }],
    // Seven of ten came back: of five diverted, three can still earn anything.
    ['goods that came back', [line('L', 10_000), line('R', -7000, { kind: 'return', orderId: 'O-L', quantityMilli: -7000 })], [lot('X', 'L', 5000)],
      { left: [['L', 7000, 7000, 910], ['R', -7000, -7000, -910]], diverted: [['L', 3000, 3000, 390]], codesWithoutLine: 0, cameBackMilli: 2000 }],
    ['a price adjustment goes along', [line('L', 10_000), line('P', -500, { kind: 'adjustment', orderId: 'O-L', quantityMilli: 0 })], [lot('X', 'L', 4000)],
      { left: [['L', 6000, 6000, 780], ['P', 0, -300, -39]], diverted: [['L', 4000, 4000, 520], ['P', 0, -200, -26]], ...rest }],
    ['a line of tomorrow is not known', [line('L', 10_000, { date: '2027-01-01' })], [lot('X', 'L', 1000)],
      { left: [['L', 10_000, 10_000, 1300]], diverted: [], codesWithoutLine: 1, cameBackMilli: 0 }],
  ])('%s', (_, lines, lots, expected) => {
    expect(taken(lines, lots)).toEqual(expected);
  }); // biome-ignore format: cases

  test('a code is counted once, and not beside the packing case or pallet it came in', () => {
    const entry = (...rows: readonly (readonly [string, string | null])[]) => ({
      lots: rows.map(([code]) => lot(code, 'L', 1000)),
      custody: rows.map(([code, caseCode]) => ({ code, caseCode })),
    });
    const lots = divertedLots([entry(['B1', 'K1'], ['K1', 'P1']), entry(['B1', 'K1'], ['B2', 'K2'], ['P1', null], ['Z', 'Z'])]);
    expect(lots.map(({ code }) => code)).toEqual(['B2', 'P1', 'Z']);
  }); // biome-ignore format: one call
});

test('any lots of any lines: nothing is made up, the sum is the sum of the differences, and all of it is stated', () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 6 });
  const parts = fc.array(fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 6000 })), { maxLength: 8 });
  fc.assert(
    fc.property(amounts, parts, fc.constantFrom('whole_volume', 'marginal'), (fens, cut, kind) => {
      const lines = fens.map((fen, at) => line(`L${at}`, fen));
      const lots = cut.map(([at, quantity], n) => lot(`X${n}`, `L${at}`, quantity));
      const left = withoutLots(lines, lots, '2026-12-31');
      for (const [at, { netFen, taxFen }] of lines.entries()) {
        const kept = left.lines.find(({ id }) => id === `L${at}`);
        const gone = left.diverted.find(({ lineId }) => lineId === `L${at}`);
        expect((kept?.netFen ?? 0) + (gone?.netFen ?? 0)).toBe(netFen);
        expect((kept?.taxFen ?? 0) + (gone?.taxFen ?? 0)).toBe(taxFen);
        expect(kept?.netFen ?? 0).toBeGreaterThanOrEqual(0);
      }
      const relations = { after: [], choices: [{ kind: 'best_deal', agreements: ['A1', 'A2'], per: 'period' }] };
      const rules = [
        { rule: tiers(kind, TWO_TIERS), relations },
        { rule: ONE_PERCENT, relations },
      ];
      const figures = figuresOf(rules, lines, lots);
      const lines2 = deductible(figures, 'D1');
      const total = figures.reduce((sum, { differenceFen }) => sum + differenceFen, 0);
      // Fewer goods never earn more in these agreements.
      expect(total).toBeGreaterThanOrEqual(0);
      expect(lines2.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(total);
      expect(lines2.every(({ amountFen }) => amountFen > 0)).toBe(true);
      expect(differingDeductionFigure(figures, 'D1', statedFigures(figures, 'D1'))).toBeNull();
    }),
    { seed: 4, numRuns: 60 },
  );
});

test('figures that a proposal states otherwise, leaves out or adds are found', () => {
  const found: DeductionFigure[] = [
    { agreementId: 'A1', dealerId: 'D1', periodCode: 'Q1', withFen: 700, withoutFen: 250, differenceFen: 450 },
    { agreementId: 'A2', dealerId: 'D1', periodCode: 'Q1', withFen: 0, withoutFen: 250, differenceFen: -250 },
  ];
  const stated = statedFigures(found, 'D1');
  const at = (agreementId: string) => ({ agreementId, dealerId: 'D1', periodCode: 'Q1' });
  expect(differingDeductionFigure(found, 'D1', stated)).toBeNull();
  expect(differingDeductionFigure(found, 'D1', stated.slice(0, 1))).toEqual({ at: at('A2'), proposedFen: 0, foundFen: -250 });
  expect(differingDeductionFigure(found.slice(0, 1), 'D1', stated)).toEqual({ at: at('A2'), proposedFen: -250, foundFen: 0 });
  const raised = stated.map((one) => ({ ...one, withFen: one.withFen + 1, withoutFen: one.withoutFen + 1 }));
  expect(differingDeductionFigure(found, 'D1', raised)).toEqual({ at: at('A1'), proposedFen: 450, foundFen: 450 });
}); // biome-ignore format: calls
