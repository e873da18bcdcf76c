// Goal: a dealer who reads the words knows every number and choice that his money depends on. Method: two agreements told
// in full in both languages, held against sentences written by hand; then a property: whatever number of random terms is
// changed, the words change, and no gap stays open.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../../../db/domain/money/rational.ts';
import { AgreementTerms } from '../../../db/domain/rebates/schema/agreement.ts';
import { CalculationDocument, Stacking } from '../../../db/domain/rebates/schema/document.ts';
import { EXAMPLE } from '../../../db/domain/rebates/schema/example.ts';
import { stackingInWords, termsInWords } from '../../../db/domain/rebates/words/in-words.ts';
import { Speaker } from '../../../db/domain/rebates/words/speaker.ts';
import { RuleTexts } from '../../../db/domain/rebates/words/texts.ts';
import en from '../../../resources/locales/en/rules.json';
import zh from '../../../resources/locales/zh-CN/rules.json';
import { randomDocument } from '../../support/rebates/random-documents.ts';

const languages = { zh: RuleTexts.parse(zh), en: RuleTexts.parse(en) };
const termsOf = (agreement: object): AgreementTerms => {
  const names = Object.keys(AgreementTerms.shape);
  return AgreementTerms.parse(Object.fromEntries(Object.entries(agreement).filter(([name]) => names.includes(name))));
};
const told = (terms: AgreementTerms, language: keyof typeof languages): string[] =>
  termsInWords(terms, { texts: languages[language] }).map(({ text }) => text);

describe('terms in words', () => {
  const quarter = termsOf(EXAMPLE.agreements[0] ?? {});

  test('a quarterly agreement in Chinese, complete', () => {
    expect(told(quarter, 'zh')).toEqual([
      '全额阶梯：累计计返金额达到哪一档，全部都按那一档计返。',
      '满 50,000 元、不满 90,000 元：计返金额的 1%',
      '满 90,000 元 及以上：计返金额的 2%',
      '按季度累计。',
      '金额：按不含税金额计返。',
      '归期：按下单日期。',
      '范围：全部商品的明细。',
      '不计入：商品 S9（其中 50%）。',
      '封顶：每期至多 5,000 元。',
      '退货使返利成为负数时：按零计。',
      '最后一次取整：四舍五入到小数点后 2 位。',
    ]);
  });

  test('and in English, with names, unit and currency', () => {
    const terms = AgreementTerms.parse({
      period: { unit: 'month', firstDay: 26 },
      rule: {
        kind: 'marginal', qualifier: 'quantity', edge: '>',
        tiers: [{ perUnit: '0.5' }, { from: '1200.5', perUnit: '1', lump: '300' }],
      },
      scope: { include: [{ match: { brand: ['B1'] } }] },
      minimum: { amount: '100' },
      rounding: { mode: 'DOWN', scale: 0 },
    }); // biome-ignore format: one rule
    const clauses = termsInWords(terms, {
      texts: languages.en,
      currency: 'USD',
      unit: 't',
      nameOf: (kind, code) => `${kind}-${code}`,
    });
    expect(clauses.map(({ text }) => text)).toEqual([
      'Marginal tiers: each slice of the accumulated rebate base quantity is paid at its own tier; fixed amounts of all tiers reached are added.',
      'up to 1,200.5 t: USD 0.5 for each t',
      'above 1,200.5 t: USD 1 for each t plus a fixed USD 300',
      'Accumulated by month, from day 26 to day 25 of the next month.',
      'Amounts count as the documents state them.',
      'A line belongs to the period of its order date.',
      'Counts: brand brand-B1.',
      'Guarantee: at least USD 100 a period, topped up at its end.',
      'When returns make the rebate negative, it is owed back.',
      'Rounded once, at the end: cut off after 0 decimals.',
    ]);
  });

  test('a coefficient on what another agreement earned is not told as a rate on sales', () => {
    const terms = AgreementTerms.parse({
      rule: { kind: 'payment', bands: [{ upToDays: 15, ratePpm: 1_000_000 }, { upToDays: 30, ratePpm: 800_000 }] },
    }); // biome-ignore format: one rule
    expect(termsInWords(terms, { texts: languages.zh }, true).slice(1, 4)).toEqual([
      { topic: 'rule', text: '从开票起 15 天以内（含）：100%' },
      { topic: 'rule', text: '第 16 至 30 天：80%' },
      { topic: 'rule', text: '超过 30 天：不返。' },
    ]);
  });

  test('how agreements go together, with their names', () => {
    const stacking = Stacking.parse({ edges: [{ from: 'Q', to: 'Y', basis: 'less_paid' }] });
    const nameOf = (_: string, code: string): string => (code === 'Q' ? '季度量返' : '年度返利');
    expect(stackingInWords(stacking, { texts: languages.zh, nameOf })).toEqual([
      '“年度返利”减去“季度量返”在同一期间内已付的返利。',
    ]);
  });
});

/** Copies of a value in which one of its numbers is another, with the place of that number. */
function* changed(value: unknown, at = ''): Generator<{ readonly at: string; readonly value: unknown }> {
  if (typeof value === 'number') yield { at, value: value + 1 };
  else if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
    yield { at, value: `${value.replace('-', '')}1` };
  else if (Array.isArray(value)) {
    for (const [n, inner] of value.entries()) {
      for (const other of changed(inner, `${at}[${n}]`)) yield { ...other, value: value.with(n, other.value) };
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      for (const other of changed(inner, `${at}.${name}`)) yield { ...other, value: { ...value, [name]: other.value } };
    }
  }
}

test('every number of random terms stands in their words', () => {
  fc.assert(
    fc.property(randomDocument(0), (input) => {
      const { agreements } = CalculationDocument.parse(input);
      for (const agreement of agreements) {
        const terms = termsOf(agreement);
        for (const language of ['zh', 'en'] as const) {
          const words = told(terms, language);
          expect(words.join('\n')).not.toMatch(/\{\{|undefined|NaN/);
          for (const { at, value } of changed(terms)) {
            // Without rounding there are no places to round to.
            if (at === '.rounding.scale' && terms.rounding?.mode === 'NONE') continue;
            expect(told(value as AgreementTerms, language), at).not.toEqual(words);
          }
        }
      }
    }),
    { seed: 20_261_126, numRuns: 50 },
  );
});

describe('amounts on a screen', () => {
  const zh = new Speaker({ texts: languages.zh });
  test.each([
    ['31831.956', 'nearest', '31,831.96 元'],
    ['31831.956', 'down', '31,831.95 元'],
    ['31831.951', 'up', '31,831.96 元'],
    ['-0.005', 'nearest', '−0.01 元'],
    ['-0.001', 'down', '−0.01 元'],
    ['-0.001', 'up', '0.00 元'],
    ['18640', 'nearest', '18,640.00 元'],
    ['1234.5', 'down', '1,234.50 元'],
  ] as const)('%s, %s: %s', (value, way, told) => {
    expect(zh.amount(parseDecimal(value), way)).toBe(told);
  });
  test('a threshold missed by less than 1 分 is not reached, a quantity keeps its digits, and the currency is named', () => {
    expect(zh.measured(parseDecimal('99999.996'), 'amount', 'down')).toBe('99,999.99 元');
    expect(zh.measured(parseDecimal('0.004'), 'amount', 'up')).toBe('0.01 元');
    expect(zh.measured(parseDecimal('12.345'), 'quantity', 'down')).toContain('12.345');
    expect(new Speaker({ texts: languages.en, currency: 'USD' }).amount(parseDecimal('5'))).toMatch(
      /USD 5\.00|5\.00 USD/,
    );
  });
});
