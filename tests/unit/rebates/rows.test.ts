// Goal: stored rows become the engine's document in one way only, whatever order they come in, and what the ledger owes
// follows from it. Method: tables for dates and groups; a property over shuffled rows; positions of worked documents.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calculateOutcomes } from '../../../db/domain/rebates/calculate.ts';
import { documentOf, snapshotTexts } from '../../../db/domain/rebates/rows/document.ts';
import { groupsOf, knownAgreements } from '../../../db/domain/rebates/rows/groups.ts';
import { orderDates } from '../../../db/domain/rebates/rows/order-dates.ts';
import { positionsOf } from '../../../db/domain/rebates/rows/positions.ts';
import { postedRows } from '../../../db/domain/rebates/rows/posted.ts';
import type {
  AgreementRow, LedgerLegRow, LineRow, TradeRows, VersionRow,
} from '../../../db/domain/rebates/rows/source.ts'; // biome-ignore format: types in one block

const SKU = { id: 'S', brandId: 'B', categoryId: 'C', productLineId: 'P', baseUnit: '袋', vatPpm: 130_000 };
const line = (id: string, date: string, netFen: number, more: Partial<LineRow> = {}): LineRow => ({
  ...{
    id,
    date,
    netFen,
    dealerId: 'D1',
    kind: 'order',
    orderId: `O-${id}`,
    orderCode: `SO-${id}`,
    sku: SKU,
    quantityMilli: 1000,
  },
  ...{ taxFen: Math.round(netFen * 0.13), cancelledOn: null },
  ...more,
});
const trade = (rows: Partial<TradeRows>): TradeRows => ({
  lines: [],
  deliveries: [],
  invoices: [],
  allocations: [],
  ...rows,
});
const agreement = (no: number, dealerId = 'D1'): AgreementRow => ({
  id: `A${no}`,
  no,
  code: `FL${no}`,
  name: '年度量返',
  dealerId,
});
const version = (agreementId: string, rule: unknown, more: Partial<VersionRow> = {}): VersionRow => ({
  ...{ agreementId, version: 1, effectiveFrom: '2026-01-01', effectiveTo: '2027-01-01', signedOn: '2025-12-20' },
  ...{ currency: 'CNY', rule, relations: {} },
  ...more,
});
const PERCENT = { taxBasis: 'net', period: { unit: 'quarter' }, rule: { kind: 'percent', ratePpm: 10_000 } };
const TIERS = {
  taxBasis: 'net',
  period: { unit: 'year' },
  postBy: { unit: 'quarter' },
  rule: {
    kind: 'whole_volume',
    tiers: [
      { from: '100', ratePpm: 10_000 },
      { from: '300', ratePpm: 20_000 },
    ],
  },
};
const PERIODS = [1, 2, 3, 4].map((quarter) => ({
  code: `2026Q${quarter}`,
  startsOn: `2026-${String(quarter * 3 - 2).padStart(2, '0')}-01`,
  endsOn: quarter === 4 ? '2027-01-01' : `2026-${String(quarter * 3 + 1).padStart(2, '0')}-01`,
}));

describe('dates of an order', () => {
  const invoice = (id: string, invoicedOn: string, fen: number, correctsId: string | null = null) => ({
    ...{ id, invoicedOn, correctsId, netFen: fen, taxFen: 0, orderId: correctsId === null ? 'O' : null },
  });
  const paid = (receivedOn: string, amountFen: number, invoiceId = 'I') => ({ receivedOn, amountFen, invoiceId });
  test.each([
    ['not invoiced', [], [], {}],
    ['open', [invoice('I', '2026-01-05', 100)], [], { invoicedOn: '2026-01-05' }],
    ['paid', [invoice('I', '2026-01-05', 100)], [paid('2026-02-01', 100)], { invoicedOn: '2026-01-05', paidOn: '2026-02-01' }],
    ['paid in part', [invoice('I', '2026-01-05', 100)], [paid('2026-02-01', 99)], { invoicedOn: '2026-01-05' }],
    [
      'paid in two parts',
      [invoice('I', '2026-01-05', 100)],
      [paid('2026-03-01', 40), paid('2026-02-01', 60)],
      { invoicedOn: '2026-01-05', paidOn: '2026-03-01' },
    ],
    [
      'two invoices, the later one open',
      [invoice('J', '2026-01-09', 50), invoice('I', '2026-01-05', 100)],
      [paid('2026-02-01', 100)],
      { invoicedOn: '2026-01-05' },
    ],
    [
      'the rest was corrected away',
      [invoice('I', '2026-01-05', 100), invoice('R', '2026-02-10', -40, 'I')],
      [paid('2026-02-01', 60)],
      { invoicedOn: '2026-01-05', paidOn: '2026-02-10' },
    ],
    [
      'bounced, then paid again',
      [invoice('I', '2026-01-05', 100)],
      [paid('2026-02-01', 100), paid('2026-02-03', -100), paid('2026-04-01', 100)],
      { invoicedOn: '2026-01-05', paidOn: '2026-04-01' },
    ],
    [
      'paid before it was invoiced',
      [invoice('I', '2026-01-05', 100)],
      [paid('2026-01-02', 100)],
      { invoicedOn: '2026-01-05', paidOn: '2026-01-05' },
    ],
    ['paid after the day of the run', [invoice('I', '2026-01-05', 100)], [paid('2026-07-01', 100)], { invoicedOn: '2026-01-05' }],
  ])('%s', (_, invoices, allocations, dates) => {
    expect(orderDates({ deliveries: [], invoices, allocations }, '2026-06-30').get('O') ?? {}).toEqual(dates);
  }); // biome-ignore format: cases

  test('an order is shipped with its first delivery', () => {
    const deliveries = ['2026-03-02', '2026-03-01', '2026-09-01'].map((deliveredOn) => ({ orderId: 'O', deliveredOn }));
    expect(orderDates({ deliveries, invoices: [], allocations: [] }, '2026-06-30').get('O')).toEqual({
      shippedOn: '2026-03-01',
    });
  });
});

describe('groups', () => {
  const keys = (agreements: readonly AgreementRow[], versions: readonly VersionRow[], asOf = '2026-06-30') =>
    groupsOf(knownAgreements(agreements, versions, asOf)).map(({ dealerIds, agreements: own }) => [
      dealerIds.join(' '),
      own.map(({ id }) => id).join(' '),
    ]);
  test('agreements of one dealer, of dealers that share, and of agreements that build on each other belong together', () => {
    const agreements = [agreement(5, 'D4'), agreement(4, 'D3'), agreement(3, 'D2'), agreement(1), agreement(2)];
    const shared = { dealers: ['G'], groups: [{ id: 'G', members: ['D2', 'D5'], kind: 'shared' }] };
    expect(
      keys(agreements, [
        version('A1', PERCENT),
        version('A2', PERCENT),
        version('A3', PERCENT, { relations: shared }),
        version('A4', PERCENT),
        version('A5', PERCENT, { relations: { after: [{ agreement: 'A4', basis: 'gross' }] } }),
      ]),
    ).toEqual([
      ['D1', 'A1 A2'],
      ['D2 D5', 'A3'],
      ['D3 D4', 'A4 A5'],
    ]);
  });
  test('what is not signed yet is not there', () => {
    const late = version('A1', PERCENT, { signedOn: '2026-04-18' });
    expect(keys([agreement(1)], [late], '2026-04-17')).toEqual([]);
    expect(keys([agreement(1)], [late], '2026-04-18')).toEqual([['D1', 'A1']]);
  });
  test('terms that the schema does not allow are told with their agreement', () => {
    const [known] = knownAgreements([agreement(1)], [version('A1', { rule: { kind: 'magic' } })], '2026-06-30');
    expect(known?.versions).toEqual([]);
    expect(known?.problems).toEqual([
      { code: 'schema', path: 'FL1 $.rule.kind', message: 'Not one of the kinds; `rebates schema` lists them' },
    ]);
  });
});

function made(agreements: readonly AgreementRow[], versions: readonly VersionRow[], rows: TradeRows, asOf: string) {
  const [group] = groupsOf(knownAgreements(agreements, versions, asOf));
  if (group === undefined) throw new Error('no group');
  return documentOf(group, rows, asOf);
}

describe('documents', () => {
  const rows = trade({
    lines: [
      line('L1', '2026-01-10', 10_000),
      line('L2', '2026-04-10', 20_000),
      line('L3', '2026-05-10', 30_000, { cancelledOn: '2026-05-20' }),
      line('L4', '2026-05-11', -4_000, { kind: 'return', orderId: 'O-L1', quantityMilli: -500 }),
      line('L5', '2026-05-12', -100, { kind: 'adjustment', orderId: 'O-L1', quantityMilli: 0 }),
      line('L6', '2026-07-01', 99, {}),
      line('L7', '2025-06-01', 5_000),
    ],
    invoices: [
      { id: 'I1', orderId: 'O-L1', correctsId: null, invoicedOn: '2026-01-12', netFen: 10_000, taxFen: 1_300 },
      { id: 'I7', orderId: 'O-L7', correctsId: null, invoicedOn: '2025-06-02', netFen: 5_000, taxFen: 650 },
    ],
    allocations: [
      { invoiceId: 'I1', receivedOn: '2026-02-01', amountFen: 11_300 },
      { invoiceId: 'I7', receivedOn: '2026-01-03', amountFen: 5_650 },
    ],
  });
  const agreements = [agreement(1), agreement(2)];
  const versions = [
    version('A1', TIERS),
    version('A2', PERCENT, { relations: { after: [{ agreement: 'A1', basis: 'gross' }] } }),
  ];
  const { document } = made(agreements, versions, rows, '2026-06-30');

  // Articles at 13 % today. A rate is that of the article or another whole percent, off by 6 分 at most; else the article's,
  // off by what an invoice may be; else nobody knows.
  test.each<[string, number, number, number | undefined]>([
    ['made at 16 %, until 2019', 10_000, 1_600, 160_000],
    ['at 9 %, to the 分', 1_234, 111, 90_000],
    ['off by 6 分', 10_000, 1_306, 130_000],
    ['off by 1.27', 1_000_000, 130_127, 130_000],
    ['off by more, and no whole percent', 1_000_000, 130_128, undefined],
    ['of a few 分, where 12 % is as near', 50, 6, 130_000],
    ['without tax', 10_000, 0, 0],
    ['a return at 16 %', -10_000, -1_600, 160_000],
    ['tax without an amount', 0, 200, undefined],
    ['more tax than amount', 10_000, 20_000, undefined],
  ])('the VAT rate of a line: %s', (_, netFen, taxFen, expected) => {
    const kind = netFen < 0 ? 'return' : 'order';
    const rows = trade({ lines: [line('V', '2026-01-10', netFen, { taxFen, kind, quantityMilli: netFen < 0 ? -1000 : 1000 })] });
    const { document: own } = made([agreement(1)], [version('A1', TIERS)], rows, '2026-06-30');
    expect(own.lines.map(({ vatPpm }) => vatPpm)).toEqual([expected]);
    expect(calculateOutcomes(own)).toHaveLength(1);
  }); // biome-ignore format: a row

  test('a line is told with the dates of its order; what came back is paid when the order was', () => {
    expect(document.lines.map(({ id }) => id)).toEqual(['L1', 'L2', 'L3', 'L4', 'L5', 'L7']);
    expect(document.lines[0]).toEqual({
      ...{ id: 'L1', dealer: 'D1', date: '2026-01-10', kind: 'sale', net: '100.00', gross: '113.00', vatPpm: 130_000 },
      ...{ quantity: '1.000', unit: '袋', document: 'SO-L1', sku: 'S', brand: 'B', category: 'C', productLine: 'P' },
      ...{ invoicedOn: '2026-01-12', paidOn: '2026-02-01' },
    });
    expect(document.lines[3]).toMatchObject({
      kind: 'return',
      net: '-40.00',
      quantity: '-0.500',
      paidOn: '2026-02-01',
    });
    expect(document.lines[4]).toMatchObject({ kind: 'price_adjustment', net: '-1.00', invoicedOn: '2026-01-12' });
    expect(document.lines[4]).not.toHaveProperty('quantity');
    // Of last year, but paid in this one.
    expect(document.lines[5]).toMatchObject({ id: 'L7', paidOn: '2026-01-03' });
  });

  test('last year is in it where an agreement compares with it', () => {
    const growth = {
      ...{ taxBasis: 'net', period: { unit: 'quarter' } },
      rule: { kind: 'growth', tiers: [{ from: 0, ratePpm: 10_000 }], payOn: 'whole', missingBaseline: 'skip' },
    };
    const old = trade({ lines: [line('L7', '2025-06-01', 5_000), line('L8', '2024-12-31', 5_000)] });
    const ids = (rule: unknown) =>
      made([agreement(1)], [version('A1', rule)], old, '2026-06-30').document.lines.map(({ id }) => id);
    expect([ids(growth), ids(PERCENT)]).toEqual([['L7'], []]);
  });

  test('property: the order of rows, agreements and versions changes nothing', () => {
    const shuffled = <Row>(all: readonly Row[]) => fc.shuffledSubarray([...all], { minLength: all.length });
    fc.assert(
      fc.property(
        shuffled(rows.lines),
        shuffled(rows.invoices),
        shuffled(rows.allocations),
        shuffled(agreements),
        shuffled(versions),
        (lines, invoices, allocations, some, known) => {
          const other = made(some, known, trade({ lines, invoices, allocations }), '2026-06-30');
          expect(JSON.stringify(other.document)).toBe(JSON.stringify(document));
        },
      ),
      { seed: 20_261_126, numRuns: 50 },
    );
  });

  test('the snapshot tells A → B → A apart when something was posted in between', () => {
    const texts = (fen: number, legs: readonly LedgerLegRow[]) => {
      const of = trade({ lines: [line('L1', '2026-01-10', fen)] });
      return snapshotTexts(made([agreement(1)], [version('A1', PERCENT)], of, '2026-06-30'), postedRows(legs, '2026-06-30'));
    };
    const a = texts(10_000, []);
    const b = texts(20_000, []);
    expect([a.rows === b.rows, a.agreements === b.agreements, a.posted === b.posted]).toEqual([false, true, true]);
    const back = texts(10_000, [...entry(1, 200), ...entry(2, -200)]);
    expect([back.rows === a.rows, back.posted === a.posted]).toEqual([true, false]);
  }); // biome-ignore format: calls
});

/** An accrual (or what takes one back) of A1 in 2026Q1. */
function entry(seq: number, fen: number, more: Partial<LedgerLegRow> = {}): LedgerLegRow[] {
  const common = {
    ...{ entryId: `E${seq}`, seq, agreementId: 'A1', dealerId: 'D1', periodCode: '2026Q1', postedOn: '2026-03-31' },
    ...{ kind: fen > 0 ? 'accrue' : 'true_up', correctsKind: null, baseFen: 0 },
    ...more,
  };
  const [debit, credit] = fen > 0 ? ['rebate_expense', 'rebate_accrued'] : ['rebate_accrued', 'rebate_expense'];
  return [
    { ...common, account: debit as string, debitFen: Math.abs(fen), creditFen: 0 },
    { ...common, account: credit as string, debitFen: 0, creditFen: Math.abs(fen) },
  ];
}

describe('positions', () => {
  const position = (rule: unknown, lines: readonly LineRow[], legs: readonly LedgerLegRow[], asOf = '2026-06-30') => {
    const { document } = made([agreement(1)], [version('A1', rule)], trade({ lines }), asOf);
    return positionsOf(calculateOutcomes(document), postedRows(legs, asOf), PERIODS, asOf);
  };

  test('a year posts by quarters; the tier reached later lifts what came before', () => {
    const lines = [line('L1', '2026-02-10', 20_000), line('L2', '2026-05-10', 20_000)];
    const { periods, dues } = position(TIERS, lines, entry(1, 200));
    // 200.00 at 1 % in the first quarter; 400.00 at 2 % by the end of the second.
    expect(dues).toEqual([
      { agreementId: 'A1', dealerId: 'D1', periodCode: '2026Q1', payableFen: 200, postedFen: 200, openFen: 0 },
      { agreementId: 'A1', dealerId: 'D1', periodCode: '2026Q2', payableFen: 600, postedFen: 0, openFen: 600 },
    ]);
    expect(periods).toMatchObject([
      { period: { key: '2026', from: '2026-01-01', to: '2027-01-01' }, qualifier: '400', tier: 2, next: null, payableFen: 800 },
    ]);
  }); // biome-ignore format: figures

  test.each([
    ['below all tiers', 5_000, '>=', null, { tier: 1, from: '100', edge: '>=', distance: '50' }],
    ['on an edge that is reached', 10_000, '>=', 1, { tier: 2, from: '300', edge: '>=', distance: '200' }],
    ['on an edge that has to be exceeded', 30_000, '>', 1, { tier: 2, from: '300', edge: '>', distance: '0' }],
    ['at the top', 30_000, '>=', 2, null],
  ])('distance %s', (_, fen, edge, tier, next) => {
    const rule = { ...TIERS, rule: { ...TIERS.rule, edge } };
    expect(position(rule, [line('L1', '2026-02-10', fen)], []).periods).toMatchObject([{ tier, next }]);
  });

  test('distance in growth and attainment is told in money', () => {
    const tiers = [{ from: 100_000, ratePpm: 10_000 }];
    const growth = {
      ...{ taxBasis: 'net', period: { unit: 'year' } },
      rule: { kind: 'growth', tiers, payOn: 'whole', baseline: [{ value: '1000' }] },
    };
    const target = {
      ...{ taxBasis: 'net', period: { unit: 'year' } },
      rule: { kind: 'target', tiers: [{ from: 900_000, ratePpm: 10_000 }], targets: [{ value: '1000' }] },
    };
    const next = (rule: unknown) => position(rule, [line('L1', '2026-02-10', 80_000)], []).periods[0]?.next;
    expect(next(growth)).toMatchObject({ from: '1100', distance: '300' });
    expect(next(target)).toMatchObject({ from: '900', distance: '100' });
  });

  test('what was posted and is no longer payable is due back; decisions beside the agreement are not', () => {
    const legs = [
      ...entry(1, 500),
      ...entry(2, 70, { kind: 'override' }),
      ...entry(3, 30, { postedOn: '2026-09-01' }),
      ...entry(4, -70, { kind: 'reverse', correctsKind: 'override' }),
    ];
    expect(position(PERCENT, [line('L1', '2026-02-10', 20_000)], legs).dues).toContainEqual({
      ...{ agreementId: 'A1', dealerId: 'D1', periodCode: '2026Q1', payableFen: 200, postedFen: 500, openFen: -300 },
    });
  });

  test('days for which the ledger has no period are told as such', () => {
    const { dues } = positionsOf(
      calculateOutcomes(
        made([agreement(1)], [version('A1', PERCENT)], trade({ lines: [line('L1', '2026-02-10', 100)] }), '2026-02-28').document,
      ),
      [],
      [],
      '2026-02-28',
    ); // biome-ignore format: one call
    expect(dues).toMatchObject([{ periodCode: null, payableFen: 1, openFen: 1 }]);
  });
});
