import { z } from 'zod';
import { Group } from './agreement.ts';
import { StackingBasis, StackingChoice } from './document.ts';
import { Code, DealerIds } from './primitives.ts';

/**
 * How an agreement stands to others, as head office keeps it with each version: approved with it, changed only with
 * another version. Agreements and dealers are named by their ids. Agreements that meet on a line and are not related
 * here are refused, never added up silently.
 */
export const AgreementRelations = z
  .strictObject({
    after: z
      .array(z.strictObject({ agreement: Code, basis: StackingBasis }))
      .default([])
      .describe('Agreements that are calculated before this one, and what it makes of each.'),
    choices: z
      .array(StackingChoice)
      .default([])
      .describe('Choices that this agreement takes part in; it is enough that one of them says it.'),
    dealers: DealerIds.optional().describe(
      'Whose lines count: dealers, or ids of groups. Left out: the dealer whose agreement it is.',
    ),
    groups: z.array(Group).optional().describe('Dealers that are calculated together.'),
  })
  .meta({ id: 'AgreementRelations', description: 'How an agreement stands to other agreements and dealers.' });
export type AgreementRelations = z.infer<typeof AgreementRelations>;
