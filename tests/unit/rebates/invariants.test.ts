// Goal: what a ledger may rely on, whatever the agreements say. Method: seeded random documents of every kind of rule, and
// random decisions about one period; each test is one of the ledger's invariants.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  compare,
  multiply,
  type Rational,
  ratio,
  subtract,
  toFraction,
  ZERO,
} from '../../../db/domain/money/rational.ts';
import { calculate } from '../../../db/domain/rebates/calculate.ts';
import { explainChange } from '../../../db/domain/rebates/changes/explain-change.ts';
import { effectOf } from '../../../db/domain/rebates/effects.ts';
import type { CalculationResult, ResultEntry } from '../../../db/domain/rebates/schema/result.ts';
import { fraction } from '../../../db/domain/rebates/tell/fraction.ts';
import { confirm, deduct, earn, NOTHING, type Posting, settle } from '../../../db/headoffice/demo/entries.ts';
import { hiddenLimits, total, unexplained } from '../../support/rebates/promises.ts';
import { randomDocument } from '../../support/rebates/random-documents.ts';

const RUNS = Number(process.env.REBATE_RUNS ?? 60);
const seeded = { seed: Number(process.env.REBATE_SEED ?? 20_261_127), numRuns: RUNS };

const entriesOf = ({ runs }: CalculationResult): readonly ResultEntry[] => runs.flatMap(({ results }) => results);
/** Whether two exact numbers are one. */
const same = (a: Rational, b: Rational): void => expect(compare(a, b)).toBe(0);

describe('L10: posted is what is earned', () => {
  test('after all runs everything posted is R(now), and the last one again posts nothing', () => {
    fc.assert(
      fc.property(randomDocument(), (input) => {
        const { runs } = calculate({ ...input, posted: [] });
        const posted = runs.flatMap(({ postings }) => postings);
        const money = posted.filter(({ unit }) => unit === 'money').map(({ amount }) => amount);
        same(total(money), fraction(runs.at(-1)?.totals.payable ?? '0'));
        const decimals = posted.filter(({ amount }) => !amount.includes('/'));
        if (decimals.length < posted.length) return;
        const known = posted.map(({ agreement, dealer, period, part, amount }) => ({
          ...{ agreement, dealer, period, amount },
          ...(part === undefined ? {} : { part }),
        }));
        const again = calculate({ ...input, posted: known, runs: [input.runs?.at(-1) ?? {}] });
        expect(again.runs[0]?.postings).toEqual([]);
      }),
      seeded,
    );
  });
});

describe('L11: order changes nothing', () => {
  test('neither that of lines nor that of agreements', () => {
    const shuffled = randomDocument().chain((input) =>
      fc.record({
        input: fc.constant(input),
        lines: fc.shuffledSubarray([...input.lines], { minLength: input.lines.length }),
        agreements: fc.shuffledSubarray([...input.agreements], { minLength: input.agreements.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ input, lines, agreements }) => {
        expect(calculate({ ...input, lines, agreements })).toEqual(calculate(input));
      }),
      seeded,
    );
  });
});

describe('L12: lines explain the amount', () => {
  test('what lines have, and what no line brought, sums to the payable amount, to the 分', () => {
    fc.assert(
      fc.property(randomDocument(), (input) => {
        for (const entry of entriesOf(calculate(input))) expect(unexplained(entry)).toEqual([]);
      }),
      seeded,
    );
  });
});

describe('L13: a history of imports ends where one import does', () => {
  test('runs day by day post in sum what one run at the end does', () => {
    fc.assert(
      fc.property(randomDocument(), (input) => {
        const last = input.runs?.at(-1) ?? {};
        const post = (runs: typeof input.runs): Map<string, string> => {
          const sums = new Map<string, Rational>();
          for (const { postings } of calculate({ ...input, posted: [], runs }).runs) {
            for (const { agreement, dealer, period, part, amount } of postings) {
              const key = JSON.stringify([agreement, dealer, period, part]);
              sums.set(key, add(sums.get(key) ?? ZERO, fraction(amount)));
            }
          }
          return new Map([...sums].filter(([, { n }]) => n !== 0n).map(([key, value]) => [key, toFraction(value)]));
        };
        expect(post(input.runs ?? [last])).toEqual(post([last]));
      }),
      seeded,
    ); // biome-ignore format: one call
  });
});

describe('L14: no more is confirmed than earned, no more paid than confirmed', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('earn' as const), to: fc.integer({ min: 0, max: 10_000 }) }),
    fc.record({ do: fc.constantFrom('confirm' as const, 'settle' as const, 'settle_in_cash' as const) }),
    fc.record({ do: fc.constant('deduct' as const), part: fc.integer({ min: 1, max: 9 }) }),
  );
  test('after every decision, and every entry balances', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let balance = NOTHING;
        let earned = 0;
        const sums = { accrued: 0, confirmed: 0, settled: 0, deducted: 0 };
        const enter = ({ kind, legs, balance: after }: Posting): void => {
          expect(legs.length).toBeGreaterThan(1);
          for (const { debitFen, creditFen } of legs) expect(debitFen > 0 !== creditFen > 0).toBe(true);
          expect(legs.reduce((off, { debitFen, creditFen }) => off + debitFen - creditFen, 0)).toBe(0);
          const effect = effectOf({ kind, baseFen: 0, legs });
          sums.accrued += effect.accruedFen;
          sums.confirmed += effect.confirmedFen;
          sums.settled += effect.settledFen;
          sums.deducted += effect.deductedFen;
          balance = after;
        };
        for (const one of steps) {
          if (one.do === 'earn' && one.to !== earned) {
            enter(earn(balance, one.to - earned));
            earned = one.to;
          } else if (one.do === 'confirm' && balance.accruedFen > 0) enter(confirm(balance));
          else if (one.do === 'settle' && balance.payableFen > 0) enter(settle(balance, false));
          else if (one.do === 'settle_in_cash' && balance.payableFen > 0) enter(settle(balance, true));
          else if (one.do === 'deduct' && balance.payableFen >= 10) {
            enter(deduct(balance, Math.floor((balance.payableFen * one.part) / 10)));
          }
          expect(sums.accrued).toBe(earned);
          expect(sums.accrued - sums.confirmed).toBe(balance.accruedFen);
          expect(sums.confirmed + sums.deducted - sums.settled).toBe(balance.payableFen);
          expect(sums.confirmed).toBeLessThanOrEqual(earned);
          expect(sums.settled).toBeLessThanOrEqual(sums.confirmed + sums.deducted);
        }
      }),
      { ...seeded, numRuns: RUNS * 5 },
    );
  });
});

describe('L15: marginal tables rise without a jump', () => {
  const table = fc
    .array(fc.record({ step: fc.integer({ min: 1, max: 900 }), rate: fc.integer({ min: 0, max: 30_000 }) }), {
      minLength: 1,
      maxLength: 5,
    })
    .map((steps) => {
      let from = 0;
      return steps.map(({ step, rate }) => {
        from += step;
        return { from: `${from}.00`, ratePpm: rate };
      });
    });
  const earned = (kind: 'marginal' | 'whole_volume', tiers: readonly object[], cents: number): Rational => {
    const amount = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
    const { runs } = calculate({
      schema: 'rebates/1',
      rounding: { mode: 'NONE' },
      agreements: [{ id: 'A', from: '2026-01-01', to: '2027-01-01', rule: { kind, tiers } }],
      lines: [{ id: 'L', dealer: 'D', date: '2026-02-01', amount }],
    });
    return fraction(runs[0]?.results[0]?.exact ?? '0');
  };
  test('between two volumes never less than nothing and never more than the highest rate on the difference', () => {
    fc.assert(
      fc.property(table, fc.nat(500_000), fc.nat(500_000), (tiers, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const rise = subtract(earned('marginal', tiers, high), earned('marginal', tiers, low));
        const top = Math.max(...tiers.map(({ ratePpm }) => ratePpm));
        expect(compare(rise, ZERO)).toBeGreaterThanOrEqual(0);
        expect(compare(rise, multiply(ratio(high - low, 100), ratio(top, 1_000_000)))).toBeLessThanOrEqual(0);
      }),
      seeded,
    );
  });
  test('a whole-volume table jumps only where a tier begins', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 500_000 }), (tiers, cents) => {
        const rise = subtract(earned('whole_volume', tiers, cents), earned('whole_volume', tiers, cents - 1));
        const begins = tiers.some(({ from }) => Number(from) * 100 === cents);
        const rate = tiers.findLast(({ from }) => Number(from) * 100 <= cents)?.ratePpm ?? 0;
        if (!begins) same(rise, multiply(ratio(1, 100), ratio(rate, 1_000_000)));
      }),
      seeded,
    );
  });
});

describe('L16: limits are lines of their own', () => {
  test('steps sum to the payable amount, and what lies above a cap was taken by a step called cap', () => {
    fc.assert(
      fc.property(randomDocument(), (input) => {
        const termed = new Set(input.agreements.filter(({ cap }) => cap?.across === 'term').map(({ id }) => id));
        for (const entry of entriesOf(calculate(input))) {
          expect(hiddenLimits(entry, termed.has(entry.agreement))).toEqual([]);
        }
      }),
      seeded,
    );
  });
});

describe('why it changed', () => {
  test('causes sum to the difference, exactly, between any two runs', () => {
    let told = 0;
    fc.assert(
      fc.property(randomDocument(), (input) => {
        const { runs } = calculate(input);
        const [first] = runs;
        const last = runs.at(-1);
        if (first === undefined || last === undefined) return;
        const payable = new Map(last.results.map((entry) => [`${entry.agreement} ${entry.dealer} ${entry.period.key}`, entry.payable]));
        for (const change of explainChange(first, last)) {
          same(total(change.causes.map(({ amount }) => amount)), fraction(change.difference));
          same(
            subtract(fraction(change.after?.payable ?? '0'), fraction(change.before?.payable ?? '0')),
            fraction(change.difference),
          );
          expect(change.after?.payable).toBe(payable.get(`${change.agreement} ${change.dealer} ${change.period.key}`));
          for (const { amount, lines } of change.causes) {
            if (lines.length > 0) same(total(lines.map((line) => line.amount)), fraction(amount));
          }
          told += 1;
        }
        expect(explainChange(last, last)).toEqual([]);
      }),
      seeded,
    );
    expect(told).toBeGreaterThan(RUNS / 4);
  }); // biome-ignore format: one call
});
