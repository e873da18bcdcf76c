// Goal: of agreements to choose from, a line or a period goes to the right one, and goods that came and went leave nothing.
// Method: documents worked out by hand, beside them; `calculate` refuses where the two calculations differ.
import { describe, expect, test } from 'vitest';
import { agreementOf, documentOf, linesOf, onlyRun, type RuleInput } from '../../support/rebates/documents.ts';

const percent = (ratePpm: number): RuleInput => ({ kind: 'percent', ratePpm });
const from = (threshold: string, ratePpm: number): RuleInput => ({
  kind: 'whole_volume',
  tiers: [{ from: threshold, ratePpm }],
});

function paid(rules: readonly [RuleInput, RuleInput], amounts: readonly string[], per: 'line' | 'period'): string[] {
  const agreements = rules.map((rule, n) => agreementOf(rule, { id: 'AB'[n] ?? '' }));
  const { results } = onlyRun({
    ...documentOf(rules[0], linesOf(amounts, 'amount')),
    agreements,
    stacking: { choices: [{ kind: 'best_deal', agreements: ['A', 'B'], per }] },
  });
  return results.map(({ agreement, payable }) => `${agreement} ${payable}`);
}

describe('the best deal', () => {
  test.each<[string, Parameters<typeof paid>, string[]]>([
    ['10 % before 8 %', [[percent(100_000), percent(80_000)], ['100'], 'line'], ['A 10.00', 'B 0.00']],
    ['the first of equal ones', [[percent(80_000), percent(80_000)], ['100'], 'line'], ['A 8.00', 'B 0.00']],
    ['a return goes where the goods went: 10 − 5', [[percent(100_000), percent(80_000)], ['100', '-50'], 'line'], ['A 5.00', 'B 0.00']],
    ['what came back whole leaves nothing', [[percent(80_000), percent(100_000)], ['100', '-100'], 'line'], ['A 0.00', 'B 0.00']],
    ['a return is not left to the one whose tier is not reached', [[from('1000', 200_000), percent(80_000)], ['100', '-100'], 'line'], ['A 0.00', 'B 0.00']],
    ['by period the higher sum: 5 against 4', [[percent(100_000), percent(80_000)], ['100', '-50'], 'period'], ['A 5.00', 'B 0.00']],
    ['by period the higher sum, also below zero', [[percent(100_000), percent(80_000)], ['-50'], 'period'], ['A 0.00', 'B -4.00']],
  ])('%s', (_, input, expected) => {
    expect(paid(...input)).toEqual(expected);
  }); // biome-ignore format: table
});
