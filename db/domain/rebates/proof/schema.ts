import { z } from 'zod';
import { CalculationDocument } from '../schema/document.ts';
import { CalculationResult } from '../schema/result.ts';

/** Hash of the content of a sheet, in lower-case hex. */
export const ContentHash = z.string().regex(/^[0-9a-f]{64}$/);

/** Everything a sheet states. The hash covers all of it but itself. */
export const Proof = z.strictObject({
  schema: z.literal('rebate-proof/1'),
  dealer: z.strictObject({ id: z.string().min(1), name: z.string() }),
  program: z.string().describe('Version of the program that made the sheet.'),
  issuer: z.string().describe('Who made the sheet.'),
  preparedOn: z.iso.date(),
  labels: z.record(z.string(), z.string()).describe('Names by code, such as those of SKUs.'),
  document: CalculationDocument.describe(
    'Agreements and lines of this dealer; its last run is the one that is stated.',
  ),
  result: CalculationResult.describe('What the engine found for him.'),
  contentHash: ContentHash,
});
export type Proof = z.infer<typeof Proof>;
export type ProofContent = Omit<Proof, 'contentHash'>;
