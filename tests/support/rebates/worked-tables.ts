import { z } from 'zod';
import { calculate } from '../../../db/domain/rebates/calculate.ts';
import {
  type AgreementInput,
  afterEach,
  day,
  documentOf,
  type LineInput,
  linesOf,
  only,
  plain,
  postedBy,
  type RuleInput,
} from './documents.ts';
import {
  cumulative,
  exact,
  oneByOne,
  postedInSteps,
  ppm,
  priorAndNow,
  Text,
  type Tiered,
  text,
  texts,
  tiered,
  type Worked,
} from './worked-tools.ts';

/** Cases about tier tables and plain rates. */
export const TABLES: Worked = {
  'openmeter-delta-flat-to-unit': (inputs) => ({ posted: postedInSteps(inputs) }),
  'openmeter-delta-flat-tier': (inputs) => ({ posted: postedInSteps(inputs) }),
  'metasfresh-all-qties-amount': (inputs) => ({
    earnedCumulative: cumulative(linesOf(texts(inputs.lines), 'quantity'), tiered('whole_volume', inputs, 'quantity')),
  }),
  'sap-ccm-retro-scale-partial-final': (inputs) => {
    const lines = linesOf(texts(inputs.periodVolume), 'amount');
    const document = documentOf(tiered('whole_volume', inputs), lines, { runs: afterEach(lines) });
    return {
      earnedCumulative: calculate(document).runs.map(({ totals }) => plain(totals.payable)),
      settlementPosted: postedBy(document),
    };
  },
  'metasfresh-all-qties-percent': (inputs) => ({
    earnedCumulative: cumulative(
      linesOf(texts(inputs.lines), 'quantity', (value) => ({ amount: value })),
      tiered('whole_volume', inputs, 'quantity'),
    ),
  }),
  'openmeter-graduated-totals': (inputs) => ({
    total: oneByOne(texts(inputs.qty), 'quantity', tiered('marginal', inputs, 'quantity')),
  }),
  'phocas-percentage-brackets': (inputs) => ({
    rebate: oneByOne(texts(inputs.sales), 'amount', tiered('marginal', inputs)),
  }),
  'autumn-graduated': (inputs) => ({
    total: oneByOne([text(inputs.qty)], 'quantity', tiered('marginal', inputs, 'quantity'))[0],
  }),
  'netsuite-marginal-percent': (inputs) => {
    const lines = z.array(z.object({ item: z.string(), amount: z.string() })).parse(inputs.lines);
    const document = documentOf(
      { ...tiered('marginal', inputs), per: 'sku' },
      lines.map(({ item, amount }) => ({ id: item, dealer: 'D', date: day(1), sku: item, amount })),
    );
    return { rebate: only(document).lines.map(({ allocated }) => plain(allocated)) };
  },
  'lago-graduated-decimal-adjacent': (inputs) => ({
    total: oneByOne(texts(inputs.qty), 'quantity', tiered('marginal', inputs, 'quantity')),
  }),
  'ebate-marginal-ERRATUM': (inputs) => ({
    rebate: oneByOne([text(inputs.sales)], 'amount', tiered('marginal', inputs))[0],
  }),
  'd365-stepped': (inputs) => ({ rebate: oneByOne([text(inputs.value)], 'amount', tiered('marginal', inputs))[0] }),
  'lago-graduated-percentage': (inputs) => ({
    total: oneByOne(texts(inputs.value), 'amount', tiered('marginal', inputs)),
  }),
  'd365-cumulative': (inputs) => ({
    rebate: oneByOne([text(inputs.value)], 'amount', tiered('whole_volume', inputs))[0],
  }),
  'oca-global-line-sectiontotal': (inputs) => {
    const lines = [300, 500, 1000, 2000].map((amount, n) => ({
      id: `L${n}`,
      dealer: 'D',
      date: day(1),
      sku: `P${n}`,
      amount: `${amount}`,
    }));
    const of = (rule: RuleInput, scope?: AgreementInput['scope']) =>
      plain(only(documentOf(rule, lines, { agreement: { scope } })).payable);
    const product1 = { include: [{ match: { sku: ['P2'] } }] };
    const percent = (pct: unknown) => ({ kind: 'percent', ratePpm: ppm(text(pct)) }) as const;
    const sections = tiered('whole_volume', { tiers: inputs.sections ?? [] });
    return {
      global: of(percent(inputs.globalPct)),
      sectionTotal: of(sections),
      product1Global: of(percent(inputs.globalPct), product1),
      product1Line: of(percent(inputs.linePct), product1),
      product1SectionTotal: of(sections, product1),
    };
  },
  'openmeter-volume-tiers': (inputs) => ({
    total: oneByOne(texts(inputs.qty), 'quantity', tiered('whole_volume', inputs, 'quantity')),
  }),
  'feedbear-5pct-1_2m': ({ sales, threshold, ratePct }) => ({
    rebate: oneByOne([text(sales)], 'amount', {
      kind: 'whole_volume', edge: '>', tiers: [{ from: text(threshold), ratePpm: ppm(text(ratePct)) }],
    })[0], // biome-ignore format: one rule
  }),
  'd365-rolling': (inputs) => ({ rebate: oneByOne([text(inputs.value)], 'amount', tiered('rolling', inputs))[0] }),
  'd365-total': (inputs) => ({ rebate: oneByOne([text(inputs.value)], 'amount', tiered('total', inputs))[0] }),
  'ebate-basic-percent': ({ sales, ratePct }) => ({
    rebate: oneByOne([text(sales)], 'amount', { kind: 'percent', ratePpm: ppm(text(ratePct)) })[0],
  }),
  'ebate-volume-per-unit': ({ qty, rateAtTier500 }) => ({
    rebate: oneByOne([text(qty)], 'quantity', {
      kind: 'whole_volume', qualifier: 'quantity', tiers: [{ from: '100' }, { from: '500', perUnit: text(rateAtTier500) }, { from: '1000' }],
    })[0], // biome-ignore format: one rule
  }),
  'siebel-simple-vs-tiered': ({ qty, ranges }) => {
    const rows = z.array(z.tuple([z.number(), z.number().nullable(), z.number()])).parse(ranges);
    const tiers = [
      { from: '0' },
      ...rows.map(([from, , pct]) => ({ from: String(from - 1), ratePpm: ppm(String(pct)) })),
    ];
    const rule = (kind: Tiered) => ({ kind, qualifier: 'quantity', measure: 'quantity', edge: '>', tiers }) as const;
    const document = (kind: Tiered) =>
      documentOf(rule(kind), linesOf([text(qty)], 'quantity'), { ...exact, agreement: { pays: 'goods' } });
    const one = documentOf(
      { ...rule('marginal'), tiers: tiers.map((tier) => ({ ...tier, ratePpm: 1_000_000 })) },
      linesOf([text(qty)], 'quantity'),
      { ...exact, agreement: { pays: 'goods' } },
    );
    return {
      unitsPerBand: only(one).parts.map(({ exact: units }) => units),
      simpleFreeUnits: only(document('whole_volume')).payable,
      tieredFreeUnits: only(document('marginal')).payable,
    };
  },
  'speedy-unit-rate': ({ perUnit, qty }) => ({
    rebate: oneByOne(texts(qty), 'quantity', { kind: 'per_unit', perUnit: text(perUnit) }),
  }),
  'groupo-1000-units': ({ qty, price, ratePct, targetQty }) => ({
    rebate: plain(
      only(
        documentOf(
          {
            kind: 'whole_volume',
            qualifier: 'quantity',
            tiers: [{ from: text(targetQty), ratePpm: ppm(text(ratePct)) }],
          },
          linesOf([text(qty)], 'quantity', (value) => ({ amount: String(Number(value) * Number(price)) })),
        ),
      ).payable,
    ),
  }),
  'openmeter-graduated-mid-period': (inputs) => ({ posted: priorAndNow(inputs)[1] }),
  'openmeter-delta-graduated-decrease': (inputs) => {
    const [a, b] = z
      .array(z.array(Text))
      .parse(inputs.sequences)
      .map((sequence) => postedInSteps({ ...inputs, cumulative: sequence }, 'marginal'));
    return { postedA: a, postedB: b };
  },
  'lago-volume-prorated': (inputs) => ({
    total: only(
      documentOf({ ...tiered('whole_volume', inputs, 'quantity'), units: 'prorated' },
        linesOf([text(inputs.tierQty)], 'quantity', () => ({ measures: { prorated: text(inputs.proratedQty) } })), exact),
    ).exact, // biome-ignore format: one document
  }),
  'lago-package': ({ qty, packageSize, amount, freeUnits }) => ({
    total: texts(freeUnits).map(
      (free) =>
      oneByOne([text(qty)], 'quantity', {
        kind: 'package', size: text(packageSize), amount: text(amount), counting: 'started', freeUnits: free,
      })[0], // biome-ignore format: one rule
    ),
  }),
  'lago-percentage-free-units': ({ base, excluded, ratePct, fixedPerEvent, paidEvents }) => {
    const counted = Number(base) - Number(excluded);
    const lines: LineInput[] = [excluded, counted].map((amount, n) => ({
      id: `E${n}`, dealer: 'D', date: day(1), sku: n === 0 ? 'free' : 'paid', amount: String(amount),
      measures: { events: n === 0 ? '2' : text(paidEvents) },
    })); // biome-ignore format: one line a field group
    const result = only(
      documentOf(
        {
          kind: 'whole_volume',
          units: 'events',
          tiers: [{ ratePpm: ppm(text(ratePct)), perUnit: text(fixedPerEvent) }],
        },
        lines,
        { agreement: { scope: { exclude: [{ match: { sku: ['free'] } }] } } },
      ),
    );
    return { total: plain(result.payable), percentPart: result.parts[0]?.exact };
  },
};
