import { z } from 'zod';
import { CalculationDocument } from './document.ts';

/** What `rebates lint` reads: a calculation document whose lines may be left out. */
export const LintDocument = z
  .strictObject({
    ...CalculationDocument.shape,
    schema: z.literal('rebates/1').default('rebates/1'),
    lines: CalculationDocument.shape.lines
      .default([])
      .describe(
        'Tell how much money and how many units come with the qualifier, so that jumps can be told in money, and are looked ' +
          'through for lines that are there twice.',
      ),
  })
  .meta({ id: 'LintDocument', title: 'Agreements to be looked through' });

export const LintFinding = z
  .object({
    code: z.string(),
    severity: z
      .enum(['error', 'warning', 'notice'])
      .describe(
        'error: cannot be calculated, or contradicts itself. warning: hardly meant. notice: to be known before signing.',
      ),
    path: z.string().describe('JSON path of the place.'),
    numbers: z
      .record(z.string(), z.string())
      .describe(
        'Exact, as decimals or fractions: money, thresholds in the unit of the qualifier; names that end in Ppm are parts ' +
          'per million. Names and dates as they stand.',
      ),
    zh: z.string(),
    en: z.string(),
  })
  .meta({ id: 'LintFinding', description: 'What the linter found, and where.' });

export const LintResult = z
  .object({ schema: z.literal('rebates-lint/1'), findings: z.array(LintFinding) })
  .meta({ id: 'LintResult', title: 'What the policy linter found' });
export type LintResult = z.infer<typeof LintResult>;
