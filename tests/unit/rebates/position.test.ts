// Goal: what the next order is worth, how far the next tier is and which return loses one are exact, retroactive uplift
// included. Method: positions worked out by hand, the arithmetic beside each; properties on random documents: a gain is
// R(with) − R(without) of the whole engine, and the least order to a tier reaches it where one unit less does not.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, equals, type Rational, subtract, sum, ZERO } from '../../../db/domain/money/rational.ts';
import { calculate } from '../../../db/domain/rebates/calculate.ts';
import { orderLike, placesOf } from '../../../db/domain/rebates/policy/order-like.ts';
import { type Position, positionsOf } from '../../../db/domain/rebates/policy/position.ts';
import { WhatIf } from '../../../db/domain/rebates/policy/what-if.ts';
import { readDocument } from '../../../db/domain/rebates/read/read-document.ts';
import type { CalculationDocument, SourceLine } from '../../../db/domain/rebates/schema/document.ts';
import { reaches } from '../../../db/domain/rebates/straight/rules/tiers.ts';
import { exactText } from '../../../db/domain/rebates/tell/tell-outcome.ts';
import { documentOf, type LineInput, linesOf, type RuleInput } from '../../support/rebates/documents.ts';
import { randomDocument, randomLine } from '../../support/rebates/random-documents.ts';

const ON = '2026-03-01';
const brief = ({ next, risk, ladder, outcome }: Position) => ({
  tier: outcome.earned.tier,
  distance: ladder.map(({ distance }) => (distance === null ? null : exactText(distance))),
  next: next && [
    exactText(next.size),
    exactText(next.gain.total),
    exactText(next.gain.own),
    exactText(next.gain.uplift),
  ],
  risk: risk && [exactText(risk.size), exactText(risk.gain.total)],
});
const only = (rule: RuleInput, lines: LineInput[], agreement: object = {}) => {
  const { positions } = positionsOf(readDocument(documentOf(rule, lines, { agreement })), 'D', ON);
  expect(positions).toHaveLength(1);
  return brief(positions[0]!);
};
/** 1 % from 100,000 on, 2 % from 200,000 on. */
const whole: RuleInput = {
  kind: 'whole_volume',
  tiers: [{ from: '100000', ratePpm: 10_000 }, { from: '200000', ratePpm: 20_000 }],
}; // biome-ignore format: one rule

describe('positions by hand', () => {
  test('the next tier lifts everything that was ordered before', () => {
    // 180,000 earn 1,800. 20,000 more: 200,000 · 2 % = 4,000, of it 400 on the order and 1,800 on what was there.
    // 80,000.01 back: 99,999.99 earn nothing.
    expect(only(whole, linesOf(['150000', '30000'], 'amount'))).toEqual({
      tier: 0,
      distance: [null, '20000'],
      next: ['20000', '2200', '400', '1800'],
      risk: ['-80000.01', '-1800'],
    });
  });

  test('above a threshold of ">" the next 分 reaches it, and standing on it a return of nothing less than it loses it', () => {
    const rule = { ...whole, edge: '>' } as RuleInput;
    // 100,000.01 · 1 % = 1,000.0001, payable 1,000.00.
    expect(only(rule, linesOf(['100000'], 'amount'))).toMatchObject({
      tier: null,
      next: ['0.01', '1000', '0', '1000'],
      risk: null,
    });
    // 150,000 fall back to 100,000 with 50,000 back.
    expect(only(rule, linesOf(['150000'], 'amount')).risk).toEqual(['-50000', '-1500']);
  });

  test('goods that count by half must be ordered twice', () => {
    // 90,000 of 180,000 count: 10,000 are missing, 20,000 to be ordered. Half of 200,000 · 1 %.
    const scope = { exclude: [{ match: {}, ratioPpm: 500_000 }] };
    expect(only(whole, linesOf(['180000'], 'amount'), { scope })).toMatchObject({ distance: ['10000', '110000'], next: ['20000', '1000', '100', '900'] }); // biome-ignore format: one expectation
  });

  test('tonnes are asked for where tonnes are counted, and money comes with them at the dealer’s own price', () => {
    // 46.8 t at 2,000. 3.2 t more: 50 t · 4,000 = 100,000 money, 2 % of 100,000 = 2,000 instead of 1 % of 93,600 = 936.
    const rule: RuleInput = {
      kind: 'whole_volume', qualifier: 'quantity',
      tiers: [{ from: '10', ratePpm: 10_000 }, { from: '50', ratePpm: 20_000 }],
    }; // biome-ignore format: one rule
    const lines = linesOf(['93600'], 'amount', () => ({ quantity: '46.8' }));
    expect(only(rule, lines)).toMatchObject({ distance: [null, '3.2'], next: ['3.2', '1064', '128', '936'] });
  });

  test('growth and targets are told in what is to be ordered', () => {
    // 10 % above 1,000 is 1,100; 1,050 are there. 5 % of 1,100.
    const growth: RuleInput = { kind: 'growth', payOn: 'whole', baseline: [{ value: '1000' }], tiers: [{ from: '100000', ratePpm: 50_000 }] }; // biome-ignore format: one rule
    expect(only(growth, linesOf(['1050'], 'amount'))).toMatchObject({
      distance: ['50'],
      next: ['50', '55', '2.5', '52.5'],
    });
    // 90 % of 1,000 earn 1 %, the whole of it 2 %: 100 missing, 20 − 9.
    const target: RuleInput = { kind: 'target', targets: [{ value: '1000' }], tiers: [{ from: '900000', ratePpm: 10_000 }, { from: '1000000', ratePpm: 20_000 }] }; // biome-ignore format: one rule
    expect(only(target, linesOf(['900'], 'amount'))).toMatchObject({ distance: [null, '100'], next: ['100', '11', '2', '9'], risk: ['-0.01', '-9'] }); // biome-ignore format: one expectation
  });

  test('a return that waits for its invoice endangers the tier', () => {
    const lines: LineInput[] = [
      { id: 'S', dealer: 'D', date: '2026-01-05', invoicedOn: '2026-01-06', amount: '110000' },
      { id: 'R', dealer: 'D', date: '2026-02-20', kind: 'return', amount: '-10000.01' },
    ];
    const at = (more: LineInput[]) => {
      const document = readDocument(
        documentOf(whole, [...lines.slice(0, 1), ...more], { agreement: { dateBasis: 'invoice' } }),
      );
      return positionsOf(document, 'D', ON).positions[0]!;
    };
    const open = at(lines.slice(1));
    expect([exactText(open.open.returns), open.isAtRisk]).toEqual(['-10000.01', true]);
    const less = at([{ ...lines[1]!, amount: '-10000' }]);
    expect([exactText(less.open.returns), less.isAtRisk]).toEqual(['-10000', false]);
  });

  test('dealers who share a tier lift each other, and each is told his own part', () => {
    const document = readDocument({
      ...documentOf(whole, [], { agreement: { groups: [{ id: 'G', kind: 'shared', members: ['D', 'E'] }] } }),
      lines: [
        { id: 'a', dealer: 'D', date: ON, amount: '60000' },
        { id: 'b', dealer: 'E', date: ON, amount: '30000' },
      ],
    });
    // 10,000 more by D: 1 % of his 70,000; E gains 300, which is not D's.
    expect(brief(positionsOf(document, 'D', ON).positions[0]!).next).toEqual(['10000', '700', '100', '600']);
  });
});

const seeded = { seed: Number(process.env.REBATE_SEED ?? 20_261_126), numRuns: Number(process.env.REBATE_RUNS ?? 40) };
const DEALER = 'D1';

/** Money payable to the dealer, told by the whole engine. */
function payableTo(document: CalculationDocument, lines: readonly SourceLine[], on: string): Rational {
  const [run] = calculate({ ...document, lines, runs: [{ asOf: on, kind: 'final' }] }).runs;
  return sum(
    (run?.results ?? [])
      .filter(({ unit }) => unit === 'money')
      .flatMap(({ payees }) => payees.filter(({ dealer }) => dealer === DEALER).map(({ payable }) => parse(payable))),
  );
}
function parse(text: string): Rational {
  const [n = '', d = '1'] = text.split('/');
  const [whole = '', fraction = ''] = n.split('.');
  return { n: BigInt(whole + fraction), d: BigInt(d) * 10n ** BigInt(fraction.length) };
}

test('a gain is R(with) − R(without), and its parts sum to it', () => {
  fc.assert(
    fc.property(randomDocument(12), randomLine(99), fc.constantFrom('2026-03-31', '2026-09-01'), (input, extra, on) => {
      const document = readDocument({ ...input, runs: undefined });
      const { lines: [line] } = readDocument({ ...input, runs: undefined, lines: [{ ...extra, dealer: DEALER }] }); // biome-ignore format: one line
      const { total, own, uplift, rest, byAgreement } = new WhatIf(document, { asOf: on, kind: 'final' }).gain(DEALER, [
        line!,
      ]);
      const without = payableTo(document, document.lines, on);
      const withIt = payableTo(document, [...document.lines, line!], on);
      expect(exactText(total)).toBe(exactText(subtract(withIt, without)));
      expect(equals(add(add(own, uplift), rest), total)).toBe(true);
      expect(equals(sum(byAgreement.map((one) => one.total)), total)).toBe(true);
    }),
    seeded,
  );
});

test('the least order reaches the next tier, and one unit less does not', () => {
  let reached = 0;
  fc.assert(
    fc.property(randomDocument(12), fc.constantFrom('2026-03-31', '2026-09-01'), (input, on) => {
      const document = readDocument({ ...input, runs: undefined });
      const { positions, whatIf } = positionsOf(document, DEALER, on);
      for (const { outcome, ladder, next, risk } of positions) {
        const { rule } = outcome.agreement;
        const edge = 'edge' in rule ? rule.edge : '>=';
        const qualifierWith = (line: SourceLine): Rational =>
          whatIf.with([line]).find((one) => one.agreement === outcome.agreement && one.account === outcome.account && one.span.key === outcome.span.key)?.earned.qualifier ?? ZERO; // biome-ignore format: one lookup
        const check = (step: typeof next, from: Rational | null, expected: boolean): void => {
          if (step === null) return;
          reached += 1;
          const unit = { n: expected ? -1n : 1n, d: 10n ** BigInt(placesOf(step.by)) };
          expect(reaches(qualifierWith(step.line), from, edge)).toBe(expected);
          const less = orderLike(step.line, step.by, add(step.size, unit), on);
          if (less === null || less.kind !== step.line.kind) return;
          const dated = { ...less, paidOn: step.line.paidOn };
          expect(reaches(qualifierWith(dated), from, edge)).toBe(!expected);
        };
        check(next, ladder.find(({ distance }) => distance !== null)?.from ?? null, true);
        check(risk, ladder.findLast((one) => one.reached)?.from ?? null, false);
      }
    }),
    seeded,
  );
  expect(reached).toBeGreaterThan(5);
});
