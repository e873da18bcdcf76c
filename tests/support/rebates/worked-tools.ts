import { z } from 'zod';
import { parseDecimal, subtract, sum, toDecimal, ZERO } from '../../../db/domain/money/rational.ts';
import { calculate } from '../../../db/domain/rebates/calculate.ts';
import {
  type AgreementInput,
  afterEach,
  documentOf,
  type LineInput,
  linesOf,
  only,
  plain,
  postedBy,
  type RuleInput,
} from './documents.ts';

export const Text = z.union([z.string(), z.number()]).transform(String);
const CaseTier = z.object({
  from: Text.optional(),
  to: Text.optional(),
  ratePct: Text.optional(),
  perUnit: Text.optional(),
  flat: Text.optional(),
});
/** Inputs of a case, as they stand in its file. */
export type Inputs = Readonly<Record<string, z.core.util.JSONType>>;

/** Each case as figures to compare with what its source expects. */
export type Worked = Readonly<Record<string, (inputs: Inputs) => Record<string, unknown>>>;

export const text = (value: unknown): string => Text.parse(value);
export const texts = (value: unknown): string[] => z.array(Text).parse(value);
/** Percent as parts per million: four places to the right. */
export const ppm = (percent: string): string =>
  toDecimal(
    parseDecimal(percent).n === 0n ? ZERO : { n: parseDecimal(percent).n * 10_000n, d: parseDecimal(percent).d },
  ) ?? '';

/** Upper-inclusive tiers: reached beyond the bound before, the first one from the beginning. */
export const tiersIn = (inputs: Inputs) => {
  const tiers = z.array(CaseTier).parse(inputs.tiers);
  return tiers.map(({ from, ratePct, perUnit, flat }, n) => ({
    ...(from !== undefined ? { from } : n > 0 ? { from: tiers[n - 1]?.to ?? '' } : {}),
    ...(ratePct === undefined ? {} : { ratePpm: ppm(ratePct) }),
    ...(perUnit === undefined ? {} : { perUnit }),
    ...(flat === undefined ? {} : { lump: flat }),
  }));
};
export type Tiered = 'whole_volume' | 'marginal' | 'rolling' | 'total';
export const tiered = (kind: Tiered, inputs: Inputs, qualifier = 'amount', edge: '>=' | '>' = '>') =>
  ({ kind, qualifier, edge: inputs.boundary === 'LOWER_INCLUSIVE' ? '>=' : edge, tiers: tiersIn(inputs) }) as const;

export const exact = { rounding: { mode: 'NONE' } } as const;
/** Payable of one line of each value, each in a document of its own. */
export const oneByOne = (
  values: readonly string[],
  field: 'amount' | 'quantity',
  rule: RuleInput,
  agreement: Partial<AgreementInput> = {},
) => values.map((value) => plain(only(documentOf(rule, linesOf([value], field), { ...exact, agreement })).exact));
/** Exact sums after each line. */
export const cumulative = (lines: LineInput[], rule: RuleInput) =>
  calculate(documentOf(rule, lines, { ...exact, runs: afterEach(lines) })).runs.map(({ totals }) => totals.payable);
export const differences = (values: readonly string[]): string[] =>
  values.map((value, n) => toDecimal(subtract(parseDecimal(value), parseDecimal(values[n - 1] ?? '0'))) ?? '');

export function sumText(values: readonly string[]): string {
  return toDecimal(sum(values.map(parseDecimal))) ?? '';
}

/** Postings while a cumulative quantity takes the given values one after the other. */
export function postedInSteps(inputs: Inputs, kind: Tiered = 'whole_volume'): string[] {
  const lines = linesOf(differences(texts(inputs.cumulative)), 'quantity');
  return postedBy(documentOf(tiered(kind, inputs, 'quantity'), lines, { runs: afterEach(lines) }));
}

export function priorAndNow(inputs: Inputs, agreement: Partial<AgreementInput> = {}): string[] {
  const lines = linesOf([text(inputs.prior), text(inputs.now)], 'quantity');
  const rule = tiered('marginal', { ...inputs, boundary: 'UPPER_INCLUSIVE' }, 'quantity');
  return postedBy(documentOf(rule, lines, { agreement, runs: afterEach(lines) }));
}
