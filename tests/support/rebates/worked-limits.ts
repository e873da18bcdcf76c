import { expect } from 'vitest';
import { z } from 'zod';
import { parseDecimal, subtract, sum, toDecimal, ZERO } from '../../../db/domain/money/rational.ts';
import { calculate } from '../../../db/domain/rebates/calculate.ts';
import {
  type AgreementInput,
  agreementOf,
  type DocumentInput,
  day,
  documentOf,
  type LineInput,
  linesOf,
  only,
  onlyRun,
  plain,
  postedBy,
  type RuleInput,
} from './documents.ts';
import {
  differences,
  exact,
  type Inputs,
  oneByOne,
  ppm,
  priorAndNow,
  sumText,
  Text,
  text,
  texts,
  tiered,
  type Worked,
} from './worked-tools.ts';

/** Cases about limits, time, stacking, corrections and the ledger. */
export const LIMITS: Worked = {
  'sap-ccm-fixed-amount-catchup': ({ lumpSum, days, firstSalesDay }) => {
    const rule = { kind: 'over_time', amount: text(lumpSum), by: 'days' } as const;
    const agreement = { dealers: ['D'], to: day(Number(days) + 1) };
    const upTo = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, n) => ({ asOf: day(first + n) }));
    const daily = postedBy(documentOf(rule, [], { agreement, runs: upTo(1, Number(firstSalesDay)) }));
    expect(new Set(daily).size).toBe(1);
    return {
      dailyRate: daily[0],
      cumulativeAtDay11: plain(sumText(daily)),
      // Without sales nothing is posted until day 11: then the same sum in one posting.
      sapPostedOnDay11: postedBy(documentOf(rule, [], { agreement, runs: upTo(11, 11) }))[0],
    };
  },
  'jde-volume-rebate-accrual-vs-earned': (inputs) => {
    const orders = z.array(z.object({ date: z.string(), amount: z.string() })).parse(inputs.orders);
    const lines = orders.map(({ date, amount }, n) => ({ id: `O${n}`, dealer: 'D', date: `2026-${date}`, amount }));
    const { runs } = calculate(
      documentOf(tiered('whole_volume', { ...inputs, boundary: 'UPPER_INCLUSIVE' }), lines, {
        agreement: { accrual: { ratePpm: ppm(text(inputs.accrualRatePct)) } },
        runs: [{ asOf: '2026-06-30' }, { asOf: '2026-07-30' }, { asOf: '2026-12-31' }],
      }),
    );
    expect(runs.map(({ totals }) => plain(totals.posted))).toEqual(['2000', '8000', '-2500']);
    return {
      firstOrderEarned: runs[0]?.results[0]?.earned,
      firstOrderAccrual: plain(runs[0]?.totals.payable ?? ''),
      finalVolume: runs[2]?.results[0]?.qualifier,
      finalEarned: plain(runs[2]?.totals.payable ?? ''),
    };
  },
  'netsuite-accrual-grouping': ({ lines }) => {
    const rows = z
      .array(z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string(), z.string()]))
      .parse(lines);
    const { groups = [] } = onlyRun({
      schema: 'rebates/1',
      agreements: ['AG1', 'AG2'].map((id) =>
        agreementOf(
          { kind: 'percent', ratePpm: 1_000_000 },
          { id, scope: { include: [{ match: { attributes: { agreement: [id] } } }] } },
        ),
      ),
      groupBy: ['class', 'department', 'location'],
      lines: rows.map(([document, sku, agreement, amount, c, d, l]) => ({
        id: `${document}-${sku}`, document, sku, dealer: 'D', date: day(1), amount,
        attributes: { agreement, class: c, department: d, location: l },
      })), // biome-ignore format: one line a field group
    });
    return Object.fromEntries(
      groups.map(({ agreement, by, payable }) => [
        `${agreement}|${by.class}|${by.department}|${by.location}`,
        plain(payable),
      ]),
    );
  },
  'd365-reduction-4321': reduction,
  'd365-reduction-1234': reduction,
  'ifrsbuddy-volume-discount': ({ price, discountedPrice, thresholdUnits, q1Units, q2Units }) => {
    const lines = linesOf([text(q1Units), text(q2Units)], 'quantity', (value) => ({
      amount: String(Number(value) * Number(price)),
    }));
    const off = String(Number(price) - Number(discountedPrice));
    const forecast = (qualifier: number) => [{ agreement: 'A', qualifier }];
    const { runs } = calculate(
      documentOf(
        {
          kind: 'whole_volume',
          qualifier: 'quantity',
          edge: '>',
          tiers: [{ from: text(thresholdUnits), perUnit: off }],
        },
        lines,
        {
          runs: [
            { asOf: day(1), kind: 'partial', forecasts: forecast(500) },
            { asOf: day(2), kind: 'partial', forecasts: forecast(1000) },
          ],
        },
      ),
    );
    const revenue = runs.map(({ results, totals }) =>
      subtract(parseDecimal(results[0]?.measure ?? ''), parseDecimal(totals.payable)),
    );
    const shown = revenue.map((value) => toDecimal(value) ?? '');
    return { q1Revenue: shown[0], cumulativeRevenue: shown[1], q2Revenue: differences(shown)[1] };
  },
  'textbook-frozen-delights': ({ cartons, labelsPerRebate, rebate, redemptionPct, labelsRedeemed }) => {
    // Expected for each carton: 30 % of a quarter of 3.
    const perUnit = String((Number(rebate) * Number(redemptionPct)) / Number(labelsPerRebate) / 100);
    const lines: LineInput[] = [
      { id: 'sold', dealer: 'D', date: day(1), quantity: text(cartons), measures: { labels: '0' } },
      { id: 'sent', dealer: 'D', date: day(300), quantity: '0', measures: { labels: text(labelsRedeemed) } },
    ];
    const { runs } = calculate(
      documentOf(
        { kind: 'package', size: text(labelsPerRebate), amount: text(rebate), counting: 'full', units: 'labels' },
        lines,
        { agreement: { accrual: { perUnit } }, runs: [{ asOf: day(1) }, { asOf: '2026-12-31' }] },
      ),
    );
    const [accrual = '', released = ''] = runs.map(({ totals }) => plain(totals.posted));
    return { accrual, redeemed: plain(runs[1]?.totals.payable ?? ''), released: released.replace('-', '') };
  },
  'lago-per-transaction-min-max': ({ transactions, ratePct, min, max }) => {
    const rule = { kind: 'percent', ratePpm: ppm(text(ratePct)), per: 'line' } as const;
    const lines = linesOf(texts(transactions), 'amount');
    return {
      uncapped: only(documentOf(rule, lines, exact)).exact,
      total: only(
        documentOf(rule, lines, { ...exact, agreement: { each: { minimum: text(min), maximum: text(max) } } }),
      ).exact,
    };
  },
  'lago-prorated-graduated-returns': (inputs) => ({ amountRounded2: only(proratedReturns(inputs)).payable }),
  'lago-negative-total-floors-at-zero': (inputs) => ({ amount: plain(only(proratedReturns(inputs)).payable) }),
  'openmeter-min-commitment': (inputs) => {
    const results = texts(inputs.minimum).map((amount) =>
      only(
        documentOf(tiered('whole_volume', inputs, 'quantity'), linesOf([text(inputs.qty)], 'quantity'), {
          agreement: { minimum: { amount } },
        }),
      ),
    );
    return {
      topUp: results.map(({ steps }) => steps.find(({ kind }) => kind === 'minimum')?.exact ?? '0'),
      total: results.map(({ payable }) => plain(payable)),
    };
  },
  'openmeter-max-spend': (inputs) => {
    const result = only(
      documentOf(tiered('whole_volume', inputs, 'quantity'), linesOf([text(inputs.qty)], 'quantity'), {
        agreement: { cap: { amount: text(inputs.cap) } },
      }),
    );
    return {
      gross: result.earned,
      capAdjustment: result.steps.find(({ kind }) => kind === 'cap')?.exact,
      total: plain(result.payable),
    };
  },
  'openmeter-graduated-cap-mid-period': (inputs) => {
    const [alreadyBooked, posted] = priorAndNow(inputs, { cap: { amount: text(inputs.cap) } });
    return { alreadyBooked, posted };
  },
  'openmeter-period-preserving-late': ({ perUnit, bookedP1, p1Now, cumulativeP2 }) => {
    const late = Number(p1Now) - Number(bookedP1);
    const second = Number(cumulativeP2) - Number(p1Now);
    const document = monthly({ kind: 'per_unit', perUnit: text(perUnit) }, [
      { date: '2026-01-10', quantity: text(bookedP1) },
      { date: '2026-01-20', quantity: String(late), recordedOn: '2026-02-28' },
      { date: '2026-02-10', quantity: String(second) },
    ], ['2026-01-31', '2026-02-28']); // biome-ignore format: table
    const postings = calculate(document).runs[1]?.postings ?? [];
    const of = (part: string) => plain(postings.find((posting) => posting.part === part)?.amount ?? '');
    return { p1Correction: of('2026-01'), p2: of('2026-02'), deltaModeP2: postedBy(document)[1] };
  },
  'openmeter-period-preserving-cap': ({ perUnit, cap, p1, p2, lateP1 }) => {
    const document = monthly({ kind: 'per_unit', perUnit: text(perUnit) }, [
      { date: '2026-01-10', quantity: text(p1) },
      { date: '2026-02-10', quantity: text(p2) },
      { date: '2026-01-20', quantity: text(lateP1), recordedOn: '2026-03-01' },
    ], ['2026-01-31', '2026-02-28', '2026-03-01'], { cap: { amount: text(cap) } }); // biome-ignore format: table
    const { runs } = calculate(document);
    const of = (part: string) => plain(runs[2]?.postings.find((posting) => posting.part === part)?.amount ?? '');
    const [run1, run2, run3] = postedBy(document);
    expect(run3).toBe('0');
    return { run1, run2, lateP1: of('2026-01'), lateP2: of('2026-02') };
  },
  'metasfresh-split-line-rounding-2': (inputs) => {
    const [first = '', second = ''] = texts(inputs.ratesPct);
    const result = only(
      documentOf(
        {
          kind: 'marginal',
          qualifier: 'quantity',
          attribution: 'in_order',
          edge: '>',
          tiers: [{ ratePpm: ppm(first) }, { from: String(Number(inputs.tier2FromUnit) - 1), ratePpm: ppm(second) }],
        },
        linesOf([text(inputs.lineQty)], 'quantity', () => ({ amount: text(inputs.lineAmount) })),
      ),
    );
    return { parts: result.parts.map(({ allocated }) => allocated) };
  },
  'adempiere-credit-notes-reduce-base': ({ invoices, creditNotes, ratePct }) => ({
    correct: plain(
      only(
        documentOf(
          { kind: 'percent', ratePpm: ppm(text(ratePct)) },
          linesOf([text(invoices), `-${text(creditNotes)}`], 'amount'),
        ),
      ).payable,
    ),
    // What the bug gave: credit notes added.
    buggy: oneByOne([String(Number(invoices) + Number(creditNotes))], 'amount', {
      kind: 'percent',
      ratePpm: ppm(text(ratePct)),
    })[0],
  }),
  'tigerbeetle-close-account': (inputs) => {
    const balance = (name: string): string => {
      const { dr, cr } = z.object({ dr: Text, cr: Text }).parse(inputs[name]);
      return toDecimal(subtract(parseDecimal(cr), parseDecimal(dr))) ?? '';
    };
    const unsigned = (name: string): string => balance(name).replace('-', '');
    return { closingA: unsigned('A'), closingB: unsigned('B'), C_dr: unsigned('B'), C_cr: unsigned('A') };
  },
  'hledger-931-half-cents': ({ postings }) => ({ sum: toDecimal(sum(texts(postings).map(parseDecimal))) }),
  'beancount-828-precision': ({ sets }) => ({
    inferred: z
      .array(z.array(Text))
      .parse(sets)
      .map((set) => toDecimal(subtract(ZERO, sum(set.map(parseDecimal))))),
  }),
};

/** Deals 3 and 4 are net of what was processed before them, except of deal 2. */
function reduction(inputs: Inputs): Record<string, unknown> {
  const deals = z
    .record(
      z.string(),
      z.object({ ratePct: Text, applyReduction: z.boolean(), excludeFromReduction: z.boolean().optional() }),
    )
    .parse(inputs.deals);
  const sequence = texts(inputs.sequence);
  const edges = sequence.flatMap((to, n) =>
    sequence.slice(0, n).map((from) => {
      const net = deals[to]?.applyReduction === true && to !== '2' && deals[from]?.excludeFromReduction !== true;
      return { from, to, basis: net ? ('net' as const) : ('gross' as const) };
    }),
  );
  const document: DocumentInput = {
    schema: 'rebates/1',
    agreements: Object.entries(deals).map(([id, { ratePct }]) =>
      agreementOf({ kind: 'percent', ratePpm: ppm(ratePct) }, { id }),
    ),
    stacking: { edges },
    lines: linesOf([text(inputs.lineValue)], 'amount'),
  };
  return { total: plain(onlyRun(document).totals.payable) };
}

function proratedReturns(inputs: Inputs): DocumentInput {
  const prorated = texts(inputs.prorated);
  const lines = linesOf(texts(inputs.events), 'quantity', (_, n) => ({ measures: { prorated: prorated[n] ?? '' } }));
  const rule = { ...tiered('marginal', inputs, 'quantity'), units: 'prorated', attribution: 'in_order' } as const;
  return documentOf(rule, lines, { agreement: { negative: 'floor' } });
}

function monthly(
  rule: RuleInput,
  lines: readonly Partial<LineInput>[],
  days: readonly string[],
  more: Partial<AgreementInput> = {},
): DocumentInput {
  return documentOf(rule, lines.map((line, n) => ({ id: `L${n}`, dealer: 'D', date: day(1), ...line })), {
    agreement: { postBy: { unit: 'month' }, ...more },
    runs: days.map((asOf) => ({ asOf, kind: 'partial' as const })),
  }); // biome-ignore format: one document
}
