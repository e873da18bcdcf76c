// Goal: the linter names what is wrong with a policy, with the right place and figures, and stays silent about the rest.
// Method: agreements small enough to be worked out by hand, the arithmetic beside each; then a property: what the linter
// says of a jump is what the engine pays one 分 below and at the threshold, and every jump the engine makes is named.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, parseDecimal, subtract } from '../../../db/domain/money/rational.ts';
import { lintPolicy } from '../../../db/domain/rebates/policy/lint.ts';
import { problemInWords, tellFinding } from '../../../db/domain/rebates/policy/tell-lint.ts';
import { PolicyTexts } from '../../../db/domain/rebates/policy/texts.ts';
import { LintDocument } from '../../../db/domain/rebates/schema/policy.ts';
import { RuleTexts } from '../../../db/domain/rebates/words/texts.ts';
import enPolicy from '../../../resources/locales/en/policy.json';
import enRules from '../../../resources/locales/en/rules.json';
import zhPolicy from '../../../resources/locales/zh-CN/policy.json';
import zhRules from '../../../resources/locales/zh-CN/rules.json';
import {
  type AgreementInput,
  agreementOf,
  documentOf,
  linesOf,
  only,
  type RuleInput,
} from '../../support/rebates/documents.ts';

const zh = { texts: RuleTexts.parse(zhRules), policy: PolicyTexts.parse(zhPolicy) };
const en = { texts: RuleTexts.parse(enRules), policy: PolicyTexts.parse(enPolicy) };

const lint = (agreements: AgreementInput[], more: object = {}) => {
  const { problems, findings } = lintPolicy(LintDocument.parse({ agreements, ...more }));
  return { problems, findings: findings.map((finding) => tellFinding(finding, zh, en)) };
};
/** Findings of one agreement, without the notice that most have. */
const findingsOf = (rule: RuleInput, more: Partial<AgreementInput> = {}) =>
  lint([agreementOf(rule, more)]).findings.filter(({ code }) => code !== 'uncapped');
const brief = (found: ReturnType<typeof findingsOf>) => found.map(({ code, path, numbers }) => [code, path, numbers]);

const whole = (...tiers: [string, number][]): RuleInput => ({
  kind: 'whole_volume',
  tiers: tiers.map(([from, ratePpm]) => ({ from, ratePpm })),
});
const TIERS = '$.agreements[0].rule.tiers';

// Parts per million where percent was meant: 2 for 2 %, 0.9 or 90 for 90 %, 15 for 15 % growth, 0.7 for 70 %.
test.each<[string, RuleInput, Partial<AgreementInput>, string, string]>([
  ['a rate of 2', { kind: 'percent', ratePpm: 2 }, {}, '$.agreements[0].rule.ratePpm', '2'],
  ['a coefficient of 80', { kind: 'payment', bands: [{ upToDays: 15, ratePpm: 80 }] }, {}, '$.agreements[0].rule.bands[0].ratePpm', '80'],
  ['an attainment of 0.9', { kind: 'target', targets: [{ value: '5' }], tiers: [{ from: '0.9', ratePpm: 10_000 }] }, {}, `${TIERS}[0].from`, '0.9'],
  ['an attainment of 120', { kind: 'target', targets: [{ value: '5' }], tiers: [{ from: '120', ratePpm: 10_000 }] }, {}, `${TIERS}[0].from`, '120'],
  ['a growth of −5', { kind: 'growth', payOn: 'whole', missingBaseline: 'skip', tiers: [{ from: '-5', ratePpm: 10_000 }] }, {}, `${TIERS}[0].from`, '-5'],
  ['a share of 30', { kind: 'mix', by: 'share', of: {}, tiers: [{ from: '30', ratePpm: 10_000 }] }, {}, `${TIERS}[0].from`, '30'],
  ['an exclusion of 0.7', { kind: 'percent', ratePpm: 10_000 }, { scope: { exclude: [{ match: {}, ratioPpm: '0.7' }] } }, '$.agreements[0].scope.exclude[0].ratioPpm', '0.7'],
  ['an accrual of 4', { kind: 'percent', ratePpm: 10_000 }, { accrual: { ratePpm: 4 } }, '$.agreements[0].accrual.ratePpm', '4'],
])('%s is hardly meant', (_, rule, more, path, sharePpm) => {
  const found = findingsOf(rule, more).filter(({ code }) => code === 'tiny_share');
  expect(brief(found)).toEqual([['tiny_share', path, { sharePpm }]]);
}); // biome-ignore format: table

test('small rates and thresholds that can be meant are left alone', () => {
  // 0.05 % on everything from 1 % of growth on; thresholds in money and numbers are no shares.
  const rules: RuleInput[] = [
    { kind: 'growth', payOn: 'whole', missingBaseline: 'skip', tiers: [{ from: '0', ratePpm: 500 }, { from: '10000', ratePpm: 1000 }] },
    whole(['1', 500]),
    { kind: 'mix', by: 'distinct_skus', tiers: [{ from: '3', ratePpm: 500 }] },
  ]; // biome-ignore format: list
  expect(rules.flatMap((rule) => findingsOf(rule)).filter(({ code }) => code === 'tiny_share')).toEqual([]);
});

test('lines that a document has twice under other ids are named', () => {
  const lines = linesOf(['100', '100', '100'], 'amount', (_, n) => ({
    date: '2026-01-05',
    document: `SO${n === 2 ? 2 : 1}`,
  }));
  const { findings } = lint([agreementOf({ kind: 'percent', ratePpm: 10_000 })], { lines });
  expect(brief(findings.filter(({ code }) => code === 'duplicate_lines'))).toEqual([
    ['duplicate_lines', '$.lines[1]', { id: 'L002', first: 'L001', count: '1' }],
  ]);
});

describe('one agreement', () => {
  test('every whole-volume threshold is a cliff, with the stretch below it that costs nothing', () => {
    // At 100,000: 0 → 1,000; whoever would order 99,000 or more pays as much for 100,000 (100,000 − 1,000).
    // At 200,000: 2,000 → 4,000, net 196,000 = 0.99 · q from q = 196,000 / 0.99 on.
    expect(brief(findingsOf(whole(['100000', 10_000], ['200000', 20_000])))).toEqual([
      ['cliff', `${TIERS}[0].from`, { at: '100000', before: '0', after: '1000', jump: '1000', free: '99000' }],
      ['cliff', `${TIERS}[1].from`, { at: '200000', before: '2000', after: '4000', jump: '2000', free: '19600000/99' }],
    ]);
  });

  test('a rate that falls leaves a stretch in which ordering more earns less', () => {
    // 2 % to 300,000 is 6,000; 1.5 % from there is 4,500, and 6,000 again at 400,000.
    const found = brief(findingsOf(whole(['0', 20_000], ['300000', 15_000])));
    expect(found).toEqual([
      ['drop', `${TIERS}[1].from`, { at: '300000', before: '6000', after: '4500', jump: '-1500', to: '400000' }],
      ['falling_rate', `${TIERS}[1].ratePpm`, { from: '300000', beforePpm: '20000', afterPpm: '15000' }],
    ]);
  });

  test('a tier that pays nothing after one that pays is a gap, and nothing brings the loss back', () => {
    expect(brief(findingsOf(whole(['100', 20_000], ['200', 0])))).toEqual([
      ['drop', `${TIERS}[1].from`, { at: '200', before: '4', after: '0', jump: '-4' }],
      ['gap', `${TIERS}[1]`, { from: '200' }],
      ['cliff', `${TIERS}[0].from`, { at: '100', before: '0', after: '2', jump: '2', free: '98' }],
    ]);
  });

  test('marginal tables have no cliffs but their lumps', () => {
    const rule: RuleInput = {
      kind: 'marginal',
      tiers: [{ ratePpm: 10_000 }, { from: '1000', ratePpm: 20_000, lump: '7' }],
    };
    // 1 % of 1,000 is 10, with the lump 17; net 983 is reached at 983 / 0.99.
    expect(brief(findingsOf(rule))).toEqual([
      ['cliff', `${TIERS}[1].from`, { at: '1000', before: '10', after: '17', jump: '7', free: '98300/99' }],
    ]);
  });

  test.each<[string, RuleInput, Partial<AgreementInput>, string, string, Record<string, string>]>([
    // 3 SKUs in scope: 4 of them cannot be bought.
    ['unreachable_tier', { kind: 'mix', by: 'distinct_skus', tiers: [{ from: '4', ratePpm: 1 }] },
      { scope: { include: [{ match: { sku: ['a', 'b', 'c'] } }] } }, `${TIERS}[0].from`, 'most', { from: '4', most: '3' }],
    ['unreachable_tier', { kind: 'mix', by: 'share', of: {}, tiers: [{ from: '1000001', ratePpm: 1 }] }, {},
      `${TIERS}[0].from`, 'most', { fromPpm: '1000001', mostPpm: '1000000' }],
    // Whoever passes the gate at 200 is above the first tier already.
    ['unreachable_tier', whole(['100', 10_000], ['200', 20_000]), { gate: [{ from: '200' }] }, `${TIERS}[0].from`, 'gate',
      { to: '200', gate: '200' }],
    // 2 % of 50,000 is the cap of 1,000: the tier at 60,000 brings nothing.
    ['tier_above_cap', whole(['0', 20_000], ['60000', 30_000]), { cap: { amount: '1000' } }, `${TIERS}[1]`, 'cap',
      { from: '60000', before: '1200', cap: '1000' }],
    ['redundant_tier', whole(['0', 20_000], ['60000', 20_000]), {}, `${TIERS}[1]`, 'from', { from: '60000' }],
    // The highest lump is 500 a quarter, four quarters 2,000.
    ['cap_never_cuts', { kind: 'whole_volume', tiers: [{ from: '9', lump: '500' }] },
      { cap: { amount: '2000', across: 'term' }, period: { unit: 'quarter' } }, '$.agreements[0].cap.amount', 'most',
      { cap: '2000', most: '2000' }],
    ['cap_never_cuts', whole(['1', 20_000]), { cap: { ratePpm: 20_000 } }, '$.agreements[0].cap.ratePpm', 'most',
      { capPpm: '20000', mostPpm: '20000' }],
    // 4 · 600 a year against 2,000.
    ['minimum_above_cap', whole(['1', 20_000]),
      { cap: { amount: '2000', across: 'term' }, minimum: { amount: '600' }, period: { unit: 'quarter' } },
      '$.agreements[0].minimum.amount', 'cap', { minimum: '2400', cap: '2000' }],
    ['slower_earns_more', { kind: 'payment', bands: [{ upToDays: 30, ratePpm: 1000 }, { upToDays: 60, ratePpm: 2000 }] }, {},
      '$.agreements[0].rule.bands[1].ratePpm', 'to', { from: '31', to: '60', beforePpm: '1000', afterPpm: '2000' }],
    ['missing_target', { kind: 'target', targets: [{ dealer: 'D1', value: '5' }], tiers: [{ ratePpm: 1 }] },
      { dealers: ['D1', 'D2'] }, '$.agreements[0].rule.targets', 'dealer', { dealer: 'D2', period: 'term' }],
    ['missing_baseline', { kind: 'growth', payOn: 'whole', baseline: [{ period: '2026H1', value: '5' }], tiers: [{ ratePpm: 1 }] },
      { dealers: ['D1'], period: { unit: 'half_year' } }, '$.agreements[0].rule.baseline', 'dealer',
      { dealer: 'D1', period: '2026H2' }],
    ['new_dealer_top_tier', { kind: 'growth', payOn: 'whole', missingBaseline: 'zero', tiers: [{ ratePpm: 1 }, { from: '100000', ratePpm: 50_000 }] },
      {}, '$.agreements[0].rule.missingBaseline', 'ratePpm', { ratePpm: '50000' }],
    ['period_gap', whole(['1', 1]),
      { period: { unit: 'custom', custom: [{ key: 'a', from: '2026-01-01', to: '2026-05-01' }, { key: 'b', from: '2026-06-01', to: '2027-01-01' }] } },
      '$.agreements[0].period.custom[1]', 'from', { from: '2026-05-01', to: '2026-05-31' }],
  ])('%s is found (%#)', (code, rule, more, path, _, numbers) => {
    const found = findingsOf(rule, more).filter((one) => one.code === code);
    expect(found.map((one) => [one.path, one.numbers])).toEqual([[path, numbers]]);
    expect(found[0]?.zh).not.toMatch(/\{\{/);
  }); // biome-ignore format: one row a finding

  test('a sound agreement has nothing to be found', () => {
    const rule: RuleInput = { kind: 'marginal', tiers: [{ ratePpm: 10_000 }, { from: '1000', ratePpm: 20_000 }] };
    expect(lint([agreementOf(rule, { cap: { amount: '5000' }, minimum: { amount: '10' } })])).toEqual({
      problems: [],
      findings: [],
    });
  });

  test('jumps on another measure are told in terms, and in money with the ratio of the lines', () => {
    const rule: RuleInput = { kind: 'whole_volume', qualifier: 'quantity', tiers: [{ from: '10', ratePpm: 10_000 }] };
    expect(brief(findingsOf(rule))).toEqual([['cliff', `${TIERS}[0].from`, { at: '10', ratePpm: '10000' }]]);
    // 4 units for 1,000: 250 each, so that 10 units bring 2,500 · 1 %.
    const lines = linesOf(['1000'], 'amount', () => ({ quantity: '4' }));
    const [cliff] = lint([agreementOf(rule)], { lines }).findings;
    expect(cliff?.numbers).toEqual({ at: '10', before: '0', after: '25', jump: '25', free: '9.9' });
  });
});

describe('agreements beside each other', () => {
  const a = agreementOf({ kind: 'percent', ratePpm: 10_000 }, { id: 'A', period: { unit: 'quarter' } });
  const b = agreementOf({ kind: 'percent', ratePpm: 10_000 }, { id: 'B', period: { unit: 'year' } });
  const codes = (agreements: AgreementInput[], stacking?: object) =>
    lint(agreements, { stacking })
      .findings.map(({ code }) => code)
      .filter((code) => code !== 'uncapped');

  test('two that can meet need to say how they go together, and a quarter beside a year how they differ', () => {
    expect(codes([a, b])).toEqual(['stacking_missing', 'period_convention_missing']);
    expect(codes([a, b], { others: 'independent' })).toEqual(['period_convention_missing']);
    expect(codes([a, { ...b, period: { unit: 'quarter' } }], { others: 'independent' })).toEqual(['overlap']);
    expect(codes([a, b], { edges: [{ from: 'A', to: 'B', basis: 'less_paid' }] })).toEqual([]);
    expect(codes([a, b], { edges: [{ from: 'A', to: 'B', basis: 'net' }] })).toEqual(['order_dependent']);
  });

  test.each<[string, Partial<AgreementInput>, Partial<AgreementInput>]>([
    ['dealers', { dealers: ['D1'] }, { dealers: ['D2'] }],
    ['days', { to: '2026-07-01' }, { from: '2026-07-01' }],
    ['goods', { scope: { include: [{ match: { brand: ['x'] } }] } }, { scope: { include: [{ match: { brand: ['y'] } }] } }],
    ['what is left out', { scope: { exclude: [{ match: { brand: ['y'] } }] } }, { scope: { include: [{ match: { brand: ['y'] } }] } }],
  ])('those with different %s cannot meet', (_, mine, yours) => {
    expect(codes([{ ...a, ...mine }, { ...b, ...yours }])).toEqual([]);
  }); // biome-ignore format: pairs

  test('versions leave no gap and take nothing over unseen', () => {
    const v1 = { ...a, version: 1, to: '2026-06-01' };
    expect(codes([v1, { ...a, version: 2, from: '2026-06-01' }])).toEqual([]);
    expect(codes([v1, { ...a, version: 2, from: '2026-07-01' }])).toEqual(['version_gap']);
    expect(codes([v1, { ...a, version: 2, from: '2026-05-01' }])).toEqual(['version_overlap']);
  });

  test('what cannot be calculated is told with its place, in both languages', () => {
    const { problems } = lint([agreementOf(whole(['200', 1], ['100', 2]))]);
    expect(problems.map(({ code, path }) => [code, path])).toEqual([['tiers_out_of_order', `${TIERS}[1].from`]]);
    expect(problemInWords(problems[0]!, zh)).toBe('各档的门槛必须从低到高；只有第一档可以不写门槛。');
  });
});

const CENT = parseDecimal('0.01');
const tiersArbitrary = fc
  .uniqueArray(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 })
  .chain((froms) =>
    fc.record({
      kind: fc.constantFrom('whole_volume' as const, 'marginal' as const, 'rolling' as const, 'total' as const),
      edge: fc.constant('>=' as const),
      tiers: fc.tuple(
        ...froms.sort((x, y) => x - y).map((from) =>
          fc.record({ from: fc.constant(String(from)), ratePpm: fc.integer({ min: 0, max: 90_000 }), lump: fc.integer({ min: 0, max: 300 }).map(String) }),
        ),
      ),
    }),
  ); // biome-ignore format: one rule

test('a jump is named exactly where the engine makes one, with its amount', () => {
  const exact = { rounding: { mode: 'NONE' } } as const;
  const pays = (rule: RuleInput, amount: string) => {
    const { exactFraction } = only(documentOf(rule, linesOf([amount], 'amount'), exact));
    const [n = '0', d = '1'] = exactFraction.split('/');
    return { n: BigInt(n), d: BigInt(d) };
  };
  fc.assert(
    fc.property(tiersArbitrary, (rule) => {
      const named = new Map(
        lint([agreementOf(rule)])
          .findings.filter(({ code }) => code === 'cliff' || code === 'drop')
          .map(({ numbers }) => [numbers.at, numbers.after] as const),
      );
      for (const { from } of rule.tiers) {
        const at = pays(rule, from);
        const step = subtract(at, pays(rule, (Number(from) - 0.01).toFixed(2)));
        // Along a slope one 分 moves less than 0.4 分 (four tiers at 9 %); a jump of less is none.
        const jumps = compare(step, CENT) > 0 || compare(step, { n: -CENT.n, d: CENT.d }) < 0;
        if (jumps) expect(named.has(from)).toBe(true);
        const after = named.get(from);
        if (after !== undefined) expect(compare(parseFraction(after), at)).toBe(0);
      }
    }),
    { seed: 20_261_126, numRuns: 30 },
  );
});

function parseFraction(value: string) {
  const [n = '0', d] = value.split('/');
  return d === undefined ? parseDecimal(n) : { n: BigInt(n), d: BigInt(d) };
}
