import { expect } from 'vitest';
import { z } from 'zod';
import { parseDecimal, subtract, toDecimal } from '../../../db/domain/money/rational.ts';
import { agreementOf, day, documentOf, linesOf, only, onlyRun, plain, postedBy } from './documents.ts';
import { exact, type Inputs, oneByOne, ppm, sumText, text, texts, type Worked } from './worked-tools.ts';

/** Cases of Chinese agreements, and growth. */
export const CHINESE: Worked = {
  'cn-yonyou-task-rebate': ({ target, reward, collected }) => ({
    rebate: texts(collected).map((amount) =>
      plain(
        only(
          documentOf({ kind: 'lump_sum', lump: text(reward), target: text(target) }, [
            { id: 'R', dealer: 'D', date: day(1), kind: 'receipt', amount },
          ]),
        ).payable,
      ),
    ),
  }),
  'idco-growth-from-dollar-one': (inputs) => {
    const steps = z.array(z.tuple([z.number(), z.string()])).parse(inputs.growthSteps);
    const rates = (growths: readonly string[], rise: string) =>
      growths.map((growth) => {
        const result = only(
          documentOf(
            {
              kind: 'growth',
              payOn: 'whole',
              tiers: [
                { ratePpm: ppm(text(inputs.baseRatePct)) },
                ...steps.map(([from, pct]) => ({ from: ppm(String(from)), ratePpm: ppm(pct) })),
              ],
              baseline: [{ value: '10000' }],
              priceIncreasePpm: ppm(rise),
              normalise: 'shift_targets',
            },
            linesOf([String(10_000 + 100 * Number(growth))], 'amount'),
          ),
        );
        return toDecimal({
          n: parseDecimal(result.parts[0]?.rate ?? '').n * 100n,
          d: parseDecimal(result.parts[0]?.rate ?? '').d,
        });
      });
    return {
      ratePct: rates(texts(inputs.growthPct), '0'),
      ratePctAfterIncrease: rates(texts(inputs.growthPctAfterIncrease), text(inputs.priceIncreaseShiftPct)),
    };
  },
  'cn-frozen-food-quarter-rebate': ({ saleAmt, saleNotExistAmt, salesPlan, rebateRatePct }) => {
    const rest = toDecimal(subtract(parseDecimal(text(saleAmt)), parseDecimal(text(saleNotExistAmt)))) ?? '';
    const lines = [
      { id: 'counted', dealer: 'D', date: day(1), sku: 'in', amount: rest },
      { id: 'not', dealer: 'D', date: day(1), sku: 'out', amount: text(saleNotExistAmt) },
    ];
    const result = only(
      documentOf(
        {
          kind: 'target',
          tiers: [{ from: 1_000_000, ratePpm: ppm(text(rebateRatePct)) }],
          targets: [{ value: text(salesPlan) }],
        },
        lines,
        {
          agreement: {
            period: { unit: 'quarter' },
            to: '2026-04-01',
            scope: { exclude: [{ match: { sku: ['out'] } }] },
          },
        },
      ),
    );
    return { base: result.measure, rebate: result.payable };
  },
  'cn-frozen-food-partial-exclusion': ({ amount, saleNotExistRatio }) => {
    const ratioPpm = Math.round(Number(saleNotExistRatio) * 1_000_000);
    const result = only(
      documentOf({ kind: 'percent', ratePpm: 1_000_000 }, linesOf([text(amount)], 'amount'), {
        agreement: { scope: { exclude: [{ match: {}, ratioPpm }] } },
      }),
    );
    return { excluded: toDecimal(subtract(parseDecimal(text(amount)), parseDecimal(result.measure))) };
  },
  'cn-yonyou-collection-rebate': (inputs) => ({ ratePct: payment(inputs, 'ratePct') }),
  'cn-contract-collection-coefficient': (inputs) => ({ coefficientPct: payment(inputs, 'coefficient') }),
  'cn-annual-purchase-lump-table': ({ table, purchases }) => {
    const rows = z.array(z.tuple([z.string(), z.string()])).parse(table);
    return {
      award: oneByOne(texts(purchases), 'amount', {
        kind: 'whole_volume',
        tiers: rows.map(([from, lump]) => ({ from, lump })),
      }),
    };
  },
  'cn-agreement-90pct-gate': ({ gatePct, classes }) => {
    const rates = z.record(z.string(), z.array(z.number())).parse(classes);
    // A target of 100 at 200 sold: quarter and year on everything, the excess on what lies above; at 89 nothing.
    const shown = (key: string) => {
      const [quarter = 0, year = 0, above = 0] = rates[key] ?? [];
      return [[quarter, 0], [year, 0], [0, above]].map(([rate = 0, excess = 0]) => {
        const document = (amount: string) => documentOf(
          {
            kind: 'target', targets: [{ value: '100' }], tiers: [{ from: ppm(text(gatePct)), ratePpm: ppm(String(rate)) }],
            excess: { ratePpm: ppm(String(excess)) },
          },
          linesOf([amount], 'amount'), exact); // biome-ignore format: one document
        expect(only(document('89')).exact).toBe('0');
        return only(document(rate > 0 ? '100' : '200')).exact;
      }); // biome-ignore format: table
    };
    return { rates200to500: shown('200000-500000'), rates100to200: shown('100000-200000') };
  },
  'cn-monthly-accrual-4167-TRAP': ({ annualRebate, months, printedMonthly }) => {
    const runs = Array.from({ length: Number(months) }, (_, n) => ({
      asOf: new Date(Date.UTC(2026, n + 1, 0)).toISOString().slice(0, 10),
    }));
    const posted = postedBy(
      documentOf({ kind: 'over_time', amount: text(annualRebate), by: 'months' }, [], {
        agreement: { dealers: ['D'] },
        runs,
      }),
    );
    return {
      naiveTotal: String(Number(printedMonthly) * Number(months)),
      correctTotal: plain(sumText(posted)),
      firstMonthCents: posted[0],
    };
  },
};

/** What 100 earns when it is paid after so many days, in percent. */
function payment(inputs: Inputs, of: 'ratePct' | 'coefficient'): string[] {
  const bands = z.array(z.tuple([z.number(), z.number()])).parse(inputs.bands);
  return texts(inputs.days).map((days) => {
    const line = {
      id: 'L',
      dealer: 'D',
      date: day(1),
      invoicedOn: day(1),
      paidOn: day(1 + Number(days)),
      amount: '100',
    };
    const rule = {
      kind: 'payment',
      bands: bands.map(([upToDays, pct]) => ({ upToDays, ratePpm: ppm(String(pct)) })),
    } as const;
    if (of === 'ratePct') return plain(only(documentOf(rule, [line])).payable);
    // A rebate of 100 on the line, of which the coefficient leaves so much.
    return plain(
      onlyRun({
        schema: 'rebates/1',
        agreements: [
          agreementOf({ kind: 'percent', ratePpm: 1_000_000 }, { id: 'earned', pays: 'nothing' }),
          agreementOf(rule, { id: 'paid' }),
        ],
        stacking: { edges: [{ from: 'earned', to: 'paid', basis: 'rebate' }] },
        lines: [line],
      }).totals.payable,
    );
  });
}
