import type { z } from 'zod';
import { calculate } from '../../../db/domain/rebates/calculate.ts';
import type { Agreement } from '../../../db/domain/rebates/schema/agreement.ts';
import type { CalculationDocument, SourceLine } from '../../../db/domain/rebates/schema/document.ts';
import type { ResultEntry, ResultRun } from '../../../db/domain/rebates/schema/result.ts';

export type DocumentInput = z.input<typeof CalculationDocument>;
export type AgreementInput = z.input<typeof Agreement>;
export type LineInput = z.input<typeof SourceLine>;
export type RuleInput = AgreementInput['rule'];

/** Day `n` of 2026, from 1. */
export const day = (n: number): string => new Date(Date.UTC(2026, 0, n)).toISOString().slice(0, 10);

/** Lines of dealer D on following days, one a value; `field` takes the value. Negative ones are returns. */
export const linesOf = (
  values: readonly (string | number)[],
  field: 'amount' | 'quantity',
  more: (value: string, n: number) => Partial<LineInput> = () => ({}),
): LineInput[] =>
  values.map((value, n) => ({
    id: `L${String(n + 1).padStart(3, '0')}`,
    dealer: 'D',
    date: day(n + 1),
    [field]: String(value),
    ...(String(value).startsWith('-') ? { kind: 'return' as const } : {}),
    ...more(String(value), n),
  }));

/** An agreement A of 2026. */
export const agreementOf = (rule: RuleInput, more: Partial<AgreementInput> = {}): AgreementInput => ({
  id: 'A',
  from: '2026-01-01',
  to: '2027-01-01',
  rule,
  ...more,
});

export const documentOf = (
  rule: RuleInput,
  lines: readonly LineInput[],
  { agreement = {}, ...more }: Partial<DocumentInput> & { readonly agreement?: Partial<AgreementInput> } = {},
): DocumentInput => ({
  schema: 'rebates/1',
  agreements: [agreementOf(rule, agreement)],
  lines: [...lines],
  ...more,
});

/** The only run of a document. */
export function onlyRun(document: DocumentInput): ResultRun {
  const { runs } = calculate(document);
  const [run] = runs;
  if (run === undefined || runs.length > 1) throw new Error(`${runs.length} runs`);
  return run;
}

/** The only result of a document. */
export function only(document: DocumentInput): ResultEntry {
  const { results } = onlyRun(document);
  const [result] = results;
  if (result === undefined || results.length > 1) throw new Error(`${results.length} results`);
  return result;
}

/** The same number in its shortest decimal form. */
export const plain = (text: string): string => (text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text);

/** What each run posts in all. */
export const postedBy = (document: DocumentInput): string[] =>
  calculate(document).runs.map(({ totals }) => plain(totals.posted));

/** A run after each line. */
export const afterEach = (lines: readonly LineInput[], kind: 'partial' | 'final' = 'partial') =>
  lines.map(({ date }) => ({ asOf: date, kind }));
