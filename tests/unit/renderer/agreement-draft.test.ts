// Goal: the editor never loses what was typed, undoes every step, and says of a draft what the engine would. Method: a
// table of changes, a property with a fixed seed for undo, and drafts with a mistake each.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AgreementTerms } from '../../../db/domain/rebates/schema/agreement.ts';
import { workedExamples } from '../../../db/domain/rebates/words/examples.ts';
import { RuleTexts } from '../../../db/domain/rebates/words/texts.ts';
import {
  at,
  checkDraft,
  type Draft,
  moved,
  percentOf,
  ppmOf,
  put,
} from '../../../renderer/features/rebates/agreement-draft.ts';
import { proposedKind } from '../../../renderer/features/rebates/agreement-proposal.ts';
import zh from '../../../resources/locales/zh-CN/rules.json';

const draftOf = (terms: Draft['terms']): Draft => ({
  terms,
  effectiveFrom: '2026-01-01',
  effectiveTo: '2027-01-01',
  signedOn: '2025-12-20',
});

test('a value is put where it belongs and nowhere else', () => {
  const terms = { rule: { tiers: [{ from: '1' }, { from: '2' }] } };
  expect(put(terms, ['rule', 'tiers', 1, 'ratePpm'], '5')).toEqual({ rule: { tiers: [{ from: '1' }, { from: '2', ratePpm: '5' }] } }); // biome-ignore format: one expectation
  expect(put(terms, ['rule', 'tiers', 0], undefined)).toEqual({ rule: { tiers: [{ from: '2' }] } });
  expect(put(put(terms, ['cap', 'amount'], '9'), ['cap', 'amount'], undefined)).toEqual({ ...terms, cap: {} });
  expect(at(terms, ['rule', 'tiers', 1, 'from'])).toBe('2');
});

test('percent and parts per million are the same number, and what is no number stays for the schema to refuse', () => {
  expect([percentOf('15000'), ppmOf('1.5'), percentOf(20_000), ppmOf('0.00125')]).toEqual([
    '1.5',
    '15000',
    '2',
    '12.5',
  ]);
  expect([ppmOf('1.'), percentOf('x')]).toEqual(['1.', 'x']);
});

test('as many steps back as changes lead to the beginning, and forward again to the end', () => {
  const changes = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 12 });
  fc.assert(
    fc.property(changes, (values) => {
      const first = draftOf({ n: 0 });
      const start = { past: [], present: first, future: [] };
      const done = values.reduce((history, n) => moved(history, { kind: 'change', draft: draftOf({ n }) }), start as Parameters<typeof moved>[0]); // biome-ignore format: one fold
      const back = values.reduce((history) => moved(history, { kind: 'undo' }), done);
      expect(back.present).toEqual(first);
      expect(values.reduce((history) => moved(history, { kind: 'redo' }), back).present).toEqual(done.present);
    }),
    { seed: 20_261_126, numRuns: 50 },
  );
});

describe('a draft is looked through as it is typed', () => {
  const sound = { taxBasis: 'net', rule: { kind: 'percent', ratePpm: '10000' }, cap: { amount: '100' } };

  test('a sound one can be proposed', () => {
    expect(proposedKind(checkDraft(draftOf(sound)))).toMatchObject({
      state: 'sound',
      kind: 'percent',
      taxBasis: 'net',
    });
  });

  test.each([
    ['a rate that is no number', { ...sound, rule: { kind: 'percent', ratePpm: '1.' } }, '$.rule.ratePpm'],
    ['tiers out of order', { ...sound, rule: { kind: 'marginal', tiers: [{ from: '2' }, { from: '1' }] } }, '$.rule.tiers[1].from'],
    ['a cap without anything', { ...sound, cap: {} }, '$.cap'],
  ])('%s is told at its field', (_, terms, path) => {
    const checked = checkDraft(draftOf(terms));
    expect(checked.problems.map((problem) => problem.path)).toEqual([path]);
    expect(proposedKind(checked)).toEqual({ state: 'mend' });
  }); // biome-ignore format: one row a mistake

  test('an end before the beginning, and amounts of neither kind, are in the way', () => {
    expect(proposedKind(checkDraft({ ...draftOf(sound), effectiveTo: '2025-01-01' }))).toEqual({ state: 'mend' });
    const { taxBasis: _, ...neither } = sound;
    expect(proposedKind(checkDraft(draftOf(neither)))).toEqual({ state: 'needsBasis' });
  });
});

test('worked examples are what the engine pays around each threshold', () => {
  const terms = AgreementTerms.parse({
    rule: { kind: 'whole_volume', tiers: [{ from: '100000', ratePpm: 10_000 }, { from: '200000', ratePpm: 20_000 }] },
    cap: { amount: '4500' },
  }); // biome-ignore format: one rule
  // 90,000 nothing; 100,000 · 1 %; 200,000 · 2 %; 240,000 · 2 % = 4,800, capped at 4,500.
  expect(workedExamples(terms, { texts: RuleTexts.parse(zh) }).map(({ given, result }) => [given, result])).toEqual([
    ['90,000 元', '0 元'],
    ['100,000 元', '1,000 元 = 100,000 × 1%'],
    ['200,000 元', '4,000 元 = 200,000 × 2%'],
    ['240,000 元', '4,500 元 = 240,000 × 2%，封顶 −300 元'],
  ]);
  const payment = AgreementTerms.parse({ rule: { kind: 'payment', bands: [{ upToDays: 30, ratePpm: 10_000 }] } });
  expect(workedExamples(payment, { texts: RuleTexts.parse(zh) }).map(({ payable }) => payable)).toEqual([
    '1000.00',
    '0.00',
  ]);
});
