// Goal: what a policy would have cost, for whom, and what it invites to. Method: two dealers and a year small enough to be
// worked out by hand, the arithmetic beside each figure; properties on random documents: the cost is what the engine
// calculates, dealers sum to it, and a volume of 0 % changes nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDecimal, sum } from '../../../db/domain/money/rational.ts';
import { calculate } from '../../../db/domain/rebates/calculate.ts';
import { simulate } from '../../../db/domain/rebates/policy/simulate.ts';
import { tellSimulation } from '../../../db/domain/rebates/policy/tell-simulation.ts';
import { readShape } from '../../../db/domain/rebates/read/read-document.ts';
import { SimulationDocument, SimulationResult } from '../../../db/domain/rebates/schema/simulation.ts';
import { exactText } from '../../../db/domain/rebates/tell/tell-outcome.ts';
import { type AgreementInput, agreementOf, type LineInput } from '../../support/rebates/documents.ts';
import { randomDocument } from '../../support/rebates/random-documents.ts';

function run(input: object): SimulationResult {
  const document = readShape(SimulationDocument, { schema: 'rebates-simulation/1', ...input });
  const running = simulate(document);
  let state = running.next();
  while (state.done !== true) state = running.next();
  return SimulationResult.parse(tellSimulation(document, state.value));
}

const lines: LineInput[] = [
  { id: '1', dealer: 'D1', date: '2026-01-10', amount: '800' },
  { id: '2', dealer: 'D1', date: '2026-03-25', amount: '100' },
  { id: '3', dealer: 'D2', date: '2026-01-20', amount: '1200' },
];
const percent = agreementOf({ kind: 'percent', ratePpm: 10_000 }, { id: 'OLD', period: { unit: 'quarter' } });
/** 3 % on everything from 1,000 a quarter on. */
const steep = agreementOf(
  { kind: 'whole_volume', tiers: [{ from: '1000', ratePpm: 30_000 }] },
  { id: 'NEW', period: { unit: 'quarter' } },
);
const policy = (...agreements: AgreementInput[]) => ({ agreements });

describe('by hand', () => {
  const result = run({ lines, current: policy(percent), proposed: policy(steep), nearPpm: 100_000 });

  test('cost, winners and losers', () => {
    // 1 % of 900 and 1,200 was 9 and 12; 3 % of 1,200 is 36, of 900 nothing.
    expect(result.cost).toEqual({ current: '21.00', proposed: '36.00', difference: '15.00' });
    expect(result.dealers).toEqual([
      { dealer: 'D1', current: '9.00', proposed: '0.00', difference: '-9.00', outcome: 'loses' },
      { dealer: 'D2', current: '12.00', proposed: '36.00', difference: '24.00', outcome: 'wins' },
    ]);
    expect([result.winners, result.losers]).toEqual([1, 1]);
    expect(result.agreements.map(({ agreement, difference }) => [agreement, difference])).toEqual([['NEW', '36.00'], ['OLD', '-21.00']]); // biome-ignore format: pairs
  });

  test('the cliff that a dealer just missed', () => {
    // 900 is 100 below 1,000, where 3 % of 1,000 wait. 1,200 is too far above.
    expect(result.cliffs).toEqual([
      { agreement: 'NEW', account: 'D1', period: '2026Q1', tier: 1, at: '1000', qualifier: '900', distance: '-100', reached: false, jump: '30.00' },
    ]); // biome-ignore format: one row
  });

  test('压货: ordering the last days’ goods once more and sending them back', () => {
    // 100 more on 31 March reach 1,000: 30. Sent back on 1 April they cost nothing: below 1,000 nothing is earned.
    expect(result.pullForward).toEqual([{ dealer: 'D1', on: '2026-03-31', goods: '100.00', gain: '30.00' }]);
  });

  test('压货 is listed only where it brings more than the money of the goods costs', () => {
    // 1,000,000 once more for 15 days at 6 % a year cost 2,465.75…; the lump of the tier is 1 分 less, or 1 分 more.
    const held = [{ id: '1', dealer: 'D1', date: '2026-03-31', amount: '1000000' }];
    const tried = (lump: string) =>
      run({
        lines: held,
        proposed: policy(agreementOf({ kind: 'whole_volume', tiers: [{ from: '2000000', lump }] }, { id: 'NEW', period: { unit: 'quarter' } })),
      }).pullForward.map(({ gain }) => gain); // biome-ignore format: one agreement
    expect(tried('2465.75')).toEqual([]);
    expect(tried('2465.76')).toEqual(['2465.76']);
  });

  test('more and less volume', () => {
    // −10 %: 0.9 · 21; D2 1,080 · 3 %. +10 %: 1.1 · 21; 990 is still below, 1,320 · 3 %.
    expect(result.volumes).toEqual([
      { volumePpm: '-100000', current: '18.90', proposed: '32.40', difference: '13.50' },
      { volumePpm: '100000', current: '23.10', proposed: '39.60', difference: '16.50' },
    ]);
  });

  test('exposure without a bound is said, and with a cap it is told', () => {
    expect(result.exposure).toEqual({
      finite: false,
      most: null,
      agreements: [{ agreement: 'NEW', version: 1, accounts: 2, periods: 4, most: null, ratePpm: '30000' }],
    });
    // Two dealers, four quarters, 100 each.
    const capped = run({ lines, proposed: policy({ ...steep, cap: { amount: '100' } }) });
    expect(capped.exposure).toMatchObject({ finite: true, most: '800.00' });
  });

  test('what another order of the same agreements would cost', () => {
    // A pays 10 %, at most 50; B 10 % of what A leaves: 50 + 95. The other way round 100 + 50, and 50 + 100 beside each other.
    const a = agreementOf({ kind: 'percent', ratePpm: 100_000 }, { id: 'A', cap: { amount: '50' } });
    const b = agreementOf({ kind: 'percent', ratePpm: 100_000 }, { id: 'B' });
    const { orders } = run({
      lines: [{ id: '1', dealer: 'D1', date: '2026-01-10', amount: '1000' }],
      proposed: { ...policy(a, b), stacking: { edges: [{ from: 'A', to: 'B', basis: 'net' }] } },
    });
    expect(orders).toEqual({
      variants: [
        { kind: 'as_proposed', agreements: [], total: '145.00' },
        { kind: 'edge_reversed', agreements: ['B', 'A'], total: '150.00' },
        { kind: 'additive', agreements: [], total: '150.00' },
      ],
      least: '145.00',
      most: '150.00',
    });
  });

  test('history of one year under terms of the next, 29 February included', () => {
    const old = [{ id: '1', dealer: 'D1', date: '2024-02-29', amount: '1000' }];
    const before = agreementOf({ kind: 'percent', ratePpm: 10_000 }, { from: '2024-01-01', to: '2025-01-01' });
    const { cost } = run({ lines: old, current: policy(before), proposed: policy(steep), yearsLater: 2 });
    expect(cost).toEqual({ current: '10.00', proposed: '30.00', difference: '20.00' });
  });
});

test('the cost is what the engine calculates, dealers sum to it, and 0 % volume changes nothing', () => {
  fc.assert(
    fc.property(randomDocument(8), ({ agreements: random, stacking, lines: history }) => {
      // What is published is rounded to 分, so that sums are only equal where agreements round to it as well.
      const agreements = random.map(({ rounding: _, ...agreement }) => agreement);
      const own = { agreements, ...(stacking === undefined ? {} : { stacking }) };
      const result = run({ lines: history, current: own, proposed: own, volumesPpm: ['0'] });
      const whole = { schema: 'rebates/1', ...own, lines: history, outsideLines: 'ignore', runs: [{ kind: 'final' }] };
      const [engine] = calculate(whole).runs;
      expect(exactText(parseDecimal(result.cost.current))).toBe(exactText(fraction(engine!.totals.payable)));
      expect(exactText(sum(result.dealers.map(({ current }) => parseDecimal(current))))).toBe(
        exactText(parseDecimal(result.cost.current)),
      );
      expect(result.volumes[0]).toMatchObject({ proposed: result.cost.proposed });
      expect(Number(result.orders.least)).toBeLessThanOrEqual(Number(result.cost.proposed));
    }),
    { seed: 20_261_126, numRuns: Number(process.env.REBATE_RUNS ?? 8) },
  );
});

const fraction = (text: string) => {
  const [n = '', d = '1'] = text.split('/');
  const { n: top, d: bottom } = parseDecimal(n);
  return { n: top, d: bottom * BigInt(d) };
};
