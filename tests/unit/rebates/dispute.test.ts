// Goal: the difference between a dealer's account and ours is explained by what really differs, to the 分. Method: a table
// of planted differences, each by itself; then pairs planted at random, calculated by the engine, which must be explained
// exactly and with no more causes than were planted.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, parseDecimal, toDecimal, ZERO } from '../../../db/domain/money/rational.ts';
import { calculate } from '../../../db/domain/rebates/calculate.ts';
import { align, normalCode } from '../../../db/domain/rebates/dispute/align.ts';
import type { ClaimLine } from '../../../db/domain/rebates/dispute/claim.ts';
import { type DisputeExplanation, explainDispute } from '../../../db/domain/rebates/dispute/explain.ts';
import { readDocument } from '../../../db/domain/rebates/read/read-document.ts';
import type { AgreementInput, DocumentInput, LineInput } from '../../support/rebates/documents.ts';

const tiers = [
  { from: '50000', ratePpm: 10_000 },
  { from: '100000', ratePpm: 20_000 },
];
/** January to March of one dealer: 40000 + 30000 + 20000 + 15000 − 5000 = 100000, on the edge of the second tier. */
const lines: LineInput[] = [
  { id: 'L1', document: 'SO-001', date: '2026-01-10', sku: 'S1', net: '40000.00' },
  { id: 'L2', document: 'SO-002', date: '2026-02-10', sku: 'S2', net: '30000.00' },
  { id: 'L3', document: 'SO-003', date: '2026-03-10', sku: 'S1', net: '20000.00' },
  { id: 'L4', document: 'SO-003', date: '2026-03-10', sku: 'S2', net: '15000.00' },
  { id: 'L5', document: 'SO-004', date: '2026-03-20', sku: 'S9', net: '8000.00' },
  { id: 'L6', document: 'RT-001', date: '2026-03-25', sku: 'S1', net: '-5000.00', kind: 'return' as const },
  { id: 'L7', document: 'SO-005', date: '2026-04-02', sku: 'S1', net: '9000.00' },
].map((line) => ({ dealer: 'D1', vatPpm: 130_000, ...line }));

const documentWith = (agreement: Partial<AgreementInput> = {}, own: readonly LineInput[] = lines, more: Partial<DocumentInput> = {}): DocumentInput => ({
  schema: 'rebates/1',
  agreements: [{
    id: 'A', from: '2026-01-01', to: '2027-01-01', dealers: ['D1'], taxBasis: 'net', period: { unit: 'quarter' },
    scope: { exclude: [{ match: { sku: ['S9'] } }] },
    rule: { kind: 'whole_volume', edge: '>=', tiers },
    ...agreement,
  }],
  lines: [...own],
  ...more,
}); // biome-ignore format: one agreement

/** What the engine pays in the first quarter. */
const paid = (document: DocumentInput): string =>
  calculate(document).runs[0]?.results.find(({ period }) => period.key === '2026Q1')?.payable ?? '0';

/** The dealer's own account of the lines of a document. */
const claimOf = (own: readonly LineInput[], field: 'net' | 'gross' = 'net'): ClaimLine[] =>
  own.map((line, n) => ({
    place: `Sheet1!${n + 2}`,
    document: line.document ?? '',
    date: line.date,
    sku: line.sku ?? '',
    amount: parseDecimal(field === 'net' ? (line.net ?? '0') : (Number(line.net) * 1.13).toFixed(2)),
  }));

const about = { dealer: 'D1', agreements: ['A'], period: '2026Q1' };
const explain = (ours: DocumentInput, claimed: string, theirs: readonly ClaimLine[] | null): DisputeExplanation =>
  explainDispute({ document: readDocument(ours), about, claimed: parseDecimal(claimed), lines: theirs });
const told = ({ causes }: DisputeExplanation) => causes.map(({ kind, effect }) => `${kind} ${effect}`);
const sumOf = ({ causes, rest }: DisputeExplanation): string | null =>
  toDecimal([...causes.map(({ effect }) => effect), rest].map(parseDecimal).reduce(add, ZERO));

const without = (...ids: string[]): LineInput[] => lines.filter(({ id }) => !ids.includes(id));
const changed = (id: string, change: Partial<LineInput>): LineInput[] =>
  lines.map((line) => (line.id === id ? { ...line, ...change } : line));
const q1 = (own: readonly LineInput[]): LineInput[] => own.filter(({ date }) => date < '2026-04-01');

describe('one planted difference', () => {
  // Ours: 100000 · 2 % = 2000.
  const ours = documentWith();
  test.each([
    ['a return left out', without('L6'), {}, ['line_missing 100']],
    ['a line left out: the tier is lost', without('L2'), {}, ['line_missing -1300']],
    ['another amount', changed('L1', { net: '42500.00' }), {}, ['line_amount 50']],
    ['an order of April dated in March', changed('L7', { date: '2026-03-31' }), {}, ['line_date 180']],
    ['an order of March dated in April', changed('L3', { date: '2026-04-01' }), {}, ['line_date -1200']],
    ['a line that we do not have', [...lines, { id: 'X', dealer: 'D1', document: 'SO-099', date: '2026-02-02', sku: 'S2', net: '1234.50', vatPpm: 130_000 }], {}, ['line_extra 24.69']],
    ['an excluded line counted', lines, { scope: {} }, ['exclusion 160']],
    ['over instead of from', lines, { rule: { kind: 'whole_volume', edge: '>', tiers } }, ['edge -1000']],
    ['slices instead of everything', lines, { rule: { kind: 'marginal', edge: '>=', tiers } }, ['method -1500']],
    ['amounts with VAT', lines, { taxBasis: 'gross' }, ['tax_basis 260']],
    ['a rate of no table', lines, { rule: { kind: 'percent', ratePpm: 25_000 } }, ['rate 500']],
  ] as const)('%s', (_, theirs, agreement, causes) => {
    const view = documentWith(agreement as Partial<AgreementInput>, theirs);
    const answer = explain(ours, paid(view), claimOf(theirs));
    expect(told(answer)).toEqual(causes);
    expect(answer.rest).toBe('0');
    expect(answer.gap).toBe(sumOf(answer));
  }); // biome-ignore format: a case a line

  test.each([
    ['cap', { cap: { amount: '1500' } }, 'cap 500'],
    ['minimum', { minimum: { amount: '2600' } }, 'minimum -600'],
    ['gate', { gate: [{ measure: 'amount', from: '200000' }] }, 'gate 2000'],
  ] as const)('a %s that the dealer does not know', (_, agreement, cause) => {
    const answer = explain(
      documentWith(agreement as unknown as Partial<AgreementInput>),
      '2000.00',
      claimOf(q1(lines)),
    );
    expect(told(answer)).toEqual([cause]);
    expect(answer.rest).toBe('0');
  });

  test('an adjustment that the dealer does not know', () => {
    const adjusted = documentWith({}, lines, { adjustments: [{ id: 'ADJ-1', agreement: 'A', dealer: 'D1', period: '2026Q1', kind: 'self_deduction', amount: '300' }] });
    expect(told(explain(adjusted, '2000.00', claimOf(q1(lines))))).toEqual(['adjustment 300']);
  }); // biome-ignore format: one document

  test('each line rounded by itself', () => {
    // 3 × 33.35 · 1 % = 1.0005: 1.00; each 0.3335: 0.33, which makes 0.99.
    const own = [1, 2, 3].map((n) => ({ id: `R${n}`, dealer: 'D1', document: `R${n}`, date: '2026-01-05', sku: 'S1', net: '33.35', vatPpm: 130_000 }));
    const percent = documentWith({ rule: { kind: 'percent', ratePpm: 10_000 } }, own);
    const answer = explain(percent, '0.99', claimOf(own));
    expect([told(answer), answer.rest]).toEqual([['rounding_per_line -0.01'], '0']);
  }); // biome-ignore format: one document

  test('a document that stands in his file twice', () => {
    const theirs = [...claimOf(q1(lines)), { ...claimOf(lines)[1], place: 'Sheet1!99' } as ClaimLine];
    const answer = explain(ours, '2600.00', theirs);
    expect(answer.causes).toEqual([
      { kind: 'line_repeated', seen: true, of: null, place: 'Sheet1!99', ours: 'Sheet1!3', theirs: '30000', effect: '600' },
    ]);
  }); // biome-ignore format: one cause

  test('only an amount: what could have been left out is a supposition, and every equal one is told', () => {
    const answer = explain(ours, '2100.00', null);
    expect(answer.causes).toMatchObject([{ kind: 'line_missing', seen: false, of: 'L6', effect: '100' }]);
  });
});

describe('what is told beside', () => {
  test('nothing differs', () => {
    const answer = explain(documentWith(), '2000.00', claimOf(q1(lines)));
    expect([answer.gap, answer.causes, answer.rest, answer.harmless]).toEqual(['0', [], '0', 0]);
  });

  test('what nothing explains is the rest, to the 分, beside what is seen', () => {
    const answer = explain(documentWith(), '2123.45', claimOf(q1(without('L6'))));
    expect(told(answer)).toEqual(['line_missing 100']);
    expect([answer.gap, answer.rest, answer.complete]).toEqual(['123.45', '23.45', false]);
  });

  test('a difference that changes nothing is counted, not blamed', () => {
    const answer = explain(
      documentWith(),
      paid(documentWith({ scope: {} })),
      claimOf(q1(changed('L1', { date: '2026-01-11' }))),
    );
    expect([told(answer), answer.harmless]).toEqual([['exclusion 160'], 1]);
  });

  test('two causes, each with its effect where it stands', () => {
    const view = documentWith({ taxBasis: 'gross' }, without('L6'));
    const answer = explain(documentWith(), paid(view), claimOf(q1(without('L6')), 'gross'));
    expect(told(answer)).toEqual(['line_missing 100', 'tax_basis 273']);
    expect(answer.rest).toBe('0');
  });
});

describe('alignment', () => {
  const ours = readDocument(documentWith()).lines;
  const run = (theirs: readonly ClaimLine[]) => align(ours, theirs, ({ date }) => date);

  test.each([['so-001', 'SO001'], ['SO 00１', 'SO1'], ['ＳＯ-001', 'SO1'], ['0012', '12'], ['A0', 'A0']])('%s is the number %s', (a, b) =>
    expect(normalCode(a)).toBe(normalCode(b))); // biome-ignore format: pairs

  test('numbers are recognised however they are written', () => {
    const theirs = claimOf(lines).map((line) => ({
      ...line,
      document: `${line.document?.toLowerCase().replace('-0', ' ')}`,
    }));
    expect(run(theirs)).toMatchObject({ oursOnly: [], theirsOnly: [], repeated: [], basis: 'net' });
  });

  test('a line that could be one of several stays unmatched', () => {
    const twice = ours.slice(0, 1).flatMap((line) => [line, { ...line, id: 'L1b', document: 'SO-777' }]);
    const [theirs] = claimOf(lines);
    const { document: _, ...nameless } = theirs as ClaimLine;
    const { pairs, theirsOnly } = align(twice, [nameless], ({ date }) => date);
    expect([pairs.length, theirsOnly.length]).toEqual([0, 1]);
  });

  test('one line for a whole document is the sum of ours', () => {
    const whole: ClaimLine = { place: 'C3', document: 'SO-003', date: '2026-03-10', amount: parseDecimal('35000.00') };
    const { pairs } = run([whole]);
    expect(pairs.map(({ ours: own, how }) => [own.map(({ id }) => id), how])).toEqual([[['L3', 'L4'], 'document']]);
  });

  test('amounts with VAT are recognised as such', () => {
    expect(run(claimOf(lines, 'gross')).basis).toBe('gross');
  });
});

test('whatever is planted is explained to the 分, by no more causes than were planted', () => {
  const plants = fc.uniqueArray(
    fc.constantFrom('drop', 'amount', 'date', 'extra', 'edge', 'method', 'exclusion', 'gross', 'cap'),
    { minLength: 1, maxLength: 2 },
  );
  const amounts = fc.array(fc.integer({ min: 100_000, max: 4_000_000 }), { minLength: 4, maxLength: 9 });
  fc.assert(
    fc.property(amounts, plants, fc.nat(3), fc.integer({ min: 1, max: 900_000 }), (fens, planted, at, by) => {
      const own = fens.map((fen, n): LineInput => ({
        id: `L${n}`, dealer: 'D1', document: `SO-${n}`, date: `2026-0${1 + (n % 4)}-1${n}`,
        sku: n % 4 === 3 ? 'S9' : `S${n % 3}`, net: (fen / 100).toFixed(2), vatPpm: 130_000,
      })); // biome-ignore format: one line
      const capped: Partial<AgreementInput> = planted.includes('cap') ? { cap: { amount: '500' } } : {};
      const ours = documentWith(capped, own);
      const agreement: Partial<AgreementInput> = {};
      if (planted.includes('edge')) agreement.rule = { kind: 'whole_volume', edge: '>', tiers };
      if (planted.includes('method'))
        agreement.rule = { kind: 'marginal', edge: planted.includes('edge') ? '>' : '>=', tiers };
      if (planted.includes('exclusion')) agreement.scope = {};
      if (planted.includes('gross')) agreement.taxBasis = 'gross';
      let theirs = own;
      if (planted.includes('drop')) theirs = theirs.filter((_, n) => n !== at);
      if (planted.includes('amount'))
        theirs = theirs.map((line, n) => (n === 1 ? { ...line, net: (((fens[1] ?? 0) + by) / 100).toFixed(2) } : line));
      if (planted.includes('date'))
        theirs = theirs.map((line, n) => (n === 2 ? { ...line, date: '2026-05-05' } : line));
      if (planted.includes('extra'))
        theirs = [
          ...theirs,
          {
            id: 'X',
            dealer: 'D1',
            document: 'SO-X',
            date: '2026-02-02',
            sku: 'S1',
            net: (by / 100).toFixed(2),
            vatPpm: 130_000,
          },
        ];
      const claimed = paid(documentWith(agreement, theirs));
      const answer = explain(ours, claimed, claimOf(theirs));
      expect(answer.rest).toBe('0');
      expect(sumOf(answer)).toBe(answer.gap);
      expect(answer.causes.length).toBeLessThanOrEqual(planted.length);
    }),
    { seed: 20_261_126, numRuns: Number(process.env.REBATE_RUNS ?? 60) },
  );
});
