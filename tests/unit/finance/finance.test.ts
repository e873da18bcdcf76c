// Goal: what finance proposes is what was chosen, once, within the limits of a proposal, and a period closes only in its
// turn. Method: tables over the pure parts of the finance workplace; every proposal is parsed by the schema that head
// office uses.
import { describe, expect, test } from 'vitest';
import type { Accrual, PeriodRow, Proposal } from '../../../db/contract/ledger.ts';
import { LINES_MAX, ProposalContent } from '../../../db/domain/ledger/bodies.ts';
import { DEFAULT_BOOK } from '../../../db/domain/ledger/vouchers/chart.ts';
import {
  type ChargeLine,
  chargesOf,
  taxOfCharges,
  vatOfCharges,
} from '../../../renderer/features/finance/claw-back-content.ts';
import { type ClosingFacts, closingChecks, nextState } from '../../../renderer/features/finance/closing-checks.ts';
import { currentPeriod, financePeriods, monthsOf } from '../../../renderer/features/finance/periods.ts';
import { chunksOf, linesOf, placesAsked } from '../../../renderer/features/finance/proposal-sums.ts';
import { checksOf, contentsOf, reviewRows } from '../../../renderer/features/finance/review-checks.ts';
import {
  EMPTY_FORM,
  lacking,
  type SettleForm,
  type SettleLine,
  settleContents,
  taxOf,
} from '../../../renderer/features/finance/settle-content.ts';
import { chartText, readBook } from '../../../renderer/features/finance/voucher-book.ts';

const id = (n: number): string => `01990000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const HASH = 'a'.repeat(64);
const run = { asOf: '2026-09-25', sourceHash: HASH, agreementsHash: HASH };

const accrual = (n: number, deltaFen: number, more: Partial<Accrual> = {}): Accrual => ({
  line: {
    agreementId: id(n),
    dealerId: id(1),
    periodCode: '2026Q3',
    agreementVersionId: id(2),
    baseFen: 0,
    payableFen: 5_000_000 + deltaFen,
    postedFen: 5_000_000,
    postedSeq: 7,
    deltaFen,
  },
  proposal: 'accrue',
  takenFrom: { accruedFen: 0, payableFen: 0, chargedFen: 0 },
  agreementCode: `FL${n}`,
  agreementName: '',
  dealerCode: 'D1',
  dealerName: '宁波恒丰',
  currency: 'CNY',
  ...more,
});
const proposal = (changes: Partial<Proposal>): Proposal => ({
  id: id(90),
  regionId: id(3),
  content: { kind: 'accrue', body: { ...run, lines: [accrual(10, 5).line] } },
  bodyHash: HASH,
  maker: { id: id(4), name: '' },
  madeAt: '2026-09-25T00:00:00.000Z',
  state: 'open',
  checker: null,
  decidedAt: null,
  reason: null,
  entryIds: [],
  delivery: 'synced',
  decision: null,
  refusal: null,
  mine: true,
  cannotDecide: null,
  ...changes,
});
const RUN_KINDS = new Set(['accrue', 'claw_back'] as const);

describe('a line is proposed once', () => {
  test.each<[string, Partial<Proposal>, boolean]>([
    ['an open proposal', {}, true],
    ['one that waits in the outbox', { delivery: 'waiting' }, true],
    ['one that head office refused', { delivery: 'refused' }, false],
    ['one that was rejected', { state: 'rejected' }, false],
    ['one that is being withdrawn', { decision: { what: 'withdraw', delivery: 'waiting' } }, false],
    ['one whose withdrawal was refused', { decision: { what: 'withdraw', delivery: 'refused' } }, true],
    [
      'another kind',
      { content: { kind: 'confirm', body: { lines: [{ ...accrual(10, 5).line, amountFen: 5 }] } } },
      false,
    ],
  ])('%s', (_name, changes, isAsked) => {
    const asked = placesAsked([proposal(changes)], RUN_KINDS);
    const [row] = reviewRows([accrual(10, 5)], asked, new Set());
    expect(row?.flags.includes('asked')).toBe(isAsked);
  });
});

test('what to look at: falls, claw-backs, large amounts, corrections', () => {
  const rows = reviewRows(
    [accrual(10, 999_999), accrual(11, -1_000_000), accrual(12, -5, { proposal: 'claw_back' })],
    new Map(),
    new Set(),
  );
  expect(rows.map(({ flags }) => flags)).toEqual([[], ['falls', 'large'], ['claw_back']]);
  const [late] = reviewRows([accrual(10, 5)], new Map(), new Set(['2026Q3']));
  expect(late?.flags).toEqual(['corrects']);
  expect(checksOf(rows)).toEqual({ lines: 3, sumFen: -6, falls: 1, clawBacks: 1, large: 1 });
});

test('claw-backs are proposed apart, with their reason, and nothing is lost between proposals', () => {
  const many = Array.from({ length: LINES_MAX + 1 }, (_, n) => accrual(100 + n, 1));
  const rows = reviewRows([...many, accrual(12, -5, { proposal: 'claw_back' })], new Map(), new Set());
  const vat = new Map([[rows.at(-1)?.id ?? '', [{ ratePpm: 130_000, amountFen: 3 }]]]);
  const contents = contentsOf(rows, run, '退货', vat);
  for (const content of contents) expect(ProposalContent.parse(content)).toEqual(content);
  expect(contents.map(({ kind }) => kind)).toEqual(['accrue', 'accrue', 'claw_back']);
  expect(contents.flatMap((content) => [...linesOf(content)])).toHaveLength(rows.length);
  expect(contents.at(-1)).toMatchObject({ body: { reason: '退货', lines: [{ vat: [{ amountFen: 3 }] }] } });
});

test('only what is settled is charged, taxed as it was paid out', () => {
  const place = { agreementId: id(12), dealerId: id(1), periodCode: '2026Q3' };
  const rows = reviewRows(
    [
      accrual(12, -500, { proposal: 'claw_back', takenFrom: { accruedFen: 100, payableFen: 170, chargedFen: 230 } }),
      accrual(13, -5, { proposal: 'claw_back', takenFrom: { accruedFen: 0, payableFen: 5, chargedFen: 0 } }),
    ],
    new Map(),
    new Set(),
  );
  expect(chargesOf(rows)).toEqual([{ ...place, amountFen: 230 }]);
  // 含税 2.26 at 13 %: 2.00 and 0.26; 不含税 1.00 at 9 %: 0.09. What was paid in cash has no tax.
  const charges: ChargeLine[] = [
    { ...place, amountFen: 226, taxBasis: 'gross', vat: [{ ratePpm: 130_000, amountFen: 226 }], isTaxed: true },
    { ...place, periodCode: '2026Q2', amountFen: 100, taxBasis: 'net', vat: null, isTaxed: true },
    { ...place, periodCode: '2026Q1', amountFen: 999, taxBasis: 'net', vat: null, isTaxed: false },
  ];
  expect(taxOfCharges(charges, 90_000)).toEqual([
    { ratePpm: 90_000, netFen: 100, taxFen: 9, grossFen: 109 },
    { ratePpm: 130_000, netFen: 200, taxFen: 26, grossFen: 226 },
  ]);
  expect([...vatOfCharges(charges, 90_000).values()]).toEqual([
    [{ ratePpm: 130_000, amountFen: 226 }],
    [{ ratePpm: 90_000, amountFen: 100 }],
    [],
  ]);
});

test('parts keep every item in its order', () => {
  expect(chunksOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunksOf([], 2)).toEqual([]);
});

describe('settling', () => {
  const lines: SettleLine[] = [
    {
      agreementId: id(10),
      dealerId: id(1),
      periodCode: '2026Q2',
      amountFen: 20_000,
      taxBasis: 'net',
      vat: [
        { ratePpm: 90_000, amountFen: 5_000 },
        { ratePpm: 130_000, amountFen: 15_000 },
      ],
    },
    { agreementId: id(11), dealerId: id(1), periodCode: '2026Q2', amountFen: 11_300, taxBasis: 'gross', vat: null },
  ];
  // 不含税 50.00 at 9 % and 150.00 at 13 %; 含税 113.00 at the chosen 13 %: 100.00 and 13.00.
  test('the tax of each rate, from lines in both tax bases', () => {
    expect(taxOf(lines, 130_000)).toEqual([
      { ratePpm: 90_000, netFen: 5_000, taxFen: 450, grossFen: 5_450 },
      { ratePpm: 130_000, netFen: 25_000, taxFen: 3_250, grossFen: 28_250 },
    ]);
  });
  const forms: SettleForm[] = [
    { ...EMPTY_FORM, redInvoiceNo: ' ' },
    { ...EMPTY_FORM, form: 'order_offset', orderId: id(20), capPercent: 50 },
    { ...EMPTY_FORM, form: 'cash', paymentNo: 'P1' },
    { ...EMPTY_FORM, form: 'goods', deliveryNo: 'L1' },
  ];
  test.each(forms)('$form is a proposal that head office can read', (form) => {
    expect(lacking(form, 1)).toBeNull();
    const contents = settleContents(lines, form);
    expect(contents.map((content) => ProposalContent.parse(content))).toEqual(contents);
    expect(contents.flatMap((content) => [...linesOf(content)])).toHaveLength(2);
  });
  test.each<[Partial<SettleForm>, number, string]>([
    [{ form: 'order_offset' }, 1, 'order'],
    [{ form: 'order_offset', orderId: id(20) }, 2, 'oneDealer'],
    [{ form: 'order_offset', orderId: id(20), capPercent: 0 }, 1, 'cap'],
    [{ form: 'cash', paymentNo: ' ' }, 1, 'paymentNo'],
    [{ form: 'goods' }, 1, 'deliveryNo'],
  ])('%o for %i dealers lacks %s', (changes, dealers, what) => {
    expect(lacking({ ...EMPTY_FORM, ...changes }, dealers)).toBe(what);
  });
});

const periodRow = (code: string, startsOn: string, endsOn: string, state: PeriodRow['state']): PeriodRow => ({
  id: id(50),
  code,
  startsOn,
  endsOn,
  state,
  closedHash: state === 'closed' ? HASH : null,
});
const quarters = [
  periodRow('2026Q1', '2026-01-01', '2026-04-01', 'closed'),
  periodRow('2026Q2', '2026-04-01', '2026-07-01', 'closing'),
  periodRow('2026Q3', '2026-07-01', '2026-10-01', 'open'),
  periodRow('2026Q4', '2026-10-01', '2027-01-01', 'open'),
];

test('periods: those that have begun, newest first; work is about the oldest that is not closed', () => {
  const periods = financePeriods(quarters, '2026-09-25');
  expect(periods.map(({ code, isOver }) => [code, isOver])).toEqual([
    ['2026Q3', false],
    ['2026Q2', true],
    ['2026Q1', true],
  ]);
  expect(currentPeriod(periods)?.code).toBe('2026Q2');
  expect(periods[0] === undefined ? [] : monthsOf(periods[0]).map(({ from }) => from)).toEqual([
    '2026-07-01',
    '2026-08-01',
    '2026-09-01',
  ]);
});

describe('closing', () => {
  const facts = (code: string, changes: Partial<ClosingFacts> = {}): ClosingFacts => {
    const period = financePeriods(quarters, '2026-11-26').find((one) => one.code === code);
    if (period === undefined) throw new Error(code);
    return {
      period,
      periods: quarters,
      outstanding: 0,
      uncalculated: 0,
      open: [],
      unconfirmedFen: 0,
      waitingCommands: 0,
      ...changes,
    };
  };
  const failing = (of: ClosingFacts): string[] =>
    closingChecks(of).filter(({ outcome }) => outcome !== 'ok').map(({ name, outcome }) => `${name} ${outcome}`); // biome-ignore format: one expression
  const concerning = proposal({ content: { kind: 'confirm', body: { lines: [{ ...accrual(10, 5).line, periodCode: '2026Q2', amountFen: 5 }] } } }); // biome-ignore format: one row

  test('states go forward, and from closed nowhere', () => {
    expect([nextState('open'), nextState('closing'), nextState('closed')]).toEqual(['closing', 'closed', null]);
  });
  test.each<[string, ClosingFacts, string[]]>([
    ['all is well', facts('2026Q2'), []],
    ['a period that runs', facts('2026Q4'), ['over failed', 'earlier failed']],
    ['amounts that are not posted', facts('2026Q2', { outstanding: 3 }), ['posted failed']],
    ['a proposal about it', facts('2026Q2', { open: [concerning] }), ['decided failed']],
    ['a proposal about another period', facts('2026Q2', { open: [proposal({})] }), []],
    ['something still on this laptop', facts('2026Q2', { waitingCommands: 1 }), ['sent failed']],
    ['something unconfirmed', facts('2026Q2', { unconfirmedFen: 5 }), ['confirmed warning']],
    ['a group that cannot be calculated', facts('2026Q2', { uncalculated: 1 }), ['calculated warning']],
    [
      'while it is calculated',
      facts('2026Q2', { outstanding: null, uncalculated: null }),
      ['posted waiting', 'calculated waiting'],
    ],
  ])('%s', (_name, of, expected) => {
    expect(failing(of)).toEqual(expected);
  });
  test('an earlier period that is not closed stands in the way of closing, not of beginning to', () => {
    const later = facts('2026Q3');
    expect(failing(later)).toEqual([]);
    expect(failing({ ...later, period: { ...later.period, state: 'closing' } })).toEqual(['earlier failed']);
  });
});

describe('the voucher book as it is typed', () => {
  const text = chartText(DEFAULT_BOOK.chart);
  test('written and read it is the same', () => {
    expect(readBook(DEFAULT_BOOK, text)).toEqual({ book: DEFAULT_BOOK, fault: null });
  });
  test.each([
    ['a line without a code', `${text}\n销售返利`, 'line', 15],
    ['a code twice', `${text}\n1122 应收账款`, 'twice', 15],
  ])('%s is told with its line', (_name, typed, what, line) => {
    expect(readBook(DEFAULT_BOOK, typed).fault).toMatchObject({ what, line });
  });
  test('the voucher word', () => {
    expect(readBook({ ...DEFAULT_BOOK, word: 'J' }, text).fault).toMatchObject({ what: 'word' });
  });
});
